import { publishMessage, type Transport } from './diagnostics.ts'
import type { EventHandlers } from './event-handlers.ts'
import { messageEvent } from './events.ts'
import { QuickMessageEvent } from './quick-message-event.ts'
import type { BinaryType } from './transport-events.ts'

type Data = string | ArrayBuffer | Blob

/** Hands messages to whoever listens, in the cheapest way that makes no difference to them. */
export class Delivery {
  /** Takes all messages, instead of an event for each. */
  #sink: ((data: Data) => void) | null = null
  #binaryType: BinaryType = 'blob'
  readonly #target: EventTarget & Transport
  readonly #origin: string
  readonly #handlers: EventHandlers

  constructor(target: EventTarget & Transport, origin: string, handlers: EventHandlers) {
    this.#target = target
    this.#origin = origin
    this.#handlers = handlers
  }

  get binaryType(): BinaryType {
    return this.#binaryType
  }

  /** As Web IDL has it: converted to a string, and ignored where that is none of the enumeration. */
  set binaryType(value: unknown) {
    const type = String(value)
    if (type === 'blob' || type === 'arraybuffer') this.#binaryType = type
  }

  setSink(sink: ((data: Data) => void) | null): void {
    if (sink !== null && typeof sink !== 'function') throw new TypeError('A message sink is a function or null')
    this.#sink = sink
  }

  deliver(message: string | ArrayBuffer): void {
    publishMessage(this.#target, 'in', message)
    const data = typeof message === 'string' || this.#binaryType === 'arraybuffer' ? message : new Blob([message])
    const sink = this.#sink
    try {
      if (sink) sink(data)
      else if (this.#handlers.listened) {
        this.#target.dispatchEvent(messageEvent(data, this.#origin))
      } else this.#handle(data)
    } catch (error) {
      // As EventTarget does with what a listener throws: it is uncaught, and hurts nobody else.
      process.nextTick(() => {
        throw error
      })
    }
  }

  /** There is nobody but the handler, so its event needs no dispatch. */
  #handle(data: Data): void {
    const handler = this.#handlers.get('message')
    if (typeof handler !== 'function') return
    const event = new QuickMessageEvent(data, this.#origin, this.#target)
    try {
      handler.call(this.#target, event)
    } finally {
      event.done()
    }
  }
}

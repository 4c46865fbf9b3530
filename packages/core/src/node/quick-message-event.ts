import { type InspectOptionsStylized, inspect } from 'node:util'
import { MessageEvent } from './events.ts'

const NO_PORTS: readonly MessagePort[] = Object.freeze([])

/**
 * A `message` event for a single `onmessage` handler. It is an instance of `MessageEvent` and answers all that one does, but
 * it is made without the constructors of `Event`, which cost more than receiving the message. So it has none of their
 * hidden fields, and everything that would look them up is answered here.
 */
export class QuickMessageEvent {
  readonly #data: unknown
  readonly #target: EventTarget
  readonly #origin: string
  #timeStamp = 0
  #current: EventTarget | null

  constructor(data: unknown, origin: string, target: EventTarget) {
    this.#data = data
    this.#origin = origin
    this.#target = target
    this.#current = target
  }

  /** The handler has returned. */
  done(): void {
    this.#current = null
  }

  get data(): unknown {
    return this.#data
  }

  get origin(): string {
    return this.#origin
  }

  get target(): EventTarget {
    return this.#target
  }

  get srcElement(): EventTarget {
    return this.#target
  }

  get currentTarget(): EventTarget | null {
    return this.#current
  }

  get eventPhase(): number {
    return this.#current ? Event.AT_TARGET : Event.NONE
  }

  /** When it was first asked for: reading the clock for every message would cost as much as the message. */
  get timeStamp(): number {
    this.#timeStamp ||= performance.now()
    return this.#timeStamp
  }

  composedPath(): EventTarget[] {
    return this.#current ? [this.#current] : []
  }

  get type(): string {
    return 'message'
  }

  get lastEventId(): string {
    return ''
  }

  get source(): null {
    return null
  }

  get ports(): readonly MessagePort[] {
    return NO_PORTS
  }

  get isTrusted(): boolean {
    return true
  }

  // A message can neither be cancelled nor does it propagate.
  get returnValue(): boolean {
    return true
  }

  get bubbles(): boolean {
    return false
  }

  get cancelable(): boolean {
    return false
  }

  get composed(): boolean {
    return false
  }

  get defaultPrevented(): boolean {
    return false
  }

  get cancelBubble(): boolean {
    return false
  }

  /** It does not propagate in any case. */
  set cancelBubble(_value: boolean) {}

  preventDefault(): void {}
  stopPropagation(): void {}
  stopImmediatePropagation(): void {}
  initEvent(): void {}

  get [Symbol.toStringTag](): string {
    return 'MessageEvent'
  }
}

Object.setPrototypeOf(QuickMessageEvent.prototype, MessageEvent.prototype)
Object.defineProperty(QuickMessageEvent.prototype, 'constructor', { value: MessageEvent })
// For `console.log`: Node's own would look up the hidden fields.
Object.defineProperty(QuickMessageEvent.prototype, inspect.custom, {
  value(this: QuickMessageEvent, depth: number | null, options: InspectOptionsStylized): string {
    const { type, data, origin, timeStamp } = this
    if (depth !== null && depth < 0) return '[MessageEvent]'
    return `MessageEvent ${inspect({ type, data, origin, timeStamp }, { ...options, depth })}`
  },
})

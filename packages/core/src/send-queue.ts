import type { QueueOptions } from './options.ts'
import type { Receipt } from './receipt.ts'
import type { Sendable } from './web-socket-like.ts'

/** A message on its way, encoded. */
export interface Outgoing {
  readonly data: Sendable
  /** Bytes on the wire, without framing. */
  readonly size: number
  readonly receipt: Receipt
}

/** Messages that wait for a connection: in order, bounded in messages and bytes. Pure. */
export class SendQueue {
  bytes = 0
  #items: Outgoing[] = []
  readonly #bounds: Required<QueueOptions>

  constructor(bounds: Required<QueueOptions>) {
    this.#bounds = bounds
  }

  get length(): number {
    return this.#items.length
  }

  /**
   * Adds a message. Answers the messages that had to go, or null where there is no room and the rule is `'error'`; then
   * nothing was added.
   */
  add(outgoing: Outgoing): Outgoing[] | null {
    const { messages, bytes, overflow } = this.#bounds
    const fits = () => this.#items.length < messages && this.bytes + outgoing.size <= bytes
    if (!fits() && overflow === 'error') return null
    if (!fits() && (overflow === 'drop-newest' || outgoing.size > bytes)) return [outgoing]
    const dropped: Outgoing[] = []
    while (!fits()) dropped.push(this.take()!)
    this.#items.push(outgoing)
    this.bytes += outgoing.size
    return dropped
  }

  /** The oldest message, taken out. */
  take(): Outgoing | undefined {
    const item = this.#items.shift()
    if (item) this.bytes -= item.size
    return item
  }
}

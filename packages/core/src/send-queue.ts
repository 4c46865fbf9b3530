import type { QueueBounds } from './options.ts'
import type { Receipt } from './receipt.ts'
import type { Sendable } from './web-socket-like.ts'

/** A message on its way, encoded. */
export interface Outgoing {
  readonly data: Sendable
  /** Bytes on the wire, without framing. */
  readonly size: number
  readonly receipt: Receipt
  /** Epoch milliseconds after which it is worth nothing; Infinity: never. */
  readonly expiresAt: number
  readonly replaceKey: string | undefined
  /** Whether it may go out on a later connection than the one it was meant for. */
  readonly carry: boolean
}

/** Messages that wait for a connection: in order, bounded in messages and bytes. Pure; time is handed in. */
export class SendQueue {
  bytes = 0
  #items: Outgoing[] = []
  readonly #bounds: QueueBounds

  constructor(bounds: QueueBounds) {
    this.#bounds = bounds
  }

  get length(): number {
    return this.#items.length
  }

  /** When the first of them expires; Infinity: none does. */
  get nextExpiry(): number {
    return this.#items.reduce((first, { expiresAt }) => Math.min(first, expiresAt), Number.POSITIVE_INFINITY)
  }

  /**
   * Adds a message, in place of an older one with the same key. Answers the messages that had to go for it, or null where
   * there is no room and the rule is `'error'`; then nothing changed.
   */
  add(outgoing: Outgoing): { readonly replaced: Outgoing[]; readonly dropped: Outgoing[] } | null {
    const { messages, bytes, overflow } = this.#bounds
    const { replaceKey, size } = outgoing
    const older = this.#items.filter((item) => replaceKey !== undefined && item.replaceKey === replaceKey)
    const freed = older.reduce((sum, item) => sum + item.size, 0)
    const fits = this.#items.length - older.length < messages && this.bytes - freed + size <= bytes
    if (!fits && overflow === 'error') return null
    if (!fits && (overflow === 'drop-newest' || size > bytes)) return { replaced: [], dropped: [outgoing] }
    const replaced = this.#remove((item) => older.includes(item))
    const dropped: Outgoing[] = []
    while (this.#items.length >= messages || this.bytes + size > bytes) dropped.push(this.take() as Outgoing)
    this.#items.push(outgoing)
    this.bytes += size
    return { replaced, dropped }
  }

  /** The oldest message, taken out. */
  take(): Outgoing | undefined {
    const item = this.#items.shift()
    if (item) this.bytes -= item.size
    return item
  }

  /** Takes out what is worth nothing any more. */
  expire(now: number): Outgoing[] {
    return this.#remove((item) => item.expiresAt <= now)
  }

  /** Takes out what was meant for the connection that is gone. */
  leaveBehind(): Outgoing[] {
    return this.#remove((item) => !item.carry)
  }

  #remove(unwanted: (item: Outgoing) => boolean): Outgoing[] {
    const removed = this.#items.filter(unwanted)
    if (removed.length === 0) return removed
    this.#items = this.#items.filter((item) => !unwanted(item))
    for (const { size } of removed) this.bytes -= size
    return removed
  }
}

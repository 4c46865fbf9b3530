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
export interface SendQueue {
  readonly items: readonly Outgoing[]
  /** Of all items. */
  bytes: number
  /** When the first of them expires; Infinity: none does. */
  nextExpiry(): number
  /**
   * Adds a message, in place of an older one with the same key. Answers the messages that had to go for it, those that it
   * replaces first, or null where there is no room and the rule is `'error'`; then nothing changed.
   */
  add(outgoing: Outgoing): [replaced: Outgoing[], dropped: Outgoing[]] | null
  /** Takes out what meets a test. */
  take(test: (outgoing: Outgoing) => boolean): Outgoing[]
  /** The oldest message, taken out. */
  shift(): Outgoing | undefined
}

/** Takes out of a list what meets a test, in order. */
export function takeOut<T>(list: T[], test: (item: T) => boolean): T[] {
  const taken: T[] = []
  let kept = 0
  for (const item of list) {
    if (test(item)) taken.push(item)
    else list[kept++] = item
  }
  list.length = kept
  return taken
}

export function sendQueue({ messages, bytes: most, overflow }: QueueBounds): SendQueue {
  const items: Outgoing[] = []
  const self: SendQueue = {
    items,
    bytes: 0,
    nextExpiry() {
      return items.reduce((first, { expiresAt }) => Math.min(first, expiresAt), Number.POSITIVE_INFINITY)
    },
    add(outgoing) {
      const { replaceKey, size } = outgoing
      const older = replaceKey === undefined ? [] : items.filter((item) => item.replaceKey === replaceKey)
      const left = older.reduce((sum, item) => sum - item.size, self.bytes)
      const fits = items.length - older.length < messages && left + size <= most
      if (!fits && overflow === 'error') return null
      if (!fits && (overflow === 'drop-newest' || size > most)) return [[], [outgoing]]
      self.take((item) => older.includes(item))
      const dropped: Outgoing[] = []
      while (items.length >= messages || self.bytes + size > most) dropped.push(self.shift() as Outgoing)
      items.push(outgoing)
      self.bytes += size
      return [older, dropped]
    },
    take(test) {
      const taken = takeOut(items, test)
      for (const { size } of taken) self.bytes -= size
      return taken
    },
    shift() {
      const item = items.shift()
      self.bytes -= item?.size ?? 0
      return item
    },
  }
  return self
}

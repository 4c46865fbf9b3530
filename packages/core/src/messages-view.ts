import { isCount, isTime, resolve } from './check.ts'
import type { Receiving } from './observable-web-socket.ts'
import type { Delivery } from './pace.ts'
import { sharedView, still, type View, view } from './view.ts'

/**
 * The latest messages of a socket: another object, with another array, at each paint.
 *
 * @example
 * ```ts
 * const keyed = ({ items, start }: MessageLog<Quote>) => items.map((quote, index) => [start + index, quote.price])
 * ```
 */
export interface MessageLog<In> {
  /** The latest messages, oldest first. */
  readonly items: readonly In[]
  /** The number of the first item, counted from 0: `start + index` is a key that stays an item's own. */
  readonly start: number
  /** How many messages came and are no longer among the items. */
  readonly dropped: number
}

/**
 * How a log is kept.
 *
 * @example
 * ```ts
 * const options: MessagesOptions = { limit: 100, delivery: 250 }
 * const log = messagesView(socket, options)
 * ```
 */
export interface MessagesOptions {
  /** How many messages are kept, `Infinity`: all; default 1,000. */
  readonly limit?: number
  /** How the log is painted; every message is in it in any case. Default `'frame'`. */
  readonly delivery?: Exclude<Delivery, 'every'>
}

/**
 * The log of nothing: what a view of messages begins with, and what is shown where there is no socket.
 *
 * @example
 * ```ts
 * const { items } = log?.get() ?? EMPTY_LOG
 * ```
 */
export const EMPTY_LOG: MessageLog<never> = /* @__PURE__ */ Object.freeze({ items: [], start: 0, dropped: 0 })

/**
 * The latest messages of a socket, for painting: none is missed, and the oldest leave beyond `limit`, counted. Watching it
 * is a lease; the log stays when nobody watches any more.
 *
 * @param socket null: the log stays empty.
 * @throws OptionError when `limit` is neither a whole number from 1 nor Infinity, or `delivery` neither `'frame'` nor
 * milliseconds.
 *
 * @example
 * ```ts
 * const log = messagesView(socket, { limit: 100 })
 * const stop = log.subscribe(() => list.replaceChildren(...log.get().items.map(row)))
 * ```
 */
export function messagesView<In>(socket: Receiving<In> | null, options: MessagesOptions = {}): View<MessageLog<In>> {
  const { limit, delivery } = resolve<Required<MessagesOptions>>(
    { limit: [1000, isCount], delivery: ['frame', isTime] },
    options,
  )
  if (!socket) return still(EMPTY_LOG)
  let kept: In[] = []
  let count = 0
  let shown: MessageLog<In> = EMPTY_LOG
  const counted = view(
    socket,
    (_, message: In) => {
      kept.push(message)
      // Cut seldom, so that a message costs a push.
      if (kept.length >= 2 * limit) kept = kept.slice(-limit)
      return ++count
    },
    0,
    delivery,
  )
  const show = () => {
    if (shown.start + shown.items.length === count) return
    const items = kept.slice(-limit)
    const start = count - items.length
    shown = Object.freeze({ items, start, dropped: start })
  }
  return sharedView(
    () => shown,
    (changed) => {
      const stop = counted.subscribe(() => {
        show()
        changed()
      })
      return () => {
        stop()
        show()
      }
    },
  )
}

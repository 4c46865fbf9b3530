import type { Receiving } from './observable-web-socket.ts'
import { checkDelivery, type Delivery, paceOf } from './pace.ts'

/**
 * Something to paint: what is shown now, and a call when that changed. Several may watch one view.
 *
 * @example
 * ```ts
 * const show = <T>(view: View<T>, paint: (value: T) => void) => view.subscribe(() => paint(view.get()))
 * ```
 */
export interface View<T> {
  /** What is shown now. */
  get(): T
  /** Calls `changed` after each change. Answers how to stop. */
  subscribe(changed: () => void): () => void
}

/** A view that is alive while somebody watches. `start` answers how to stop. */
export function sharedView<T>(get: () => T, start: (changed: () => void) => () => void): View<T> {
  const watchers = new Set<() => void>()
  let stop: (() => void) | undefined
  return {
    get,
    subscribe(changed) {
      // Wrapped, so that the same function may watch twice.
      const watcher = () => changed()
      watchers.add(watcher)
      stop ??= start(() => {
        for (const each of [...watchers]) each()
      })
      return () => {
        if (!watchers.delete(watcher) || watchers.size > 0) return
        stop?.()
        stop = undefined
      }
    },
  }
}

/**
 * Folds every message of a socket into a value, and paints that value by `delivery`. Watching it is a lease; the value
 * stays when nobody watches any more.
 *
 * @param fold Gets every message, in order, and answers the next value.
 * @throws OptionError when `delivery` is neither `'frame'`, `'every'` nor a number of milliseconds.
 *
 * @example
 * ```ts
 * const count = view(socket, (n) => n + 1, 0, 'frame')
 * const stop = count.subscribe(() => render(count.get()))
 * ```
 */
export function view<In, S>(
  socket: Receiving<In>,
  fold: (value: S, message: In) => S,
  seed: S,
  delivery: Delivery = 'frame',
): View<S> {
  checkDelivery(delivery)
  let shown = seed
  let folded = seed
  return sharedView(
    () => shown,
    (changed) => {
      const pace = paceOf<S>(delivery, (value) => {
        shown = value
        changed()
      })
      const listening = socket.on('data', (message) => {
        folded = fold(folded, message)
        pace.push(folded)
      })
      return () => {
        listening.unsubscribe()
        pace.stop()
        shown = folded
      }
    },
  )
}

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

/** A view of nothing that comes, for where there is no socket. */
export function still<T>(value: T): View<T> {
  return { get: () => value, subscribe: () => () => {} }
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
 * A view whose watchers watch another one as well, such as a {@link leasedStatus}, which is a lease.
 *
 * @example
 * ```ts
 * const latest = leasedView(view(socket, (_, message) => message, undefined), leasedStatus(socket, () => options, release))
 * ```
 */
export function leasedView<T>({ get, subscribe }: View<T>, lease: View<unknown>): View<T> {
  return sharedView(get, (changed) => {
    const leave = lease.subscribe(() => {})
    const stop = subscribe(changed)
    return () => {
      stop()
      leave()
    }
  })
}

/**
 * One property of what a view shows. Who watches it is told only when that property itself changed.
 *
 * @example
 * ```ts
 * const readyState = propertyView(statusView(socket), 'readyState')
 * ```
 */
export function propertyView<T, Name extends keyof T>(whole: View<T>, name: Name): View<T[Name]> {
  const get = () => whole.get()[name]
  return {
    get,
    subscribe(changed) {
      let last = get()
      return whole.subscribe(() => {
        const value = get()
        if (value === last) return
        last = value
        changed()
      })
    },
  }
}

/**
 * Folds every message of a socket into a value, and paints that value by `delivery`. Watching it is a lease; the value
 * stays when nobody watches any more.
 *
 * @param socket null: the value stays `seed`.
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
  socket: Receiving<In> | null,
  fold: (value: S, message: In) => S,
  seed: S,
  delivery: Delivery = 'frame',
): View<S> {
  checkDelivery(delivery)
  if (!socket) return still(seed)
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

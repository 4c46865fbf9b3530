import type { Observer } from 'rxjs'
import type { Parts } from './assembly.ts'
import { type Clock, timer } from './clock.ts'
import type { ConnectionState } from './connection-state.ts'
import { type Multicast, SocketObservable } from './multicast.ts'

/** How often, in milliseconds, a value without an event is looked at. */
const SAMPLE = 100

/** Hands on each value that differs from the one before. */
function distinct<T>(subscriber: Pick<Observer<T>, 'next'>): (value: T) => void {
  let last: T | undefined
  return (value) => {
    if (value === last) return
    last = value
    subscriber.next(value)
  }
}

/**
 * An attribute's twin: the value now, then each change. Never errors, never completes. With a clock also what has no event:
 * looked at every 100 ms while it is not zero.
 */
export function attribute<T>(read: () => T, changes: Multicast<unknown>, clock?: Clock): SocketObservable<T> {
  return new SocketObservable<T>((subscriber) => {
    const show = distinct(subscriber)
    const next = clock && timer(clock)
    const look = () => {
      const value = read()
      show(value)
      if (value && !subscriber.closed) next?.(SAMPLE, look)
    }
    subscriber.add(changes.on(look))
    subscriber.add(() => next?.())
    look()
  })
}

/**
 * The twin of what follows from the state: unlike an attribute's it misses no transition. Those that happened before the
 * subscription and still wait to be told are skipped.
 */
export function tracked<T>(
  map: (state: ConnectionState) => T,
  socket: Pick<Parts<unknown>, 'life' | 'told'>,
  transitions: Multicast<ConnectionState>,
): SocketObservable<T> {
  return new SocketObservable<T>((subscriber) => {
    const show = distinct(subscriber)
    const seen = socket.life.state
    let behind = socket.told !== seen
    subscriber.add(
      transitions.on((state) => {
        if (behind) behind = state !== seen
        else show(map(state))
      }),
    )
    show(map(seen))
  })
}

/** Whether there is room, by two watermarks, so that it does not flicker: false from `high` bytes, true from `low`. */
export function writable(
  bufferedAmount$: SocketObservable<number>,
  { high, low }: { readonly high: number; readonly low: number },
): SocketObservable<boolean> {
  return new SocketObservable<boolean>((subscriber) => {
    const show = distinct<boolean>(subscriber)
    let room = true
    return bufferedAmount$.subscribe((amount) => {
      room = room ? amount < high : amount <= low
      show(room)
    })
  })
}

/** Resolves when there is room; at once where there is. Never rejects. */
export function drained(writable$: SocketObservable<boolean>): Promise<void> {
  return new Promise((resolve) => {
    const watching = writable$.subscribe((writable) => {
      if (!writable) return
      resolve()
      // Not yet there where the first value comes while it subscribes.
      queueMicrotask(() => watching.unsubscribe())
    })
  })
}

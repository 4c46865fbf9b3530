import type { Clock } from './clock.ts'
import { Timer } from './clock.ts'
import { type Multicast, SocketObservable } from './multicast.ts'

/** An attribute's twin: the value now, then each change. Never errors, never completes. */
export function attribute<T>(read: () => T, changes: Multicast<unknown>): SocketObservable<T> {
  return new SocketObservable<T>((subscriber) => {
    let last = read()
    subscriber.next(last)
    return changes.on(() => {
      const value = read()
      if (value === last) return
      last = value
      subscriber.next(value)
    })
  })
}

/**
 * The twin of what follows from the state: unlike a sample it misses no transition. Those that happened before the
 * subscription and still wait to be told are skipped.
 */
export function tracked<S, T>(
  map: (state: S) => T,
  current: () => S,
  told: () => S,
  transitions: Multicast<S>,
): SocketObservable<T> {
  return new SocketObservable<T>((subscriber) => {
    const seen = current()
    let behind = told() !== seen
    let last = map(seen)
    subscriber.next(last)
    return transitions.on((state) => {
      if (behind) {
        behind = state !== seen
        return
      }
      const value = map(state)
      if (value === last) return
      last = value
      subscriber.next(value)
    })
  })
}

/** How often, in milliseconds, a value without an event is looked at. */
const SAMPLE = 100

/** The twin of a number that has no event: looked at on every change, and every 100 ms while it is not zero. */
export function sampled(read: () => number, changes: Multicast<unknown>, clock: Clock): SocketObservable<number> {
  return new SocketObservable<number>((subscriber) => {
    const timer = new Timer(clock)
    let last = -1
    const look = () => {
      const value = read()
      if (value !== last) subscriber.next(value)
      last = value
      if (value > 0 && !subscriber.closed) timer.set(SAMPLE, look)
    }
    look()
    const listening = changes.on(look)
    return () => {
      timer.clear()
      listening.unsubscribe()
    }
  })
}

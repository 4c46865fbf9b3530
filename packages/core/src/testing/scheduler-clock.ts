import type { SchedulerLike, Subscription } from 'rxjs'
import type { Clock } from '../clock.ts'

/**
 * The time of an rxjs scheduler as a clock, so that a socket runs under marbles: inside `TestScheduler.run` a frame is a
 * millisecond, and everything happens within the run, as long as no promise is waited for. Where there is a page, a socket
 * looks at its clock twice a second for as long as it is held: a run ends only if that does, or with `signals: false`.
 *
 * @example
 * ```ts
 * const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected))
 * scheduler.run(({ expectObservable }) => {
 *   const clock = schedulerClock(scheduler)
 *   const server = fakeServer(clock, latency(10))
 *   const { open$, message$ } = webSocket('wss://example.com/feed', { clock, WebSocketCtor: server.WebSocketCtor })
 *   expectObservable(message$, '100ms !')
 *   expectObservable(open$.pipe(map(() => 'o'))).toBe('20ms o')
 * })
 * ```
 */
export function schedulerClock(scheduler: SchedulerLike): Clock {
  return {
    now: () => scheduler.now(),
    setTimeout: (handler, delay): Subscription => scheduler.schedule(() => handler(), Math.max(0, delay || 0)),
    clearTimeout: (timer: Subscription) => timer.unsubscribe(),
  }
}

import { Subject } from 'rxjs'
import { TestScheduler } from 'rxjs/testing'
import { describe, expect, it } from 'vitest'
import { fakeServer, latency, schedulerClock } from './index.ts'

const run = (test: (scheduler: TestScheduler, helpers: Parameters<Parameters<TestScheduler['run']>[0]>[0]) => void) => {
  const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected))
  scheduler.run((helpers) => test(scheduler, helpers))
}

describe('schedulerClock', () => {
  it('counts frames as milliseconds, and fires at its time', () => {
    run((scheduler, { expectObservable }) => {
      const clock = schedulerClock(scheduler)
      const fired$ = new Subject<number>()
      clock.setTimeout(() => fired$.next(clock.now()), 20)
      clock.setTimeout(() => clock.setTimeout(() => fired$.next(clock.now()), -1), 5)
      expectObservable(fired$).toBe('5ms a 14ms b', { a: 5, b: 20 })
    })
  })

  it('takes a timer back', () => {
    run((scheduler, { expectObservable }) => {
      const clock = schedulerClock(scheduler)
      const fired$ = new Subject<string>()
      const timer = clock.setTimeout(() => fired$.next('never'), 20)
      clock.setTimeout(() => clock.clearTimeout(timer), 10)
      expectObservable(fired$).toBe('')
    })
  })

  it('is a clock for a fake server', () => {
    run((scheduler, { expectObservable }) => {
      const server = fakeServer(schedulerClock(scheduler), latency(10))
      const socket = new server.WebSocketCtor('wss://example.com/feed')
      const events$ = new Subject<string>()
      socket.addEventListener('open', () => {
        events$.next('open')
        socket.close()
      })
      socket.addEventListener('close', () => events$.next('close'))
      expectObservable(events$).toBe('20ms o 19ms c', { o: 'open', c: 'close' })
    })
  })
})

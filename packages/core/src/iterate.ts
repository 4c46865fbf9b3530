import type { Subscription } from 'rxjs'
import { type EverwireError, failure } from './errors.ts'
import type { SocketObservable } from './multicast.ts'
import type { Reading } from './reading.ts'

/**
 * Messages as an async iterator. It holds the connection from the first `next()` until it ends or is returned from.
 *
 * @example
 * ```ts
 * const quotes: DataIterator<Quote> = socket.iterate({ limit: 100 })
 * for await (const quote of quotes) await store(quote)
 * if (quotes.dropped > 0) console.log(`${quotes.dropped} came too fast`)
 * ```
 */
export interface DataIterator<In> extends AsyncIterableIterator<In> {
  /** Messages that were dropped because they came faster than they were taken; always 0 where reading can be paused. */
  readonly dropped: number
}

/** How many messages may wait before reading is paused, and how few before it goes on. */
const HIGH = 64
const LOW = 16

/** The iterator behind `for await (const message of socket)`; `limit` messages may wait in a browser. */
export function iterate<In>(
  data: SocketObservable<In>,
  reading: Reading,
  limit: number,
  report: (error: EverwireError) => void,
): DataIterator<In> {
  type Result = IteratorResult<In>
  const queue: In[] = []
  /** Calls of `next` that wait. */
  const waiting: ((result: Result | Promise<Result>) => void)[] = []
  let subscription: Subscription | undefined
  /** Answers the end: an error once, as an iterator does, then that it is done. */
  let ended: (() => Result | Promise<Result>) | undefined
  let goOn: (() => void) | undefined
  let dropped = 0

  const done = (): Result => ({ done: true, value: undefined })
  const resume = (): void => {
    goOn?.()
    goOn = undefined
  }
  const push = (value: In): void => {
    const next = waiting.shift()
    if (next) next({ done: false, value })
    else queue.push(value)
    if (reading.pausable) {
      if (queue.length >= HIGH) goOn ??= reading.pause()
    } else if (queue.length > limit) {
      queue.shift()
      if (dropped++ === 0) report(failure('overflow', 'iterate', String(limit)))
    }
  }
  const finish = (end: () => Result | Promise<Result> = done): void => {
    ended ??= end
    resume()
    subscription?.unsubscribe()
    for (const next of waiting.splice(0)) next(ended())
  }
  const fail = (error: unknown): void =>
    finish(() => {
      ended = done
      return Promise.reject(error)
    })

  return {
    get dropped() {
      return dropped
    },
    next() {
      if (!ended) subscription ??= data.subscribe(push, fail, () => finish())
      const result = new Promise<Result>((resolve) => {
        if (queue.length > 0) resolve({ done: false, value: queue.shift() as In })
        else if (ended) resolve(ended())
        else waiting.push(resolve)
      })
      if (queue.length <= LOW) resume()
      // Whoever ignores it is not punished with an unhandled rejection; who awaits it still gets the error.
      result.catch(() => {})
      return result
    },
    return() {
      queue.length = 0
      finish()
      return Promise.resolve(done())
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

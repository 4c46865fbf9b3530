import type { Subscription } from 'rxjs'
import { EverwireError } from './errors.ts'
import type { SocketObservable } from './multicast.ts'
import type { Reading } from './reading.ts'

/** Messages as an async iterator. It holds the connection from the first `next()` until it ends or is returned from. */
export interface DataIterator<In> extends AsyncIterableIterator<In> {
  /** Messages that were dropped because they came faster than they were taken; always 0 where reading can be paused. */
  readonly dropped: number
}

/** How many messages may wait before reading is paused, and how few before it goes on. */
const HIGH = 64
const LOW = 16
const DONE = { done: true, value: undefined } as const

/** What an iterator needs of its socket. */
export interface IteratorOwner<In> {
  readonly data: SocketObservable<In>
  readonly reading: Reading
  error(error: EverwireError): void
}

interface Waiting<In> {
  resolve(result: IteratorResult<In>): void
  reject(error: unknown): void
}

/** The iterator behind `for await (const message of socket)`; `limit` messages may wait in a browser. */
export class QueueIterator<In> implements DataIterator<In> {
  dropped = 0
  #queue: In[] = []
  #waiting: Waiting<In>[] = []
  #subscription: Subscription | undefined
  #end: { readonly error?: unknown } | undefined
  #goOn: (() => void) | undefined
  readonly #owner: IteratorOwner<In>
  readonly #limit: number

  constructor(owner: IteratorOwner<In>, limit: number) {
    this.#owner = owner
    this.#limit = limit
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<IteratorResult<In>> {
    if (!this.#end)
      this.#subscription ??= this.#owner.data.subscribe({
        next: (value) => this.#push(value),
        error: (error) => this.#finish({ error }),
        complete: () => this.#finish({}),
      })
    if (this.#queue.length > 0) {
      const value = this.#queue.shift() as In
      if (this.#queue.length <= LOW) this.#resume()
      return Promise.resolve({ done: false, value })
    }
    if (this.#end) return answered(this.#takeEnd())
    return answered(new Promise((resolve, reject) => this.#waiting.push({ resolve, reject })))
  }

  return(): Promise<IteratorResult<In>> {
    this.#queue = []
    this.#finish({})
    return Promise.resolve(DONE)
  }

  #push(value: In): void {
    const waiting = this.#waiting.shift()
    if (waiting) {
      waiting.resolve({ done: false, value })
      return
    }
    this.#queue.push(value)
    const { reading } = this.#owner
    if (reading.pausable) {
      if (this.#queue.length >= HIGH) this.#goOn ??= reading.pause()
    } else if (this.#queue.length > this.#limit) {
      this.#queue.shift()
      if (this.dropped++ === 0) this.#owner.error(overflow(this.#limit))
    }
  }

  #finish(end: { readonly error?: unknown }): void {
    this.#end ??= end
    this.#resume()
    this.#subscription?.unsubscribe()
    for (const { resolve, reject } of this.#waiting.splice(0)) this.#takeEnd().then(resolve, reject)
  }

  /** The error once, as an iterator does, then done. */
  #takeEnd(): Promise<IteratorResult<In>> {
    const end = this.#end
    this.#end = {}
    return end && 'error' in end ? Promise.reject(end.error) : Promise.resolve(DONE)
  }

  #resume(): void {
    this.#goOn?.()
    this.#goOn = undefined
  }
}

/** Whoever ignores the promise is not punished with an unhandled rejection; who awaits it still gets the error. */
function answered<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {})
  return promise
}

function overflow(limit: number): EverwireError {
  const advice = 'Take them faster, or raise `limit`; the iterator counts them in `dropped`.'
  return new EverwireError('overflow', `An iterator drops messages: more than ${limit} waited. ${advice}`)
}

/** Time, handed in, so that every policy runs under virtual time. Milliseconds since the epoch. */
export interface Clock {
  now(): number
  setTimeout(handler: () => void, delay: number): unknown
  // biome-ignore lint/suspicious/noExplicitAny: a number in browsers, an object in Node; a method's parameter may be narrower
  clearTimeout(timer: any): void
}

/** The platform's clock, looked up at each call, so that fake timers installed later work. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (handler, delay) => setTimeout(handler, delay),
  clearTimeout: (timer) => clearTimeout(timer),
}

/** One timer that is set, replaced and cleared as one thing. */
export class Timer {
  #handle: unknown
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Replaces what was set. */
  set(delay: number, handler: () => void): void {
    this.clear()
    this.#handle = this.#clock.setTimeout(() => {
      this.#handle = undefined
      handler()
    }, delay)
  }

  clear(): void {
    if (this.#handle === undefined) return
    this.#clock.clearTimeout(this.#handle)
    this.#handle = undefined
  }
}

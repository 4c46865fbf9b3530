/** Time, handed in so that a test decides what time it is. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number
  /** Runs `callback` once, `delay` milliseconds from now. */
  setTimeout(callback: () => void, delay: number): unknown
  clearTimeout(handle: unknown): void
}

/** The clock on the wall. */
export const systemClock: Clock = {
  now: Date.now,
  setTimeout: (callback, delay) => setTimeout(callback, delay),
  clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
}

/**
 * Time, handed in, so that every policy runs under virtual time.
 *
 * @example
 * ```ts
 * const fast: Clock = {
 *   now: () => Date.now() * 60,
 *   setTimeout: (handler, delay) => setTimeout(handler, delay / 60),
 *   clearTimeout: (timer) => clearTimeout(timer),
 * }
 * ```
 */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Answers what `clearTimeout` takes. */
  setTimeout(handler: () => void, delay: number): unknown
  /** Takes a timer back; one that has fired, too. */
  // biome-ignore lint/suspicious/noExplicitAny: a number in browsers, an object in Node; a method's parameter may be narrower
  clearTimeout(timer: any): void
}

/** The platform's clock, looked up at each call, so that fake timers installed later work. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (handler, delay) => setTimeout(handler, delay),
  clearTimeout: (timer) => clearTimeout(timer),
}

/** Sets a timer in place of the one that was set; without arguments it only clears that. */
export type Timer = (delay?: number, handler?: () => void) => void

/** One timer that is set, replaced and cleared as one thing. */
export function timer(clock: Clock): Timer {
  let handle: unknown
  return (delay = 0, handler) => {
    if (handle !== undefined) clock.clearTimeout(handle)
    handle =
      handler &&
      clock.setTimeout(() => {
        handle = undefined
        handler()
      }, delay)
  }
}

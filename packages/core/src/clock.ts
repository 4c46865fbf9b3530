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

/** Missed time counts up to here, so a process that was stopped does not come back with a flood. */
const MAX_CATCH_UP_MS = 500
/** No timer fires more often; higher rates send several messages a tick. */
const MIN_TICK_MS = 10
/** Nor less often: a timer's delay has 31 bits, and a rate may be as near to 0 as a number can be. */
const MAX_TICK_MS = 60_000

/** Turns elapsed time into a number of messages, so late timers do not lower the rate. Pure: the time is handed in. */
export class Pacer {
  #rate: number
  #countedAt: number
  /** Fractions of a message carried to the next tick. */
  #owed = 0

  /** `rate` in messages a second; `now` in milliseconds. */
  constructor(rate: number, now: number) {
    this.#rate = rate
    this.#countedAt = now
  }

  /** The milliseconds to the next tick, or undefined when the rate is 0. */
  get interval(): number | undefined {
    return this.#rate === 0 ? undefined : Math.min(MAX_TICK_MS, Math.max(MIN_TICK_MS, 1000 / this.#rate))
  }

  /** How many messages have become due since the last call. */
  due(now: number): number {
    const elapsed = Math.min(Math.max(now - this.#countedAt, 0), Math.max(MAX_CATCH_UP_MS, this.interval ?? 0))
    this.#countedAt = now
    this.#owed += (elapsed * this.#rate) / 1000
    // One part in a million: 0.1 + 0.2 must not make a message late by a whole tick.
    const count = Math.floor(this.#owed + 1e-6)
    this.#owed -= count
    return count
  }

  /** Another rate from now on. */
  changeRate(rate: number, now: number): void {
    this.#rate = rate
    this.#countedAt = now
    this.#owed = 0
  }
}

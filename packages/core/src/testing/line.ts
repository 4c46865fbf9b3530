import type { Clock } from '../clock.ts'
import { Timers } from './timers.ts'

/** One direction of a connection: what goes in comes out in order, a while later, until the line is cut or stopped. */
export class Line {
  readonly #latency: number
  readonly #timers: Timers
  #allowance: number
  #stopped = false

  /** @param allowance bytes that pass before the network cuts it */
  constructor(clock: Clock, latency: number, allowance: number) {
    this.#timers = new Timers(clock)
    this.#latency = latency
    this.#allowance = allowance
  }

  /** Takes up to `size` bytes off the allowance, and answers how many that were. */
  admit(size: number): number {
    const passing = Math.min(size, this.#allowance)
    this.#allowance -= passing
    return passing
  }

  /** Calls `arrive` once the latency has passed: at once where there is none. */
  carry(arrive: () => void): void {
    if (this.#stopped) return
    if (this.#latency === 0) arrive()
    else this.#timers.set(this.#latency, arrive)
  }

  /** Nothing arrives any more. */
  stop(): void {
    this.#stopped = true
    this.#timers.clear()
  }
}

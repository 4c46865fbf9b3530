import { SPAN } from './timeline.ts'

/** One reading: how many a second, at a time in epoch milliseconds. */
export interface Reading {
  readonly at: number
  readonly value: number
}

/** Counts events, and reads how many a second there were since the last reading. */
export class Gauge {
  #count = 0
  #readings: readonly Reading[] = []
  #since: number

  constructor(now: number) {
    this.#since = now
  }

  /** The readings of the last two minutes, oldest first. */
  get readings(): readonly Reading[] {
    return this.#readings
  }

  /** One more event. */
  tally(): void {
    this.#count++
  }

  /** Takes a reading; answers those of the last two minutes, oldest first. */
  read(now: number): readonly Reading[] {
    const elapsed = now - this.#since
    if (elapsed <= 0) return this.#readings
    const value = Math.round((1000 * this.#count) / elapsed)
    this.#count = 0
    this.#since = now
    this.#readings = [...this.#readings.filter(({ at }) => at >= now - SPAN), { at: now, value }]
    return this.#readings
  }
}

/** The last reading's value, 0 before the first. */
export const latest = (readings: readonly Reading[]): number => readings.at(-1)?.value ?? 0

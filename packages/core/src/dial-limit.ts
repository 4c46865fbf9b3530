import type { DialLimit } from './options.ts'

/** Remembers automatic dials and says how long the next must wait: a sliding window, pure but for its memory. */
export class DialLimiter {
  readonly #limit: DialLimit | null
  #dials: number[] = []

  constructor(limit: DialLimit | null) {
    this.#limit = limit
  }

  /** Milliseconds until a dial is allowed; 0: now. */
  wait(now: number): number {
    if (!this.#limit) return 0
    const { max, per } = this.#limit
    this.#dials = this.#dials.filter((dial) => dial > now - per)
    return this.#dials.length < max ? 0 : this.#dials[this.#dials.length - max]! + per - now
  }

  /** Counts a dial. */
  record(now: number): void {
    if (this.#limit) this.#dials.push(now)
  }
}

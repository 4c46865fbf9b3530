/** A token bucket: so many at once, refilled steadily. Pure: the time is handed in. */
export class RateLimit {
  readonly #perSecond: number
  #tokens: number
  #filledAt: number

  /** A full bucket of `perSecond` tokens that refills within a second; `now` in milliseconds. */
  constructor(perSecond: number, now: number) {
    this.#perSecond = perSecond
    this.#tokens = perSecond
    this.#filledAt = now
  }

  /** Takes a token; false when there is none. */
  take(now: number): boolean {
    const elapsed = Math.max(now - this.#filledAt, 0)
    this.#filledAt = now
    this.#tokens = Math.min(this.#tokens + (elapsed * this.#perSecond) / 1000, this.#perSecond)
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }
}

/** Counts what each address holds, up to a limit. */
export class AddressLimit {
  readonly #limit: number
  readonly #isExempt: (address: string) => boolean
  readonly #held = new Map<string, number>()

  constructor(limit: number, isExempt: (address: string) => boolean) {
    this.#limit = limit
    this.#isExempt = isExempt
  }

  /** Takes a place for `address`; answers how to give it back (once), or undefined when all are taken. */
  take(address: string): (() => void) | undefined {
    if (this.#isExempt(address)) return () => {}
    const held = this.#held.get(address) ?? 0
    if (held >= this.#limit) return undefined
    this.#held.set(address, held + 1)
    return () => {
      const left = (this.#held.get(address) ?? 1) - 1
      if (left === 0) this.#held.delete(address)
      else this.#held.set(address, left)
    }
  }
}

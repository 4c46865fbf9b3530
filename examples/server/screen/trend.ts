const POINTS = 60
// Sixty points two seconds apart are two minutes.
const WIDEST = 2000
const NARROWEST = 250

/**
 * One symbol's last two minutes in at most sixty points. It begins with a point every quarter of a second, so that there
 * is a line to see at once, and thins out as it fills up.
 */
export class Trend {
  #values: number[] = []
  #gap = NARROWEST
  #sampledAt = Number.NEGATIVE_INFINITY

  /** Oldest first. */
  get values(): readonly number[] {
    return this.#values
  }

  /** Takes a value; answers whether it became a point. */
  add(value: number, now: number): boolean {
    if (now - this.#sampledAt < this.#gap) return false
    this.#values.push(value)
    this.#sampledAt = now
    if (this.#values.length <= POINTS) return true
    if (this.#gap === WIDEST) this.#values.shift()
    else {
      this.#gap *= 2
      this.#values = this.#values.filter((_, index) => index % 2 === 0)
    }
    return true
  }
}

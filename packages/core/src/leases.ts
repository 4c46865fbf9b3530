import { type Clock, Timer } from './clock.ts'

/** Counts who holds a connection open, and waits for `linger` after the last one let go. */
export class Leases {
  #held = 0
  readonly #linger: number
  readonly #timer: Timer
  readonly #released: () => void

  constructor(clock: Clock, linger: number, released: () => void) {
    this.#timer = new Timer(clock)
    this.#linger = linger
    this.#released = released
  }

  /** Whether anybody holds one. */
  get held(): boolean {
    return this.#held > 0
  }

  acquire(): void {
    this.#held++
    this.#timer.clear()
  }

  release(): void {
    if (--this.#held === 0) this.#timer.set(this.#linger, this.#released)
  }
}

import { type Quote, SYMBOLS } from './messages.ts'

/** The market moves once in so many milliseconds. */
export const STEP_MS = 10
/** A market nobody looked at moves at most so many steps when somebody looks again. */
const MAX_STEPS = 1_000
/** A step moves a price by at most this share of it, up or down. */
const STEP_SIZE = 0.0003
/** No price leaves the band from start / BAND to start * BAND. */
const BAND = 4

const startPrices: readonly number[] = [
  ...[128, 61.5, 240, 33.2, 87.4, 152.8, 19.6, 310, 74.1, 45.9],
  ...[96.3, 205, 28.7, 182.4, 410, 66.6, 53.3, 137, 22.5, 118],
]

const toCents = (value: number): number => Math.round(value * 100) / 100

/**
 * The random walk all connections share. Prices depend on the time alone, not on who asks or how often, so two
 * connections that ask at the same moment get the same answer.
 */
export class Market {
  readonly #random: () => number
  readonly #prices = [...startPrices]
  #steppedAt: number

  /** A market that starts to move at `now`, in epoch milliseconds; `random` answers numbers in [0, 1). */
  constructor(random: () => number, now: number) {
    this.#random = random
    this.#steppedAt = now
  }

  /** The quote of the symbol at `index`, which counts on and on through {@link SYMBOLS}. */
  quote(index: number, now: number): Omit<Quote, 'seq'> {
    this.#advance(now)
    const which = index % SYMBOLS.length
    const start = startPrices[which] as number
    const price = toCents(this.#prices[which] as number)
    return { symbol: SYMBOLS[which] as string, price, change: toCents((price / start - 1) * 100), at: now }
  }

  #advance(now: number): void {
    const missed = Math.floor((now - this.#steppedAt) / STEP_MS)
    // A clock set back stops the market until the hour is reached again; better to go on from the new time.
    if (missed < 0) this.#steppedAt = now
    if (missed <= 0) return
    this.#steppedAt += missed * STEP_MS
    for (let step = Math.min(missed, MAX_STEPS); step > 0; step--) this.#step()
  }

  #step(): void {
    for (const [which, start] of startPrices.entries()) {
      const moved = (this.#prices[which] as number) * (1 + STEP_SIZE * (this.#random() * 2 - 1))
      this.#prices[which] = Math.min(Math.max(moved, start / BAND), start * BAND)
    }
  }
}

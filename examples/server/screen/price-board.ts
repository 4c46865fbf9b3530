import { type Quote, SYMBOLS } from '../src/messages.ts'
import { sparkline } from './sparkline.ts'
import { Trend } from './trend.ts'

/** A row as it is painted: a new object each time it changed, so that unchanged rows need no painting. */
export interface PriceRow {
  readonly symbol: string
  readonly price: number | undefined
  readonly change: number
  /** The sparkline's SVG path. */
  readonly path: string
  /** Alternates between 1 and 2 with each update slow enough to be tinted, so that the tint starts anew; else 0. */
  readonly tint: 0 | 1 | 2
}

interface Entry {
  row: PriceRow
  quote: Quote | undefined
  readonly trend: Trend
  path: string
  updatedAt: number
  dirty: boolean
}

// Above five updates a second a flashing row says nothing and tires the eye.
const TINT_GAP = 200

/**
 * The prices as last known. Takes every message at the cost of a look-up, and makes rows only when it is asked to paint.
 */
export class PriceBoard {
  readonly #entries = new Map<string, Entry>()
  #received = 0
  #gaps = 0
  #seq = 0
  #lastAt: number | undefined

  constructor() {
    for (const symbol of SYMBOLS) this.#entries.set(symbol, emptyEntry(symbol))
  }

  /** Messages taken. */
  get received(): number {
    return this.#received
  }

  /** Messages that the feed's numbering has and this page has not. The feed counts each connection from 1. */
  get gaps(): number {
    return this.#gaps
  }

  /** How many symbols there are. */
  get size(): number {
    return this.#entries.size
  }

  /** When the last one came, in epoch milliseconds. */
  get lastAt(): number | undefined {
    return this.#lastAt
  }

  take(quote: Quote, now: number): void {
    this.#received++
    if (quote.seq > 1) this.#gaps += quote.seq - this.#seq - 1
    this.#seq = quote.seq
    this.#lastAt = now
    const entry = this.#entries.get(quote.symbol) ?? emptyEntry(quote.symbol)
    this.#entries.set(quote.symbol, entry)
    entry.quote = quote
    entry.dirty = true
    // Most of the cost of a row is drawing its line, so that is done when it has a new point, not at every price.
    if (entry.trend.add(quote.price, now)) entry.path = sparkline(entry.trend.values)
  }

  /** The rows to paint, in the order in which the symbols were first seen. */
  rows(now: number): readonly PriceRow[] {
    return Array.from(this.#entries.values(), (entry) => {
      if (!entry.dirty || !entry.quote) return entry.row
      const { symbol, price, change } = entry.quote
      const calm = now - entry.updatedAt > TINT_GAP && entry.row.price !== undefined
      const tint = calm ? (entry.row.tint === 1 ? 2 : 1) : 0
      entry.row = { symbol, price, change, path: entry.path, tint }
      entry.updatedAt = now
      entry.dirty = false
      return entry.row
    })
  }
}

function emptyEntry(symbol: string): Entry {
  return {
    row: { symbol, price: undefined, change: 0, path: '', tint: 0 },
    quote: undefined,
    trend: new Trend(),
    path: '',
    updatedAt: 0,
    dirty: false,
  }
}

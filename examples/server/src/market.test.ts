import { expect, test } from 'vitest'
import { Market, STEP_MS } from './market.ts'
import { SYMBOLS } from './messages.ts'
import { seededRandom } from './testing-tools/seeded-random.ts'

const start = 1_780_000_000_000
const market = (seed = 7) => new Market(seededRandom(seed), start)
const prices = (of: Market, now: number) => SYMBOLS.map((_, index) => of.quote(index, now).price)

test('it starts at the start prices, unchanged', () => {
  const fresh = market()
  expect(SYMBOLS).toHaveLength(20)
  for (const [index, symbol] of SYMBOLS.entries()) {
    const quote = fresh.quote(index, start)
    expect(quote).toEqual({ symbol, price: expect.any(Number), change: 0, at: start })
    expect(quote.price).toBeGreaterThan(1)
  }
})

test('an index counts on through the symbols', () => {
  expect(market().quote(41, start).symbol).toBe('BOLT')
})

test('the same numbers make the same walk, others another', () => {
  expect(prices(market(1), start + 5_000)).toEqual(prices(market(1), start + 5_000))
  expect(prices(market(1), start + 5_000)).not.toEqual(prices(market(2), start + 5_000))
})

test('prices depend on the time alone, not on how often somebody asked', () => {
  const often = market()
  for (let now = start; now < start + 2_000; now += 7) often.quote(0, now)
  expect(prices(often, start + 2_000)).toEqual(prices(market(), start + 2_000))
})

test('prices move, in cents, and change says by how much per cent', () => {
  const walk = market()
  const before = walk.quote(0, start).price
  const { price, change } = walk.quote(0, start + 5_000)
  expect(price).not.toBe(before)
  expect(Math.round(price * 100) / 100).toBe(price)
  expect(change).toBeCloseTo((price / before - 1) * 100, 1)
})

test('a step moves a price by at most three parts in ten thousand', () => {
  const walk = new Market(() => 0.999_999, start)
  const before = walk.quote(0, start).price
  expect(walk.quote(0, start + STEP_MS).price / before).toBeCloseTo(1.0003, 4)
  expect(walk.quote(0, start + STEP_MS * 2 - 1).price / before).toBeCloseTo(1.0003, 4)
})

test('prices stay between a quarter and four times the start, however long they fall or rise', () => {
  for (const [number, factor] of [
    [0, 1 / 4],
    [0.999_999, 4],
  ] as const) {
    const walk = new Market(() => number, start)
    const before = walk.quote(0, start).price
    for (let second = 10; second <= 1_000; second += 10) walk.quote(0, start + second * 1_000)
    expect(walk.quote(0, start + 1_000_000).price).toBeCloseTo(before * factor, 1)
  }
})

test('a market nobody watched for a year catches up at once and goes on', () => {
  let drawn = 0
  const walk = new Market(() => {
    drawn += 1
    return 0.75
  }, start)
  const year = 365 * 24 * 3_600_000
  const back = walk.quote(0, start + year).price
  expect(drawn).toBe(1_000 * SYMBOLS.length)
  expect(walk.quote(0, start + year + 1_000).price).toBeGreaterThan(back)
})

test('a clock set back does not stop it', () => {
  const walk = new Market(() => 0.75, start)
  const before = walk.quote(0, start + 1_000).price
  walk.quote(0, start - 3_600_000)
  expect(walk.quote(0, start - 3_600_000 + 1_000).price).toBeGreaterThan(before)
})

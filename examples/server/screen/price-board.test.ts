import { expect, test } from 'vitest'
import type { Quote } from '../src/messages.ts'
import { FeedLog } from './feed-log.ts'
import { PriceBoard } from './price-board.ts'

const quote = (seq: number, price: number, symbol = 'ACME'): Quote => ({
  seq,
  symbol,
  price,
  change: price - 100,
  at: 0,
})

test('all symbols have a row before the first price', () => {
  const rows = new PriceBoard().rows(0)
  expect(rows).toHaveLength(20)
  expect(rows[0]).toMatchObject({ symbol: 'ACME', price: undefined, path: '' })
})

test('every message counts, and the last price is shown', () => {
  const board = new PriceBoard()
  for (let seq = 1; seq <= 1000; seq++) board.take(quote(seq, 100 + seq), seq)
  expect(board.received).toBe(1000)
  expect(board.gaps).toBe(0)
  expect(board.lastAt).toBe(1000)
  expect(board.rows(1000)[0]).toMatchObject({ price: 1100, change: 1000 })
})

test('a row is another object only when it changed', () => {
  const board = new PriceBoard()
  board.take(quote(1, 101), 0)
  const before = board.rows(0)
  board.take(quote(2, 102), 10)
  const after = board.rows(10)
  expect(after[0]).not.toBe(before[0])
  expect(after.slice(1).every((row, index) => row === before[index + 1])).toBe(true)
  expect(board.rows(20)[0]).toBe(after[0])
})

test('what the numbering has and the page has not is counted; each connection is numbered from 1', () => {
  const board = new PriceBoard()
  for (const seq of [1, 2, 5, 1, 2]) board.take(quote(seq, 100), 0)
  expect(board.gaps).toBe(2)
})

test('slow updates are tinted, each anew; fast ones are not', () => {
  const board = new PriceBoard()
  const tintAt = (seq: number, now: number) => {
    board.take(quote(seq, 100 + seq), now)
    return board.rows(now)[0]?.tint
  }
  expect([tintAt(1, 0), tintAt(2, 300), tintAt(3, 600), tintAt(4, 700)]).toEqual([0, 1, 2, 0])
})

test('prices are stale while away, and when the feed has fallen silent', () => {
  const log = new FeedLog(0)
  expect(log.isStale(true, 60_000)).toBe(false)
  expect(log.take(quote(1, 100), 1000)).toBeUndefined()
  expect(log.isStale(true, 2900)).toBe(false)
  expect(log.isStale(true, 3100)).toBe(true)
  expect(log.isStale(false, 1000)).toBe(true)
  log.rate = 1
  expect(log.isStale(true, 4900)).toBe(false)
})

test('what the server complains of is no price', () => {
  const log = new FeedLog(0)
  expect(log.take({ error: { code: 'bad-message', message: 'no' } }, 0)).toBe('no')
  expect(log.board.received).toBe(0)
})

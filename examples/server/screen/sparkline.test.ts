import { expect, test } from 'vitest'
import { sparkline } from './sparkline.ts'
import { Trend } from './trend.ts'

test('the lowest is at the bottom and the highest at the top', () => {
  expect(sparkline([1, 3, 2])).toBe('M0.0 18.0L50.0 2.0L100.0 10.0')
})

test('one value and a flat run are lines through the middle, none is nothing', () => {
  expect(sparkline([5])).toBe('M0 10H100')
  expect(sparkline([5, 5])).toBe('M0.0 10.0L100.0 10.0')
  expect(sparkline([])).toBe('')
})

test('a trend takes a point every quarter of a second at first', () => {
  const trend = new Trend()
  const taken = [0, 100, 250, 300, 500].filter((at) => trend.add(at, at))
  expect(taken).toEqual([0, 250, 500])
  expect(trend.values).toEqual(taken)
})

test('a trend thins out until sixty points are two minutes, then forgets the oldest', () => {
  const trend = new Trend()
  for (let at = 0; at <= 300_000; at += 50) trend.add(at, at)
  expect(trend.values.length).toBeLessThanOrEqual(60)
  expect(trend.values.length).toBeGreaterThan(55)
  expect(trend.values.at(-1)).toBeGreaterThan(298_000)
  const oldest = trend.values[0] ?? 0
  expect(300_000 - oldest).toBeGreaterThan(110_000)
  expect(300_000 - oldest).toBeLessThanOrEqual(122_000)
})

import { expect, test } from 'vitest'
import { Pacer } from './pacer.ts'

test.each([1, 3, 20, 60, 99, 100, 333, 1_000, 10_000])('%i a second are exactly so many in ten seconds', (rate) => {
  const pacer = new Pacer(rate, 0)
  const interval = pacer.interval as number
  let sent = 0
  for (let now = interval; now < 10_000 + interval / 2; now += interval) sent += pacer.due(Math.min(now, 10_000))
  expect(sent).toBe(rate * 10)
})

test('late ticks make up for what they missed', () => {
  const pacer = new Pacer(100, 0)
  expect(pacer.due(35)).toBe(3)
  expect(pacer.due(200)).toBe(17)
})

test('a process that was stopped does not come back with a flood', () => {
  expect(new Pacer(10_000, 0).due(3_600_000)).toBe(5_000)
})

test('a rate below one in half a second is kept too', () => {
  const pacer = new Pacer(0.25, 0)
  expect(pacer.interval).toBe(4_000)
  expect([pacer.due(4_000), pacer.due(8_000)]).toEqual([1, 1])
})

test('the slowest of rates fits into a timer, and is kept over many ticks', () => {
  expect(new Pacer(Number.MIN_VALUE, 0).interval).toBe(60_000)
  const pacer = new Pacer(0.01, 0)
  expect([60_000, 120_000, 180_000, 240_000, 300_000].map((now) => pacer.due(now))).toEqual([0, 1, 0, 1, 1])
})

test('a rate of 0 never ticks', () => {
  const pacer = new Pacer(0, 0)
  expect(pacer.interval).toBeUndefined()
  expect(pacer.due(10_000)).toBe(0)
})

test('high rates share a tick of 10 ms', () => {
  const pacer = new Pacer(10_000, 0)
  expect(pacer.interval).toBe(10)
  expect(pacer.due(10)).toBe(100)
})

test('a new rate counts from when it was set', () => {
  const pacer = new Pacer(20, 0)
  pacer.changeRate(100, 400)
  expect(pacer.due(500)).toBe(10)
})

test('a clock set back costs no message afterwards', () => {
  const pacer = new Pacer(100, 10_000)
  expect(pacer.due(0)).toBe(0)
  expect(pacer.due(100)).toBe(10)
})

import { expect, test } from 'vitest'
import { RATE_STEPS, rateAt, rateText, stepOf } from './rate.ts'

test('a hundred steps are a power of ten', () => {
  expect([0, 100, 200, 300, RATE_STEPS].map(rateAt)).toEqual([1, 10, 100, 1000, 10_000])
})

test('a rate has at most two digits that matter', () => {
  expect(rateAt(338)).toBe(2400)
})

test('a rate leads back to its step, and what is beyond the slider to its ends', () => {
  for (const step of [0, 150, 338, 400]) expect(Math.abs(stepOf(rateAt(step)) - step)).toBeLessThanOrEqual(2)
  expect(stepOf(0)).toBe(0)
  expect(stepOf(1e9)).toBe(RATE_STEPS)
})

test('a screen reader hears words', () => {
  expect(rateText(1)).toBe('1 message a second')
  expect(rateText(2400)).toBe('2,400 messages a second')
})

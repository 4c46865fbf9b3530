import { expect, it } from 'vitest'
import { judged } from './goals.mjs'

it.each([
  [100, true, true],
  [100.1, false, true],
  [120, false, true],
  [120.1, false, false],
  [Number.NaN, false, false],
])('%d of at most 100', (value, met, tolerable) => {
  expect(judged('a goal', 100, value)).toEqual({ goal: 'a goal', limit: 100, value, met, tolerable })
})

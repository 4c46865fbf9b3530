import { expect, it } from 'vitest'
import { judged } from './goals.mjs'

it.each([
  [100, 100, 'met'],
  [100.1, 100, 'within noise'],
  [120, 100, 'within noise'],
  [120.1, 100, 'missed'],
  [Number.NaN, 100, 'missed'],
  [0, 0, 'met'],
  [1, 0, 'missed'],
])('%d of at most %d', (value, limit, verdict) => {
  expect(judged('a goal', limit, value)).toEqual({ goal: 'a goal', limit, value, verdict })
})

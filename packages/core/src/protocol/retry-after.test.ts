import { expect, it } from 'vitest'
import { parseRetryAfter } from './retry-after.ts'

const NOW = Date.UTC(1994, 10, 6, 8, 49, 0)

it.each([
  ['120', 120_000],
  ['0', 0],
  ['Sun, 06 Nov 1994 08:49:37 GMT', 37_000],
  ['Sunday, 06-Nov-94 08:49:37 GMT', 37_000],
  ['Sun Nov  6 08:49:37 1994', 37_000],
  ['Sun, 06 Nov 1994 08:48:00 GMT', 0],
  ['Sun, 99 Nov 1994 08:48:00 GMT', null],
  ['', null],
  ['-1', null],
  ['1.5', null],
  ['1e3', null],
  ['99999999999', null],
  ['soon', null],
  ['2030', 2_030_000],
  ['2030-01-01', null],
])('%j', (value, milliseconds) => {
  expect(parseRetryAfter(value, NOW)).toBe(milliseconds)
})

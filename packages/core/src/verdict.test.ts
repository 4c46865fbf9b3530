import { describe, expect, it } from 'vitest'
import type { Cause } from './connection-state.ts'
import { verdictOf } from './verdict.ts'

const LONGEST = 2 ** 31 - 1
const refused: Cause = { type: 'refused', status: 503, retryAfter: 60_000 }

function delayOf(delay: unknown, cause = refused): number | undefined {
  return verdictOf(cause, 1, false, { policy: () => delay as number, random: () => 0.5 })?.delay
}

describe('the delay', () => {
  it('is no longer than a timer takes, which would fire at once', () => {
    expect(delayOf(LONGEST - 60_000)).toBe(LONGEST)
    expect(delayOf(LONGEST - 60_001)).toBe(LONGEST - 1)
    for (const delay of [LONGEST - 59_999, 2 ** 31, 1e12, Number.POSITIVE_INFINITY])
      expect(delayOf(delay)).toBe(LONGEST)
    const retryAfter = 2 ** 32
    expect(delayOf(0, { type: 'refused', status: 503, retryAfter })).toBe(LONGEST)
  })

  it.each([Number.NaN, -1, '5', null, undefined, {}])("is the default policy's where a policy answers %o", (answer) => {
    expect(delayOf(answer)).toBe(60_000 + 4000)
  })
})

import { describe, expect, it } from 'vitest'
import { eager, spread } from './reconnect-policy.ts'

const cause = { type: 'timeout' } as const
const at = (policy: typeof spread, chance: number) =>
  Array.from({ length: 8 }, (_, index) => policy(index + 1, cause, () => chance))

describe('spread', () => {
  it('spreads the first retry over 8 s, keeps its phase, and grows to 28 s', () => {
    expect(at(spread, 0)).toEqual([0, 8000, 8000, 12_000, 18_000, 24_000, 28_000, 28_000])
    expect(at(spread, 0.5)).toEqual([4000, 8000, 10_000, 15_000, 21_000, 26_000, 28_000, 28_000])
    expect(spread(1000, cause, () => 0.9)).toBe(28_000)
  })
})

describe('eager', () => {
  it('comes back within a second, then doubles up to 15 s', () => {
    expect(at(eager, 0)).toEqual([500, 1000, 2000, 4000, 7500, 7500, 7500, 7500])
    expect(Math.max(...(at(eager, 0.999) as number[]))).toBeLessThanOrEqual(15_000)
    expect(eager(1, cause, () => 0.999)).toBeLessThanOrEqual(1000)
  })
})

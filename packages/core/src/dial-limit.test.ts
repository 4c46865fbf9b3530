import { expect, it } from 'vitest'
import { dialLimiter } from './dial-limit.ts'

it('allows so many dials in so long, then says when the next may come', () => {
  const limiter = dialLimiter({ max: 2, per: 100 })
  for (const now of [0, 10]) {
    expect(limiter.wait(now)).toBe(0)
    limiter.record(now)
  }
  expect([limiter.wait(20), limiter.wait(99), limiter.wait(100)]).toEqual([80, 1, 0])
  limiter.record(100)
  expect([limiter.wait(105), limiter.wait(110)]).toEqual([5, 0])
})

it('has no say when it is off', () => {
  const limiter = dialLimiter(null)
  for (let dial = 0; dial < 100; dial++) limiter.record(0)
  expect(limiter.wait(0)).toBe(0)
})

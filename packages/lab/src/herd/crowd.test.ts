import { describe, expect, it } from 'vitest'
import { attemptsOf, HANDSHAKE, peak, REFUSAL, simulate } from './crowd.ts'
import type { Policy } from './policies.ts'
import { policies, SPREAD } from './policies.ts'

const policy = (client: Policy['client']): Policy => ({ name: 'test', client })
const every = (milliseconds: number) => policy(() => () => milliseconds)
const never = () => 0.5

describe('a client', () => {
  it('tries until the server is back, each refusal taking its time', () => {
    expect(attemptsOf(every(1000), 2500, never)).toEqual({
      times: [1000, 2000 + REFUSAL, 3000 + 2 * REFUSAL],
      gaveUp: false,
    })
  })

  it('gives up when its policy says so', () => {
    const twice = policy(() => (retry) => (retry > 2 ? 'stop' : 1000))
    expect(attemptsOf(twice, 10_000, never)).toEqual({ times: [1000, 2000 + REFUSAL], gaveUp: true })
  })

  it('is told the time, which the dial limit counts by', () => {
    const seen: number[] = []
    const watching = policy(() => (_retry, now) => {
      seen.push(now)
      return 100
    })
    attemptsOf(watching, 250, never)
    expect(seen).toEqual([0, 100 + REFUSAL, 200 + 2 * REFUSAL])
  })
})

describe('a crowd', () => {
  it('counts attempts, who gave up, and when the last one was back', () => {
    const crowd = simulate(every(1000), { clients: 3, away: 1500, seed: 1 })
    expect(crowd).toMatchObject({ gaveUp: 0, mean: 2, most: 2, lastBack: 2000 + REFUSAL + HANDSHAKE })
    expect([...crowd.attempts]).toEqual([1000, 1000, 1000, 2005, 2005, 2005])
    const stopping = policy((random) => () => (random() < 0.5 ? 'stop' : 1000))
    expect(simulate(stopping, { clients: 1000, away: 500, seed: 1 }).gaveUp / 1000).toBeCloseTo(0.5, 1)
  })

  it('is the same again from the same seed, and another from another', () => {
    const spread = policies.find(({ name }) => name === SPREAD)!
    const run = (seed: number) => [...simulate(spread, { clients: 50, away: 30_000, seed }).attempts]
    expect(run(7)).toEqual(run(7))
    expect(run(7)).not.toEqual(run(8))
  })

  it('is even: a first retry anywhere in 8 s is an eighth of the crowd a second', () => {
    const within8 = policy((random) => () => 8000 * random())
    const { attempts } = simulate(within8, { clients: 10_000, away: 0, seed: 1 })
    for (let second = 0; second < 8; second++) {
      const share = attempts.filter((time) => time >= 1000 * second && time < 1000 * (second + 1)).length / 10_000
      expect(share).toBeGreaterThan(0.115)
      expect(share).toBeLessThan(0.135)
    }
  })
})

describe('the peak', () => {
  const attempts = Float64Array.from([0, 100, 900, 1000, 1050, 3000])

  it('is the most in any second, wherever that second begins', () => {
    expect(peak(attempts, 0, Number.POSITIVE_INFINITY)).toBe(4)
    expect(peak(attempts, 0, 1000)).toBe(3)
    expect(peak(Float64Array.from([0, 1000]), 0, 2000)).toBe(1)
  })

  it('counts only what is within its bounds', () => {
    expect(peak(attempts, 1000, Number.POSITIVE_INFINITY)).toBe(2)
    expect(peak(attempts, 2000, 2500)).toBe(0)
    expect(peak(new Float64Array(), 0, 1)).toBe(0)
  })
})

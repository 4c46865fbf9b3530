import { describe, expect, test } from 'vitest'
import { AddressLimit, RateLimit } from './limits.ts'

const taken = (limit: RateLimit, now: number, tries: number) =>
  Array.from({ length: tries }, () => limit.take(now)).filter(Boolean).length

describe('RateLimit', () => {
  test('so many at once, no more', () => {
    expect(taken(new RateLimit(50, 0), 0, 80)).toBe(50)
  })

  test('a steady 50 a second pass for ever, 51 do not', () => {
    const steady = new RateLimit(50, 0)
    let passed = 0
    for (let now = 20; now <= 60_000; now += 20) passed += taken(steady, now, 1)
    expect(passed).toBe(3_000)
    const hasty = new RateLimit(50, 0)
    let refused = 0
    for (let second = 0; second < 60; second++) refused += 51 - taken(hasty, second * 1_000, 51)
    expect(refused).toBe(60)
  })

  test('it refills with time, and never above full', () => {
    const limit = new RateLimit(50, 0)
    taken(limit, 0, 50)
    expect(taken(limit, 100, 50)).toBe(5)
    expect(taken(limit, 3_600_000, 80)).toBe(50)
  })

  test('a clock set back takes nothing away', () => {
    const limit = new RateLimit(50, 10_000)
    taken(limit, 10_000, 10)
    expect(taken(limit, 0, 80)).toBe(40)
    expect(taken(limit, 1_000, 80)).toBe(50)
  })
})

describe('AddressLimit', () => {
  test('places are counted an address, and given back', () => {
    const limit = new AddressLimit(2, () => false)
    const first = limit.take('10.0.0.1')
    const second = limit.take('10.0.0.1')
    expect(limit.take('10.0.0.1')).toBeUndefined()
    expect(limit.take('10.0.0.2')).toBeDefined()
    first?.()
    expect(limit.take('10.0.0.1')).toBeDefined()
    expect(limit.take('10.0.0.1')).toBeUndefined()
    second?.()
    expect(limit.take('10.0.0.1')).toBeDefined()
  })

  test('who is exempt has no limit', () => {
    const limit = new AddressLimit(1, (address) => address === '127.0.0.1')
    for (let count = 0; count < 100; count++) expect(limit.take('127.0.0.1')).toBeDefined()
  })
})

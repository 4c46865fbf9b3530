import { expect, it } from 'vitest'
import { closeCodeRule, everyCodeRetried } from './close-codes.ts'

const codes = Array.from({ length: 4000 }, (_, index) => 1000 + index)

it('everyCodeRetried leaves no code another rule', () => {
  const own = everyCodeRetried()
  expect(codes.filter((code) => closeCodeRule(code, own) !== 'retry')).toEqual([])
})

it('everyCodeRetried answers rules of its own each time, of which some may be others', () => {
  const own = everyCodeRetried()
  own[4403] = 'final'
  expect(closeCodeRule(4403, own)).toBe('final')
  expect(closeCodeRule(4403, everyCodeRetried())).toBe('retry')
})

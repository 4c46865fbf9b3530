import fc from 'fast-check'
import { expect, it } from 'vitest'
import { copied, isSendable, wireSize } from './wire-size.ts'

it('counts UTF-8 as TextEncoder does, lone surrogates too', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
      (text) => {
        expect(wireSize(text)).toBe(new TextEncoder().encode(text).length)
      },
    ),
  )
})

it('counts the bytes of a view, not of its buffer', () => {
  expect(wireSize(new Uint16Array(8).subarray(2, 4))).toBe(4)
  expect(wireSize(new ArrayBuffer(3))).toBe(3)
})

it('copies just the view', () => {
  const copy = copied(Uint8Array.of(1, 2, 3).subarray(1)) as Uint8Array<ArrayBuffer>
  expect([...copy]).toEqual([2, 3])
  expect(copy.buffer.byteLength).toBe(2)
})

it('knows what a transport takes', () => {
  expect(['', new ArrayBuffer(0), new DataView(new ArrayBuffer(0)), new Float64Array()].every(isSendable)).toBe(true)
  expect([null, undefined, 1, {}, [], new Blob([])].some(isSendable)).toBe(false)
})

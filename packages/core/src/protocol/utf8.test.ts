import { isUtf8 } from 'node:buffer'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Bench } from '../testing-tools/endpoint.ts'
import { CLOSE, closePayload, concat, frame, hex, PING, TEXT, utf8 } from '../testing-tools/frames.ts'
import { lastBoundary, Utf8Validator } from './utf8.ts'

/** How many bytes are read before the validator fails; null when it does not. */
const failsAt = (bytes: Uint8Array): number | null => {
  const validator = new Utf8Validator()
  for (let at = 0; at < bytes.length; at++) if (!validator.push(bytes, at, at + 1)) return at
  return null
}

/** Whether some valid text begins with these bytes: by trying all ways to complete them, so independent of what is tested. */
const canBeCompleted = (bytes: Uint8Array): boolean => {
  const fillings = [
    '',
    '80',
    'bf',
    '8080',
    'bf80',
    '8f80',
    '9080',
    'a080',
    '9f80',
    '808080',
    'bf8080',
    '8f8080',
    '908080',
  ]
  return fillings.some((filling) => isUtf8(concat(bytes, hex(filling))))
}

describe('Utf8Validator', () => {
  it('agrees with the runtime on every sequence of two bytes, and on where it fails', () => {
    for (let first = 0; first < 256; first++) {
      for (let second = 0; second < 256; second++) {
        const bytes = Uint8Array.of(first, second)
        const expected = [1, 2].find((length) => !canBeCompleted(bytes.subarray(0, length)))
        expect(failsAt(bytes), `${first} ${second}`).toBe(expected === undefined ? null : expected - 1)
      }
    }
  })

  it('agrees with the runtime on any bytes', () => {
    const near = fc.constantFrom(
      0x00,
      0x7f,
      0x80,
      0x8f,
      0x90,
      0x9f,
      0xa0,
      0xbf,
      0xc0,
      0xc1,
      0xc2,
      0xdf,
      0xe0,
      0xe1,
      0xec,
      0xed,
      0xee,
      0xef,
      0xf0,
      0xf1,
      0xf3,
      0xf4,
      0xf5,
      0xff,
    )
    fc.assert(
      fc.property(fc.array(near, { maxLength: 12 }), (array) => {
        const bytes = Uint8Array.from(array)
        const validator = new Utf8Validator()
        const valid = validator.push(bytes, 0, bytes.length) && validator.complete
        expect(valid).toBe(isUtf8(bytes))
        const first = array.findIndex((_, index) => !canBeCompleted(bytes.subarray(0, index + 1)))
        expect(failsAt(bytes)).toBe(first < 0 ? null : first)
      }),
      { numRuns: 5000 },
    )
  })

  it('starts anew after a reset in the middle of a character', () => {
    const validator = new Utf8Validator()
    validator.push(hex('f0 9f'), 0, 2)
    validator.reset()
    expect(validator.push(hex('41'), 0, 1) && validator.complete).toBe(true)
  })

  it('finds where the last, cut character begins', () => {
    for (const text of ['a', 'ä', '€', '😀']) {
      const bytes = utf8(`x${text}`)
      for (let end = 2; end <= bytes.length; end++) {
        expect(lastBoundary(bytes, 0, end), `${text} cut at ${end}`).toBe(end === bytes.length ? end : 1)
      }
    }
  })
})

const code = (bench: Bench) => bench.sent.map((one) => Buffer.from(one.payload).readUInt16BE())[0] ?? null

describe('text messages', () => {
  const bad: [string, string][] = [
    ['a lone continuation byte', '80'],
    ['an overlong slash of two bytes', 'c0 af'],
    ['an overlong slash of three bytes', 'e0 80 af'],
    ['an overlong slash of four bytes', 'f0 80 80 af'],
    ['a high surrogate', 'ed a0 80'],
    ['a low surrogate', 'ed bf bf'],
    ['a surrogate pair', 'ed a0 80 ed b0 80'],
    ['a code point above U+10FFFF', 'f4 90 80 80'],
    ['a sequence of five bytes', 'f8 88 80 80 80'],
    ['a sequence of six bytes', 'fc 84 80 80 80 80'],
    ['the byte fe', 'fe'],
    ['the byte ff', 'ff'],
    ['a character that is cut', 'ce ba e1 bd'],
    ['a character that is cut by ASCII', 'e2 82 41'],
  ]
  for (const [what, digits] of bad) {
    const payload = concat(utf8('κόσμε'), hex(digits))
    it(`fails at ${what}`, () => expect(code(new Bench().receive(frame(TEXT, payload)))).toBe(1007))
    it(`fails at ${what}, byte by byte`, () => expect(code(new Bench().drip(frame(TEXT, payload)))).toBe(1007))
    it(`fails at ${what} in fragments of one byte`, () => {
      const bench = new Bench()
      payload.forEach((byte, index) => {
        const last = index === payload.length - 1
        bench.receive(frame(index === 0 ? TEXT : 0, Uint8Array.of(byte), { fin: last }))
      })
      expect(code(bench)).toBe(1007)
    })
  }

  for (const digits of [
    '00',
    '7f',
    'c2 80',
    'df bf',
    'e0 a0 80',
    'ed 9f bf',
    'ee 80 80',
    'ef bf bd',
    'ef bf bf',
    'f0 90 80 80',
    'f4 8f bf bf',
    'ef bf be',
    'f0 9f bf be',
  ]) {
    it(`accepts ${digits}`, () => {
      const expected = new TextDecoder('utf-8', { ignoreBOM: true }).decode(hex(digits))
      expect(new Bench().receive(frame(TEXT, hex(digits))).events).toEqual([expected])
      expect(new Bench().drip(frame(TEXT, hex(digits))).events).toEqual([expected])
    })
  }

  it('fails at the first bad byte inside a frame that is not complete', () => {
    const bench = new Bench().receive(
      frame(TEXT, concat(utf8('κόσμε'), hex('f4 90 80 80'), utf8('edited'))).subarray(0, 13),
    )
    expect(code(bench), 'before the second byte').toBe(null)
    expect(code(bench.receive(hex('90')))).toBe(1007)
  })

  it('fails at the first bad byte across frames, before the message ends', () => {
    const bench = new Bench().receive(frame(TEXT, concat(utf8('κόσμε'), hex('f4')), { fin: false }))
    expect(code(bench)).toBe(null)
    expect(code(bench.receive(frame(0, hex('90'), { fin: false })))).toBe(1007)
  })

  it('fails at the first bad byte of a large text, in the chunk that brings it', () => {
    const payload = concat(utf8('ä'.repeat(50_000)), hex('ff'), utf8('ä'.repeat(50_000)))
    const bytes = frame(TEXT, payload)
    const bench = new Bench().receive(bytes.subarray(0, 100_000))
    expect(code(bench)).toBe(null)
    expect(code(bench.receive(bytes.subarray(100_000, 100_020)))).toBe(1007)
  })

  it('does not mix a cut character with a Ping between its fragments', () => {
    const bench = new Bench().receive(
      frame(TEXT, hex('ce'), { fin: false }),
      frame(PING, hex('ff')),
      frame(0, hex('ba')),
    )
    expect(bench.events).toEqual(['κ'])
  })

  it('does not check bytes', () => {
    expect(new Bench().drip(frame(2, hex('ff fe 80'))).messages).toHaveLength(1)
  })

  it('forgets a character that a failed message cut', () => {
    const bench = new Bench().receive(frame(TEXT, hex('ce'), { fin: false }), frame(0, hex('ba')), frame(TEXT, 'ok'))
    expect(bench.events).toEqual(['κ', 'ok'])
  })

  it('accepts any text, cut anywhere, in fragments of any size', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.array(fc.nat({ max: 40 }), { maxLength: 10 }),
        fc.integer({ min: 1, max: 50 }),
        (text, sizes, chunk) => {
          const payload = utf8(text)
          const cuts = [
            0,
            ...sizes.map((_, index) => sizes.slice(0, index + 1).reduce((sum, size) => sum + size)),
            payload.length,
          ]
          const pieces = cuts
            .slice(1)
            .map((end, index) => payload.subarray(Math.min(cuts[index] ?? 0, payload.length), end))
          const bytes = concat(
            ...pieces.map((piece, index) => frame(index === 0 ? TEXT : 0, piece, { fin: index === pieces.length - 1 })),
          )
          const bench = new Bench()
          for (let at = 0; at < bytes.length; at += chunk) bench.receive(bytes.subarray(at, at + chunk))
          expect(bench.events).toEqual([new TextDecoder('utf-8', { ignoreBOM: true }).decode(payload)])
        },
      ),
      { numRuns: 500 },
    )
  })

  it('takes the same view of a Close reason', () => {
    expect(code(new Bench().receive(frame(CLOSE, closePayload(1000, hex('ed a0 80')))))).toBe(1007)
  })
})

import { afterEach, describe, expect, it } from 'vitest'
import { expected, inWords, play } from '../testing-tools/conversation.ts'
import { concat, frame, hex, TEXT, utf8 } from '../testing-tools/frames.ts'
import { hangUpAll } from '../testing-tools/web-socket-server.ts'

// RFC 6455, 8.1, over TCP: what is UTF-8 comes back, what is not fails the connection with 1007, as soon as that is known.

afterEach(hangUpAll)

const bytesFrom = (first: number, last: number): string =>
  Array.from({ length: last - first + 1 }, (_, index) => (first + index).toString(16)).join(' ')
const lonely = (first: number, last: number): string => `${bytesFrom(first, last).replaceAll(' ', ' 20 ')} 20`
const greek = 'ce ba e1 bd b9 cf 83 ce bc ce b5'
const cutShort = 'c0|e0 80|f0 80 80|f8 80 80 80|fc 80 80 80 80|df|ef bf|f7 bf bf|fb bf bf bf|fd bf bf bf bf'.split('|')
/** U+xFFFE and U+xFFFF of every plane are no characters, and yet valid. */
const noncharacters = Array.from({ length: 17 }, (_, plane) => [0xfffe, 0xffff].map((low) => plane * 0x10000 + low))

/** After Markus Kuhn's stress test for UTF-8 decoders. */
const valid: Readonly<Record<string, readonly string[]>> = {
  'characters of each length among others': ['24', 'c2 a2', 'e2 82 ac', 'f0 a4 ad a2'].map(
    (one) => `68 65 ${one} 6c 6f`,
  ),
  'Greek and its whole prefixes': [2, 5, 7, 9, 11].map((end) => greek.slice(0, end * 3 - 1)),
  'the first character of each length': ['00', 'c2 80', 'e0 a0 80', 'f0 90 80 80'],
  'the last character of each length': ['7f', 'df bf', 'ef bf bf', 'f4 8f bf bf'],
  'what is next to the surrogates': ['ed 9f bf', 'ee 80 80'],
  specials: ['ef bf b9', 'ef bf ba', 'ef bf bb', 'ef bf bc', 'ef bf bd', 'ef bb bf'],
  noncharacters: noncharacters.flat().map((code) => Buffer.from(String.fromCodePoint(code)).toString('hex')),
}
const invalid: Readonly<Record<string, readonly string[]>> = {
  'Greek that is cut inside a character': [1, 3, 4, 6, 8, 10].map((end) => greek.slice(0, end * 3 - 1)),
  'the first sequence of five and six bytes': ['f8 88 80 80 80', 'fc 84 80 80 80 80'],
  'the last sequence of four, five and six bytes': ['f7 bf bf bf', 'fb bf bf bf bf', 'fd bf bf bf bf bf'],
  'the code point behind the last': ['f4 90 80 80'],
  'continuation bytes without a lead': [1, 2, 3, 4, 5, 6]
    .map((count) => '80 bf '.repeat(3).slice(0, count * 3))
    .concat('bf', bytesFrom(0x80, 0xbf)),
  'leads without a continuation': [
    lonely(0xc0, 0xdf),
    lonely(0xe0, 0xef),
    lonely(0xf0, 0xf7),
    lonely(0xf8, 0xfb),
    lonely(0xfc, 0xfd),
  ],
  'the last continuation byte missing': [...cutShort, cutShort.join(' ')],
  'bytes that never occur': ['fe', 'ff', 'fe fe ff ff'],
  'an overlong slash': ['c0 af', 'e0 80 af', 'f0 80 80 af', 'f8 80 80 80 af', 'fc 80 80 80 80 af'],
  'the largest overlong forms': ['c1 bf', 'e0 9f bf', 'f0 8f bf bf', 'f8 87 bf bf bf', 'fc 83 bf bf bf bf'],
  'an overlong NUL': ['c0 80', 'e0 80 80', 'f0 80 80 80', 'f8 80 80 80 80', 'fc 80 80 80 80 80'],
  'single surrogates': ['ed a0 80', 'ed ad bf', 'ed ae 80', 'ed af bf', 'ed b0 80', 'ed be 80', 'ed bf bf'],
  'paired surrogates': ['a0 80', 'ad bf', 'ae 80', 'af bf'].flatMap((high) =>
    ['b0 80', 'bf bf'].map((low) => `ed ${high} ed ${low}`),
  ),
}

const whole = (bytes: Uint8Array) => [frame(TEXT, bytes)]
const inPieces = (bytes: Uint8Array) => [...frame(TEXT, bytes)].map((byte) => Uint8Array.of(byte))
const inFragments = (bytes: Uint8Array) =>
  [...bytes].map((byte, at) => frame(at === 0 ? TEXT : 0, Uint8Array.of(byte), { fin: at === bytes.length - 1 }))
const ways = { whole, 'byte by byte': inPieces, 'in fragments of one byte': inFragments }

for (const [way, say] of Object.entries(ways)) {
  describe(`valid text, ${way}`, () => {
    it.each(Object.entries(valid))('%s', async (_, sequences) => {
      for (const bytes of sequences.map(hex)) {
        const conversation = { says: say(bytes), hears: [inWords(TEXT, bytes)] }
        expect(await play(conversation), Buffer.from(bytes).toString('hex')).toEqual(expected(conversation))
      }
    })
  })

  describe(`invalid text, ${way}`, () => {
    it.each(Object.entries(invalid))('%s', async (_, sequences) => {
      for (const bytes of sequences.map(hex)) {
        const conversation = { says: say(bytes), hears: [], ends: { fails: 1007 } }
        expect(await play(conversation), Buffer.from(bytes).toString('hex')).toEqual(expected(conversation))
      }
    })
  })
}

describe('text that stops being valid', () => {
  const good = hex(greek)
  const edited = utf8('edited')
  const tails = { 'above the last code point': 'f4 90 80 80', 'a surrogate': 'ed a0 80' }
  for (const [name, tail] of Object.entries(tails)) {
    // Everything behind the second byte of the tail is held back: the client must not need it.
    const known = concat(good, hex(tail).subarray(0, 2))
    const message = concat(good, hex(tail), edited)
    it.each<[string, readonly Uint8Array[]]>([
      ['at a fragment that is not the last', [frame(TEXT, good, { fin: false }), frame(0, hex(tail), { fin: false })]],
      ['at a piece of a frame', [frame(TEXT, message).subarray(0, 2 + known.length)]],
      [
        'at a piece of a fragment',
        [frame(TEXT, good, { fin: false }), frame(0, concat(hex(tail), edited)).subarray(0, 4)],
      ],
      [
        'in a large frame',
        [frame(TEXT, concat(new Uint8Array(200_000).fill(0x61), message)).subarray(0, 200_010 + known.length)],
      ],
    ])(`(${name}) fails %s`, async (_, says) => {
      const conversation = { says, hears: [], ends: { fails: 1007 } }
      expect(await play(conversation)).toEqual(expected(conversation))
    })
  }

  it('is not judged before: its valid beginning may wait for its end', async () => {
    const ping = frame(9, 'still there?')
    const says = [frame(TEXT, good.subarray(0, 4), { fin: false }), ping, 1, frame(0, good.subarray(4))]
    const conversation = { says, hears: [inWords(10, 'still there?'), inWords(TEXT, good)] }
    expect(await play(conversation)).toEqual(expected(conversation))
  })
})

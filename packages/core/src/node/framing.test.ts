import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OptionError } from './errors.ts'
import { type FramingName, framingOf } from './framing.ts'

type Message = string | number[]

const plain = (data: string | ArrayBuffer): Message => (typeof data === 'string' ? data : [...new Uint8Array(data)])

/** Decodes pieces that are read into one buffer again and again, as sockets do. */
function decode(name: FramingName, pieces: readonly Uint8Array[], max = 1000): Message[] {
  const messages: Message[] = []
  const decoder = framingOf(name).decoder(max)
  const buffer = Buffer.alloc(64 * 1024)
  for (const piece of pieces) {
    buffer.set(piece)
    decoder.push(buffer.subarray(0, piece.length), (data) => messages.push(plain(data)))
    buffer.fill(0xff)
  }
  decoder.end?.((data) => messages.push(plain(data)))
  return messages
}

function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const at = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  return at.slice(1).map((end, i) => bytes.subarray(at[i], end))
}

describe('messages come out as they went in, cut anywhere', () => {
  const places = fc.array(fc.nat(), { maxLength: 20 })

  it('lines', () => {
    const line = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\r\n]/g, ' '))
    fc.assert(
      fc.property(fc.array(line), places, (texts, at) => {
        const { encode } = framingOf('lines')
        expect(decode('lines', cut(Buffer.concat(texts.map(encode)), at))).toEqual(texts)
      }),
    )
  })

  it('lengthPrefix', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), places, (messages, at) => {
        const { encode } = framingOf('lengthPrefix')
        expect(decode('lengthPrefix', cut(Buffer.concat(messages.map(encode)), at))).toEqual(
          messages.map((one) => [...one]),
        )
      }),
    )
  })

  it('chunks, none of them larger than is allowed', () => {
    expect(decode('chunks', [Uint8Array.of(1, 2, 3, 4, 5), Uint8Array.of(6)], 2)).toEqual([[1, 2], [3, 4], [5], [6]])
  })

  it('chunks, as one stream of bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), places, (bytes, at) => {
        const pieces = cut(bytes, at).filter((piece) => piece.length > 0)
        expect(decode('chunks', pieces)).toEqual(pieces.map((piece) => [...piece]))
      }),
    )
  })

  it.each<FramingName>(['lines', 'lengthPrefix'])('%s at every single byte', (name) => {
    const { encode } = framingOf(name)
    const bytes = Buffer.concat(['', 'a', 'zwölf Boxkämpfer \u{1f94a}', ''].map(encode))
    const whole = decode(name, [bytes])
    expect(whole).toHaveLength(4)
    for (let at = 0; at <= bytes.length; at++) expect(decode(name, cut(bytes, [at]))).toEqual(whole)
    expect(
      decode(
        name,
        [...bytes].map((byte) => Uint8Array.of(byte)),
      ),
    ).toEqual(whole)
  })
})

describe('lines', () => {
  it('may end with CR LF, and keep a CR that is not at the end', () => {
    expect(decode('lines', [Buffer.from('a\r\n\r\nb\rc\n')])).toEqual(['a', '', 'b\rc'])
  })

  it('cannot hold a line break', () => {
    expect(() => framingOf('lines').encode('a\nb')).toThrow(/line break/)
    expect(() => framingOf('lines').encode(Uint8Array.of(0x0a))).toThrow(/line break/)
  })

  it('are bounded, also without an end', () => {
    expect(decode('lines', [Buffer.from('12345\n')], 5)).toEqual(['12345'])
    expect(() => decode('lines', [Buffer.from('123456\n')], 5)).toThrow(/larger than 5 bytes/)
    expect(() => decode('lines', [Buffer.from('123'), Buffer.from('456')], 5)).toThrow(/larger than 5 bytes/)
  })

  it('are UTF-8, which fails at the first bad byte', () => {
    expect(() => decode('lines', [Uint8Array.of(0x61, 0xff)])).toThrow(/not UTF-8/)
    expect(() => decode('lines', [Uint8Array.of(0x61, 0xff, 0x0a)])).toThrow(/not UTF-8/)
  })

  it('are whole', () => {
    expect(() => decode('lines', [Buffer.from('{"a":1}\n{"a"')])).toThrow(/inside a line/)
  })
})

describe('lengthPrefix', () => {
  it('is 32 bits, the highest first', () => {
    expect([...framingOf('lengthPrefix').encode('abc')]).toEqual([0, 0, 0, 3, 0x61, 0x62, 0x63])
  })

  it('refuses a length beyond the limit before the message comes', () => {
    expect(() => decode('lengthPrefix', [Uint8Array.of(0xff, 0xff, 0xff, 0xff)])).toThrow(/larger than 1000 bytes/)
    expect(() => decode('lengthPrefix', [Uint8Array.of(0, 0, 0, 6)], 5)).toThrow(/larger than 5 bytes/)
    expect(decode('lengthPrefix', [Uint8Array.of(0, 0, 0, 5, 1, 2, 3, 4, 5)], 5)).toEqual([[1, 2, 3, 4, 5]])
  })

  it.each([[[0]], [[0, 0, 0, 1]], [[0, 0, 0, 2, 1]]])('%o ends inside a message', (bytes) => {
    expect(() => decode('lengthPrefix', [Uint8Array.from(bytes)])).toThrow(/inside a message/)
  })
})

it.each(['bytes', 'toString', null, 5, {}, { encode() {} }])('%o is no framing', (option) => {
  expect(() => framingOf(option as never)).toThrow(OptionError)
})

import { afterEach, describe, expect, it } from 'vitest'
import { type Conversation, expected, inWords, play } from '../testing-tools/conversation.ts'
import { BINARY, concat, frame, PING, PONG, TEXT } from '../testing-tools/frames.ts'
import { hangUpAll } from '../testing-tools/web-socket-server.ts'

// RFC 6455, 5, over TCP, with a client that sends back every message: what it does is seen in its frames alone.

afterEach(hangUpAll)

const plays = (name: string, conversation: Conversation): void => {
  it(name, async () => expect(await play(conversation)).toEqual(expected(conversation)))
}
const chopped = (bytes: Uint8Array, size: number): Uint8Array[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => bytes.subarray(index * size, (index + 1) * size))
const part = (opcode: number, payload: string): Uint8Array => frame(opcode, payload, { fin: false })
const text = (payload: string): string => inWords(TEXT, payload)

describe('messages of every form of length', () => {
  for (const [opcode, name] of [
    [TEXT, 'text'],
    [BINARY, 'binary'],
  ] as const) {
    for (const size of [0, 1, 125, 126, 127, 128, 65_535, 65_536, 65_537]) {
      const payload = new Uint8Array(size).fill(opcode === TEXT ? 0x2a : 0xfe)
      const hears = [inWords(opcode, payload)]
      plays(`${name} of ${size} bytes`, { says: [frame(opcode, payload)], hears })
      plays(`${name} of ${size} bytes, in pieces of 997`, { says: chopped(frame(opcode, payload), 997), hears })
    }
  }
})

describe('Pings and Pongs', () => {
  for (const payload of ['', 'Hello', '\x00\xff\xfe\xfd\xfc\xfb\x00\xff', 'p'.repeat(125)]) {
    const bytes = Buffer.from(payload, 'latin1')
    const hears = [inWords(PONG, bytes)]
    plays(`a Ping of ${bytes.length} bytes`, { says: [frame(PING, bytes)], hears })
    plays(`a Ping of ${bytes.length} bytes, byte by byte`, { says: chopped(frame(PING, bytes), 1), hears })
    plays(`a Pong of ${bytes.length} bytes nobody asked for, then a Ping`, {
      says: [frame(PONG, bytes), frame(PING, 'x')],
      hears: [inWords(PONG, 'x')],
    })
  }
  plays('a Ping of 126 bytes', { says: [frame(PING, 'p'.repeat(126))], hears: [], ends: { fails: 1002 } })
  const pings = Array.from({ length: 10 }, (_, index) => frame(PING, `p${index}`))
  const pongs = pings.map((_, index) => inWords(PONG, `p${index}`))
  plays('ten Pings at once', { says: [concat(...pings)], hears: pongs })
  plays('ten Pings, byte by byte', { says: chopped(concat(...pings), 1), hears: pongs })
})

const inPlaces = (name: string, bad: (opcode: number) => Uint8Array): void => {
  const fails = { ends: { fails: 1002 } } as const
  const good = frame(TEXT, 'good')
  plays(`${name}, first`, { says: [bad(TEXT)], hears: [], ...fails })
  plays(`${name}, after a message in the same write`, {
    says: [concat(good, bad(BINARY), frame(PING))],
    hears: [text('good')],
    ...fails,
  })
  plays(`${name}, after a message, byte by byte`, {
    says: chopped(concat(good, bad(TEXT), frame(PING)), 1),
    hears: [text('good')],
    ...fails,
  })
  plays(`${name}, within a fragmented message`, { says: [part(TEXT, 'a'), bad(0)], hears: [], ...fails })
}

describe('reserved bits', () => {
  for (const rsv of [1, 2, 3, 4, 5, 6, 7]) {
    inPlaces(`RSV ${rsv}`, (opcode) => frame(opcode, 'bad', { rsv }))
    for (const opcode of [PING, PONG, 8]) {
      plays(`RSV ${rsv} on the opcode ${opcode}`, {
        says: [frame(opcode, '', { rsv })],
        hears: [],
        ends: { fails: 1002 },
      })
    }
  }
})

describe('reserved opcodes', () => {
  for (const opcode of [3, 4, 5, 6, 7, 11, 12, 13, 14, 15]) {
    inPlaces(`the opcode ${opcode}`, () => frame(opcode, 'bad'))
    plays(`the opcode ${opcode} without payload`, { says: [frame(opcode)], hears: [], ends: { fails: 1002 } })
    plays(`the opcode ${opcode}, before its payload has come`, {
      says: [frame(opcode, 'bad').subarray(0, 2)],
      hears: [],
      ends: { fails: 1002 },
    })
  }
})

describe('fragments', () => {
  const inTwo = [part(TEXT, 'frag'), frame(0, 'ment')]
  const fails = { ends: { fails: 1002 } } as const
  plays('two', { says: inTwo, hears: [text('fragment')] })
  plays('two in one write', { says: [concat(...inTwo)], hears: [text('fragment')] })
  plays('two, byte by byte', { says: chopped(concat(...inTwo), 1), hears: [text('fragment')] })
  plays('of two messages', {
    says: [...inTwo, part(BINARY, 'a'), frame(0, 'b')],
    hears: [text('fragment'), inWords(BINARY, 'ab')],
  })
  plays('three without payload', { says: [part(TEXT, ''), part(0, ''), frame(0, '')], hears: [text('')] })
  plays('the middle one with payload', { says: [part(TEXT, ''), part(0, 'mid'), frame(0, '')], hears: [text('mid')] })
  plays('with a Ping between, in writes of their own', {
    says: [part(TEXT, 'frag'), frame(PING, 'x'), frame(0, 'ment')],
    hears: [inWords(PONG, 'x'), text('fragment')],
  })
  const busy = [
    part(TEXT, '1'),
    part(0, '2'),
    frame(PING, 'x'),
    part(0, '3'),
    part(0, '4'),
    frame(PING, 'y'),
    frame(0, '5'),
  ]
  const answers = [inWords(PONG, 'x'), inWords(PONG, 'y'), text('12345')]
  plays('five with two Pings between', { says: busy, hears: answers })
  plays('five with two Pings between, in one write', { says: [concat(...busy)], hears: answers })
  plays('five with two Pings between, byte by byte', { says: chopped(concat(...busy), 1), hears: answers })
  plays('where a Pong is answered before the message ends', {
    says: [part(TEXT, 'frag'), frame(PING, 'x'), 1, frame(0, 'ment')],
    hears: [inWords(PONG, 'x'), text('fragment')],
  })

  for (const [name, bad] of [
    ['of a Ping', [part(PING, 'a'), frame(0, 'b')]],
    ['of a Pong', [part(PONG, 'a'), frame(0, 'b')]],
    ['of nothing, the last one', [frame(0, 'non-continuation'), frame(TEXT, 'x')]],
    ['of nothing, not the last one', [part(0, 'non-continuation'), frame(TEXT, 'x')]],
    ['of a message within another', [part(TEXT, 'a'), part(TEXT, 'b'), frame(0, 'c')]],
    ['with a whole message between', [part(TEXT, 'a'), frame(TEXT, 'b'), frame(0, 'c')]],
    ['with bytes between', [part(TEXT, 'a'), frame(BINARY, 'b'), frame(0, 'c')]],
  ] as const) {
    plays(name, { says: bad, hears: [], ...fails })
    plays(`${name}, in one write`, { says: [concat(...bad)], hears: [], ...fails })
    plays(`${name}, byte by byte`, { says: chopped(concat(...bad), 1), hears: [], ...fails })
  }
  plays('after the last one', {
    says: [concat(...inTwo, frame(0, 'more'))],
    hears: [text('fragment')],
    ...fails,
  })
})

import { afterEach, describe, expect, it } from 'vitest'
import { type Conversation, expected, inWords, play } from '../testing-tools/conversation.ts'
import { CLOSE, closePayload, concat, frame, hex, PING, PONG, TEXT } from '../testing-tools/frames.ts'
import { hangUpAll } from '../testing-tools/web-socket-server.ts'

// RFC 6455, 5.5.1 and 7, over TCP.

afterEach(hangUpAll)

const plays = (name: string, conversation: Conversation): void => {
  it(name, async () => expect(await play(conversation)).toEqual(expected(conversation)))
}
const close = frame(CLOSE, closePayload(1000))
const closes = { ends: { closes: 1000 } } as const

describe('a server that closes', () => {
  plays('after a message', { says: [frame(TEXT, 'Hello'), 1, close], hears: [inWords(TEXT, 'Hello')], ...closes })
  plays('after a message in the same write', {
    says: [concat(frame(TEXT, 'Hello'), close)],
    hears: [inWords(TEXT, 'Hello')],
    ...closes,
  })
  plays('twice', { says: [concat(close, close)], hears: [], ...closes })
  plays('and then sends a Ping', { says: [concat(close, frame(PING, 'x'))], hears: [], ...closes })
  plays('and then sends a message', { says: [concat(close, frame(TEXT, 'x'))], hears: [], ...closes })
  plays('and then sends what breaks the rules', { says: [concat(close, hex('ff ff ff'))], hears: [], ...closes })
  plays('within a message', {
    says: [frame(TEXT, 'a', { fin: false }), close, frame(0, 'b')],
    hears: [],
    ...closes,
  })
  plays('byte by byte', { says: [...close].map((byte) => Uint8Array.of(byte)), hears: [], ...closes })
  const large = new Uint8Array(256 * 1024).fill(0x2a)
  plays('behind 256 KiB that the client sends back first', {
    says: [concat(frame(TEXT, large), frame(TEXT, 'Hello'), close, frame(PING))],
    hears: [inWords(TEXT, large), inWords(TEXT, 'Hello')],
    ...closes,
  })
  plays('after Pings', {
    says: [concat(frame(PING, '1'), frame(PING, '2'), close, frame(PING, '3'))],
    hears: [inWords(PONG, '1'), inWords(PONG, '2')],
    ...closes,
  })
})

describe('the payload of a Close frame', () => {
  const frames = (payload: Uint8Array) => [frame(CLOSE, payload)]
  plays('may be missing', { says: [frame(CLOSE)], hears: [], ends: { closes: null } })
  plays('is not one byte', { says: [hex('88 01 03')], hears: [], ends: { fails: 1002 } })
  plays('may be a code', { says: frames(closePayload(1000)), hears: [], ...closes })
  plays('may be a code and a reason', { says: frames(closePayload(1000, 'Hello')), hears: [], ...closes })
  plays('may have 125 bytes', { says: frames(closePayload(1000, '*'.repeat(123))), hears: [], ...closes })
  plays('has no more', { says: frames(closePayload(1000, '*'.repeat(124))), hears: [], ends: { fails: 1002 } })
  plays('may have a reason in any script', { says: frames(closePayload(1000, 'κόσμε')), hears: [], ...closes })
  for (const bad of ['80', 'ce ba e1 bd', 'ed a0 80', 'f4 90 80 80', 'c0 af']) {
    const reason = concat(hex('ce ba'), hex(bad), hex('65 64'))
    plays(`has no reason with ${bad}`, { says: frames(closePayload(1000, reason)), hears: [], ends: { fails: 1007 } })
  }
})

describe('the code of a Close frame', () => {
  const may = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999]
  const mayNot = [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535]
  for (const code of may) {
    plays(`may be ${code}, which is sent back`, {
      says: [frame(CLOSE, closePayload(code))],
      hears: [],
      ends: { closes: code },
    })
  }
  for (const code of mayNot) {
    plays(`may not be ${code}`, { says: [frame(CLOSE, closePayload(code))], hears: [], ends: { fails: 1002 } })
  }
})

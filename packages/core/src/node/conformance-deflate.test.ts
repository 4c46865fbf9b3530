import { afterEach, describe, expect, it } from 'vitest'
import { type Agreement, echo } from '../testing-tools/deflate-echo.ts'
import { BINARY, TEXT } from '../testing-tools/frames.ts'
import { FULL } from '../testing-tools/server-deflate.ts'
import { hangUpAll } from '../testing-tools/web-socket-server.ts'

// RFC 7692 over TCP: a server that uses all it was allowed to, and holds the client to what was agreed.

afterEach(hangUpAll)

const KiB = 1024
/** Messages a connection; enough to have each refer to the ones before. */
const COUNT = 8

const agreements: Agreement[] = [
  { answer: '', toClient: FULL, toServer: FULL },
  { answer: '; client_no_context_takeover', toClient: FULL, toServer: { ...FULL, takeover: false } },
  { answer: '; server_no_context_takeover', toClient: { ...FULL, takeover: false }, toServer: FULL },
  ...[8, 9, 10, 11, 12, 13, 14, 15].map((windowBits) => ({
    answer: `; client_max_window_bits=${windowBits}`,
    toClient: FULL,
    toServer: { ...FULL, windowBits },
  })),
  ...[8, 9, 10, 11, 12, 13, 14, 15].map((windowBits) => ({
    offer: { serverMaxWindowBits: windowBits },
    answer: `; server_max_window_bits=${windowBits}`,
    toClient: { ...FULL, windowBits },
    toServer: FULL,
  })),
  ...[8, 15].map((windowBits) => ({
    answer: `; client_no_context_takeover; client_max_window_bits=${windowBits}`,
    toClient: FULL,
    toServer: { windowBits, takeover: false },
  })),
  {
    offer: {
      serverNoContextTakeover: true,
      clientNoContextTakeover: true,
      serverMaxWindowBits: 8,
      clientMaxWindowBits: 8,
    },
    answer:
      '; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=8; client_max_window_bits=8',
    toClient: { windowBits: 8, takeover: false },
    toServer: { windowBits: 8, takeover: false },
  },
]

/** Text that is compressed by half or so, each message with much of the ones before. */
function textOf(size: number, index: number): Uint8Array {
  let text = ''
  for (let word = index; text.length < size; word++) text += `{"${(word * 2_654_435_761) % 1013}":${word % 97}},`
  return Buffer.from(text.slice(0, size))
}

/** What no compressor makes smaller. */
function noiseOf(size: number, index: number): Uint8Array {
  let state = index + 1
  return new Uint8Array(size).map(() => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state
  })
}

const good = { wrong: [], compressed: COUNT, ending: { events: ['close'], code: 1000, reason: '', wasClean: true } }
const messagesOf = (make: (size: number, index: number) => Uint8Array, size: number): Uint8Array[] =>
  Array.from({ length: COUNT }, (_, index) => make(size, index))

for (const agreement of agreements) {
  describe(`permessage-deflate${agreement.answer}`, () => {
    for (const size of [0, 16, 256, 4 * KiB, 128 * KiB]) {
      it(`brings text of ${size} bytes there and back`, async () => {
        expect(await echo(agreement, { messages: messagesOf(textOf, size), opcode: TEXT, fragment: 0 })).toEqual(good)
      })
    }
    it('brings text there in fragments of 256 bytes, and back', async () => {
      const exchange = { messages: messagesOf(textOf, 64 * KiB), opcode: TEXT, fragment: 256 }
      expect(await echo(agreement, exchange)).toEqual(good)
    })
    it('brings noise there in fragments of 1,000 bytes, and back', async () => {
      const exchange = { messages: messagesOf(noiseOf, 64 * KiB), opcode: BINARY, fragment: 1000 }
      expect(await echo(agreement, exchange)).toEqual(good)
    })
  })
}

import { constants, createDeflateRaw, deflateRawSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { selfSigned } from '../testing-tools/certificates.ts'
import { BINARY, CLOSE, concat, frame, hex, TEXT, utf8 } from '../testing-tools/frames.ts'
import { onRequest, rawServer, switching } from '../testing-tools/handshake-server.ts'
import {
  client,
  endingOf,
  frameServer,
  hangUpAll,
  openClient,
  type ServerEnd,
} from '../testing-tools/web-socket-server.ts'
import type { HandshakeError } from './errors.ts'
import type { TransportInit } from './transport-init.ts'
import { WebSocket } from './web-socket.ts'

/** Public advisories of other clients, each as a server would try it on this one. */

afterEach(hangUpAll)

const MiB = 2 ** 20
const COMPRESSED = 'Sec-WebSocket-Extensions: permessage-deflate\r\n'
const FAILED = { events: ['error', 'close'], code: 1006, reason: '', wasClean: false }

const handshakes: Record<string, string> = {
  'CVE-2024-37890 (ws): more headers than are counted': Array.from({ length: 600 }, (_, at) => `h${at}: x\r\n`).join(
    '',
  ),
  'CVE-2021-32640 (ws): a subprotocol of blanks that takes a pattern quadratic time': `Sec-WebSocket-Protocol: b${' '.repeat(15_000)}x\r\n`,
  'GHSA-5v72-xg48-5rpm (ws): an extension named like a member of Object.prototype':
    'Sec-WebSocket-Extensions: constructor\r\n',
  'GHSA-5v72-xg48-5rpm (ws): a parameter named like a member of Object.prototype':
    'Sec-WebSocket-Extensions: permessage-deflate; constructor; __proto__=1\r\n',
  'CVE-2020-7662 (websocket-extensions): a quoted value that never ends': `Sec-WebSocket-Extensions: a; b="${'\\c'.repeat(7500)}\r\n`,
  'CVE-2020-7663 (websocket-extensions): a quoted value that ends in a backslash': `Sec-WebSocket-Extensions: a; b="${'\\"'.repeat(7500)}\\\r\n`,
  ...Object.fromEntries(
    ['0', '7', '16', '99', '1000', '99999999999999999999', '-8', '', '015', '1e1'].map((bits) => [
      `CVE-2026-2229 (undici): server_max_window_bits=${bits}`,
      `Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=${bits}\r\n`,
    ]),
  ),
}

describe('an advisory of another client: the handshake fails by itself, and nothing else does', () => {
  for (const [name, headers] of Object.entries(handshakes)) {
    it(name, async () => {
      const socket = client(
        await frameServer(({ socket }) => socket.write(frame(TEXT, hex('ff'), { rsv: 4 })), headers),
      )
      expect(await endingOf(socket)).toEqual(FAILED)
      expect(socket.failure).toMatchObject({ name: 'HandshakeError', code: 'response' })
    })
  }
})

/** Compressed bytes that inflate to so many zeros, and then to what comes behind them. */
function zeros(size: number): Promise<Uint8Array> {
  const stream = createDeflateRaw()
  const pieces: Uint8Array[] = []
  stream.on('data', (piece) => pieces.push(piece))
  return new Promise((resolve) => {
    stream.write(Buffer.alloc(size))
    stream.flush(constants.Z_SYNC_FLUSH, () => resolve(concat(...pieces)))
  })
}

interface Case {
  readonly code: number
  readonly headers?: string
  readonly options?: TransportInit
  attack(end: ServerEnd): unknown
}

const fragments = (first: Uint8Array, next: Uint8Array, count: number): Uint8Array =>
  Buffer.concat([first, ...Array(count).fill(next)])
const open = (payload: string, rsv = 0): Uint8Array => frame(BINARY, payload, { fin: false, rsv })
const more = (payload: string | Uint8Array): Uint8Array => frame(0, payload, { fin: false })

const streams: Record<string, Case> = {
  'CVE-2016-10542 (ws): a length nobody would want to hold, by default': {
    code: 1009,
    attack: ({ socket }) => socket.write(hex('82 7f 00 00 00 00 10 00 00 00')),
  },
  'CVE-2026-48779 (ws): a message of very many tiny fragments': {
    code: 1009,
    options: { maxMessageSize: 100_000 },
    attack: ({ socket }) => socket.write(fragments(open('x'), more('x'), 100_000)),
  },
  'CVE-2026-62389 (ws): empty fragments of a message that never ends': {
    code: 1002,
    attack: ({ socket }) => socket.write(fragments(frame(TEXT, '', { fin: false }), more(''), 200_000)),
  },
  'CVE-2026-12151 (undici): empty continuations that no limit on bytes counts': {
    code: 1002,
    options: { maxMessageSize: 100 },
    attack: ({ socket }) => socket.write(fragments(open('x'), more(''), 200_000)),
  },
  'CVE-2026-9675 (undici): fragments that are over the limit only together': {
    code: 1009,
    options: { maxMessageSize: MiB },
    attack: ({ socket }) => socket.write(fragments(open('x'), more(new Uint8Array(60_000)), 20)),
  },
  'CVE-2026-1526 (undici): a small compressed frame that inflates without end': {
    code: 1009,
    headers: COMPRESSED,
    options: { maxMessageSize: MiB },
    attack: async ({ socket }) => socket.write(frame(BINARY, await zeros(32 * MiB), { rsv: 4 })),
  },
  'CVE-2026-85024 (undici): malformed DEFLATE behind the limit, in one frame': {
    code: 1009,
    headers: COMPRESSED,
    options: { maxMessageSize: MiB },
    attack: async ({ socket }) =>
      socket.write(frame(BINARY, concat(await zeros(2 * MiB), hex('ff ff ff ff')), { rsv: 4 })),
  },
  'CVE-2026-85024 (undici): malformed DEFLATE behind the limit, in the next fragment': {
    code: 1009,
    headers: COMPRESSED,
    options: { maxMessageSize: MiB },
    attack: async ({ socket }) => {
      socket.write(frame(BINARY, await zeros(2 * MiB), { rsv: 4, fin: false }))
      socket.write(frame(0, hex('ff ff ff ff')))
    },
  },
  'CVE-2026-1528 (undici): a 64-bit length beyond what a number holds': {
    code: 1009,
    attack: ({ socket }) => socket.write(concat(hex('82 7f 7f ff ff ff ff ff ff ff'), utf8('x'.repeat(100)))),
  },
  'CVE-2026-1528 (undici): a 64-bit length that is negative when read as signed': {
    code: 1002,
    attack: ({ socket }) => socket.write(concat(hex('82 7f 80 00 00 00 00 00 00 01'), utf8('x'.repeat(100)))),
  },
}

describe('an advisory of another client: the connection fails by itself, and nothing else does', () => {
  for (const [name, { code, headers, options, attack }] of Object.entries(streams)) {
    it(name, async () => {
      let told!: Promise<{ opcode: number; payload: Uint8Array }[]>
      const url = await frameServer((end) => {
        end.socket.on('end', () => end.socket.end())
        told = end.frames(1)
        void attack(end)
      }, headers)
      const socket = client(url, options)
      const before = process.memoryUsage().arrayBuffers
      const messages: unknown[] = []
      socket.addEventListener('message', (event) => messages.push(event))
      expect(await endingOf(socket)).toEqual(FAILED)
      expect(messages).toEqual([])
      const [close] = await told
      expect([close?.opcode, close && Buffer.from(close.payload).readUInt16BE()]).toEqual([CLOSE, code])
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan((options?.maxMessageSize ?? 0) + 72 * MiB)
    })
  }
})

describe('an advisory of another client', () => {
  async function pair(): Promise<{ socket: WebSocket; end: ServerEnd }> {
    let end!: ServerEnd
    const url = await frameServer((one) => {
      end = one
    })
    const socket = await openClient(url)
    return { socket, end }
  }

  it('CVE-2016-10518 (ws): a number that is sent is its digits, not as many bytes of memory', async () => {
    const { socket, end } = await pair()
    socket.send(1000 as never)
    expect((await end.frames(1)).map(({ opcode, text }) => [opcode, text])).toEqual([[TEXT, '1000']])
  })

  it('CVE-2016-10518 (ws): a Ping holds 8 bytes of its own, whatever it is given', async () => {
    const { socket, end } = await pair()
    const ping = socket.ping as (this: WebSocket, data: unknown) => Promise<number>
    void ping.call(socket, 100)
    void ping.call(socket, 100)
    const pings = await end.frames(2)
    expect(pings.map(({ payload }) => Buffer.from(payload).readDoubleBE())).toEqual([1, 2])
    expect(pings.map(({ payload }) => payload.length)).toEqual([8, 8])
  })

  it('CVE-2026-45736 (ws): a typed array as the reason of a close is its text, not bytes of memory', async () => {
    const { socket, end } = await pair()
    socket.close(1000, new Float32Array(20) as never)
    const [close] = await end.frames(1)
    expect(close?.text.slice(2)).toBe(Array(20).fill('0').join())
  })

  it('CVE-2026-1527 (undici): no line break reaches the request by an argument or option', () => {
    const injected = 'a\r\nX-Injected: 1'
    expect(() => new WebSocket('ws://127.0.0.1:9', injected)).toThrow(expect.objectContaining({ name: 'SyntaxError' }))
    for (const headers of [{ 'X-A': injected }, { [injected]: 'a' }]) {
      expect(() => new WebSocket('ws://127.0.0.1:9', { headers })).toThrow(
        expect.objectContaining({ name: 'OptionError' }),
      )
    }
  })

  it('CVE-2020-15133 (faye-websocket): a certificate nobody vouches for ends the handshake', async () => {
    const server = await rawServer((socket) => onRequest(socket, (request) => socket.write(switching(request))), {
      tls: await selfSigned('localhost'),
    })
    const socket = client(`wss://localhost:${server.port}`)
    expect(await endingOf(socket)).toEqual(FAILED)
    expect((socket.failure as HandshakeError).code).toBe('tls')
    await server.close()
  })

  it('websocket-driver, faye-websocket: the message after a DEFLATE block marked as the last is intact', async () => {
    const url = await frameServer(({ socket }) => {
      socket.write(frame(TEXT, concat(deflateRawSync('first'), hex('00')), { rsv: 4 }))
      socket.write(frame(TEXT, concat(deflateRawSync('second'), hex('00')), { rsv: 4 }))
    }, COMPRESSED)
    const socket = client(url)
    const messages: unknown[] = []
    await new Promise<void>((resolve) => {
      socket.onmessage = ({ data }) => messages.push(data) === 2 && resolve()
    })
    expect(messages).toEqual(['first', 'second'])
  })
})

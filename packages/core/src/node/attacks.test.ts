import { once } from 'node:events'
import { constants, createDeflateRaw } from 'node:zlib'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../testing-tools/eventually.ts'
import { BINARY, CLOSE, closePayload, concat, frame, hex, PING, TEXT } from '../testing-tools/frames.ts'
import { gone } from '../testing-tools/handshake-server.ts'
import { client, endingOf, frameServer, hangUpAll, type ServerEnd } from '../testing-tools/web-socket-server.ts'
import type { TransportInit } from './options.ts'

afterEach(hangUpAll)

const MiB = 2 ** 20
const COMPRESSED = 'Sec-WebSocket-Extensions: permessage-deflate\r\n'

/** Writes without end, as fast as it is let, until the client drops the connection. */
async function flood(end: ServerEnd, next: () => Uint8Array): Promise<void> {
  const over = gone(end.socket).then(() => true)
  while (!end.socket.destroyed && end.socket.writable) {
    if (end.socket.write(next())) await new Promise(setImmediate)
    else if (await Promise.race([over, once(end.socket, 'drain').then(() => false)])) return
  }
}

/** 64 MiB of zeros, compressed; made piece by piece, since this process's memory is what is watched. */
const makeBomb = async (): Promise<Uint8Array> => {
  const stream = createDeflateRaw()
  const pieces: Uint8Array[] = []
  stream.on('data', (piece) => pieces.push(piece))
  for (let part = 0; part < 64; part++) await new Promise((resolve) => stream.write(new Uint8Array(MiB), resolve))
  await new Promise<void>((resolve) => stream.flush(constants.Z_SYNC_FLUSH, resolve))
  return concat(...pieces).subarray(0, -4)
}
let bomb: Uint8Array
beforeAll(async () => {
  bomb = await makeBomb()
})

const repeated = (one: Uint8Array, times: number): Uint8Array => concat(...Array.from({ length: times }, () => one))

interface Attack {
  readonly name: string
  /** The code of the Close frame the server is told, if any. */
  readonly code: number
  readonly headers?: string
  readonly options?: TransportInit
  attack(end: ServerEnd): unknown
}

const limit = { maxMessageSize: MiB }
const attacks: Attack[] = [
  {
    name: 'a decompression bomb in one frame',
    code: 1009,
    headers: COMPRESSED,
    options: limit,
    attack: ({ socket }) => socket.write(frame(BINARY, bomb, { rsv: 4 })),
  },
  {
    name: 'a decompression bomb in fragments',
    code: 1009,
    headers: COMPRESSED,
    options: limit,
    attack: ({ socket }) => {
      const payload = bomb
      for (let at = 0; at < payload.length; at += 10) {
        socket.write(frame(at ? 0 : BINARY, payload.subarray(at, at + 10), { rsv: at ? 0 : 4, fin: false }))
      }
    },
  },
  {
    name: 'fragments without end that are smaller than the limit',
    code: 1009,
    options: limit,
    attack: (end) => {
      end.socket.write(frame(BINARY, 'x', { fin: false }))
      return flood(end, () => frame(0, new Uint8Array(60_000), { fin: false }))
    },
  },
  {
    name: 'fragments of one byte without end',
    code: 1009,
    options: limit,
    attack: (end) => {
      const block = repeated(frame(0, 'x', { fin: false }), 20_000)
      end.socket.write(frame(BINARY, 'x', { fin: false }))
      return flood(end, () => block)
    },
  },
  {
    name: 'empty fragments without end',
    code: 1002,
    attack: (end) => {
      const block = repeated(frame(0, '', { fin: false }), 20_000)
      end.socket.write(frame(TEXT, '', { fin: false }))
      return flood(end, () => block)
    },
  },
  {
    name: 'empty compressed fragments without end',
    code: 1002,
    headers: COMPRESSED,
    attack: (end) => {
      const block = repeated(frame(0, '', { fin: false }), 20_000)
      end.socket.write(frame(TEXT, '', { fin: false, rsv: 4 }))
      return flood(end, () => block)
    },
  },
  {
    name: 'a length of 2^63 - 1',
    code: 1009,
    attack: ({ socket }) => socket.write(hex('82 7f 7f ff ff ff ff ff ff ff')),
  },
  {
    name: 'a length with the highest bit set',
    code: 1002,
    attack: ({ socket }) => socket.write(hex('82 7f ff ff ff ff ff ff ff ff')),
  },
  {
    name: 'a length just above the limit',
    code: 1009,
    options: limit,
    attack: ({ socket }) => socket.write(hex('82 7f 00 00 00 00 00 10 00 01')),
  },
  {
    name: 'a length that is not minimal',
    code: 1002,
    attack: ({ socket }) => socket.write(hex('82 7e 00 05 01 02 03 04 05')),
  },
  { name: 'garbage', code: 1002, attack: (end) => flood(end, () => new Uint8Array(10_000).fill(0xff)) },
  { name: 'an HTTP response', code: 1002, attack: ({ socket }) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n') },
  { name: 'a masked frame', code: 1002, attack: ({ socket }) => socket.write(frame(TEXT, 'x', { masked: true })) },
  {
    name: 'malformed compressed data',
    code: 1007,
    headers: COMPRESSED,
    attack: ({ socket }) => socket.write(frame(TEXT, hex('ff ff ff ff'), { rsv: 4 })),
  },
  {
    name: 'compression that was not agreed on',
    code: 1002,
    options: { perMessageDeflate: false },
    attack: ({ socket }) => socket.write(frame(TEXT, 'x', { rsv: 4 })),
  },
  { name: 'text that is not UTF-8', code: 1007, attack: ({ socket }) => socket.write(frame(TEXT, hex('80'))) },
  {
    name: 'text that stops being UTF-8 in a frame that never ends',
    code: 1007,
    attack: ({ socket }) =>
      socket.write(
        frame(TEXT, concat(new Uint8Array(100).fill(0x61), hex('ff'), new Uint8Array(100))).subarray(0, 110),
      ),
  },
  {
    name: 'a close code that may not be sent',
    code: 1002,
    attack: ({ socket }) => socket.write(frame(CLOSE, closePayload(1006))),
  },
  {
    name: 'an endless control frame',
    code: 1002,
    attack: ({ socket }) => socket.write(hex('89 7f 00 00 00 00 ff ff ff ff')),
  },
]

describe('an evil server', () => {
  for (const { name, code, headers, options, attack } of attacks) {
    for (const stays of [false, true]) {
      it(`is told and dropped: ${name}${stays ? ', from one that never ends the connection' : ''}`, async () => {
        let peak = 0
        const before = process.memoryUsage().arrayBuffers
        const url = await frameServer((end) => {
          if (!stays) end.socket.on('end', () => end.socket.end())
          void attack(end)
        }, headers)
        const socket = client(url, { ...options, closeTimeout: 300 })
        const watch = setInterval(() => {
          peak = Math.max(peak, process.memoryUsage().arrayBuffers - before)
        }, 5)
        const messages: unknown[] = []
        socket.addEventListener('message', (event) => messages.push(event))
        const ending = await endingOf(socket)
        clearInterval(watch)
        expect(ending).toEqual({ events: ['error', 'close'], code: 1006, reason: '', wasClean: false })
        expect(socket.failure?.message).not.toBe('')
        expect(messages).toEqual([])
        expect(peak).toBeLessThan((options?.maxMessageSize ?? 0) + 32 * MiB)
      })
    }

    it(`learns the code ${code}: ${name}`, async () => {
      let server!: ServerEnd
      const url = await frameServer((end) => {
        server = end
        void attack(end)
      }, headers)
      const socket = client(url, { ...options, closeTimeout: 1000 })
      const ending = endingOf(socket)
      while (!server) await new Promise(setImmediate)
      const frames = await server.frames(1)
      expect(frames.map((one) => [one.opcode, Buffer.from(one.payload).readUInt16BE()])).toEqual([[CLOSE, code]])
      server.socket.destroy()
      await ending
    })
  }

  it('is dropped within 2 s by default, even if it never ends the connection', async () => {
    const url = await frameServer(({ socket }) => socket.write(new Uint8Array(100).fill(0xff)))
    const socket = client(url)
    const ending = endingOf(socket)
    await once(socket as never, 'open')
    await eventually(() => expect(socket.readyState).toBe(2))
    // Set after what it must come after: timers of one process fire in order, however slow that is.
    const late = new Promise((resolve) => setTimeout(resolve, 2000, 'late'))
    expect(await Promise.race([ending, late])).toMatchObject({ code: 1006 })
  })

  it('that floods with Pings and reads nothing costs no memory, and is answered with the newest', async () => {
    let server!: ServerEnd
    const url = await frameServer((end) => {
      server = end
      end.socket.removeAllListeners('data')
      end.socket.pause()
    })
    const socket = client(url)
    await once(socket as never, 'open')
    const before = process.memoryUsage().arrayBuffers
    let count = 0
    const block = () => concat(...Array.from({ length: 5000 }, () => frame(PING, String(count++).padStart(100, '0'))))
    // Pongs fill the buffers of both kernels, some megabytes; beyond, only the newest is kept.
    for (let round = 0; round < 60; round++) {
      if (!server.socket.write(block())) await once(server.socket, 'drain')
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * MiB)
    const last = String(count - 1).padStart(100, '0')
    let received = Buffer.alloc(0)
    server.socket.resume()
    const unmasked = (): string => {
      const tail = received.subarray(-100)
      const key = received.subarray(-104, -100)
      return tail.map((byte, index) => byte ^ (key[index & 3] as number)).toString()
    }
    server.socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]).subarray(-200)
    })
    while (received.length < 104 || unmasked() !== last) await once(server.socket, 'data')
    expect(socket.readyState).toBe(1)
  })

  it('that says nothing costs nothing once it was dropped', async () => {
    const url = await frameServer(({ socket }) => socket.on('end', () => socket.end()))
    for (let index = 0; index < 50; index++) {
      const socket = client(url, { closeTimeout: 20 })
      await once(socket as never, 'open')
      socket.close()
      expect((await endingOf(socket)).code).toBe(1006)
    }
    while (process.getActiveResourcesInfo().includes('Timeout')) await new Promise(setImmediate)
    expect(process.getActiveResourcesInfo()).not.toContain('Timeout')
  })
})

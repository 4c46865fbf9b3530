import { once } from 'node:events'
import type { Socket } from 'node:net'
import { constants, createDeflateRaw, deflateRawSync } from 'node:zlib'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Attack, flood, MiB, survive } from '../testing-tools/attack.ts'
import {
  BINARY,
  CLOSE,
  closePayload,
  concat,
  type FrameShape,
  frame,
  hex,
  PING,
  TEXT,
  utf8,
} from '../testing-tools/frames.ts'
import { client, endingOf, frameServer, hangUpAll, type ServerEnd } from '../testing-tools/web-socket-server.ts'

afterEach(hangUpAll)

const COMPRESSED = { headers: 'Sec-WebSocket-Extensions: permessage-deflate\r\n' }
const LIMITED = { options: { maxMessageSize: MiB } }
const RSV1 = { rsv: 4 }
const PART = { fin: false }

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
const writes =
  (...bytes: readonly (Uint8Array | string)[]) =>
  (socket: Socket): void => {
    for (const piece of bytes) socket.write(piece)
  }
/** Begins a message and goes on with the same fragments for ever. */
const endless = (opcode: number, first: FrameShape, fragment: Uint8Array) => (socket: Socket) => {
  const block = repeated(fragment, Math.ceil(60_000 / fragment.length))
  socket.write(frame(opcode, '', { fin: false, ...first }))
  return flood(socket, () => block)
}
const inFragments = (payload: Uint8Array, size: number, opcode = BINARY): Uint8Array[] =>
  Array.from({ length: Math.ceil(payload.length / size) }, (_, index) => {
    const part = payload.subarray(index * size, (index + 1) * size)
    return frame(index === 0 ? opcode : 0, part, { fin: false, rsv: index === 0 ? 4 : 0 })
  })
const compressed = (bytes: Uint8Array | string): Uint8Array => concat(deflateRawSync(bytes), hex('00'))

const attacks: Attack[] = [
  // A decompression bomb.
  {
    name: 'a bomb in one frame',
    code: 1009,
    ...COMPRESSED,
    ...LIMITED,
    attack: (socket) => socket.write(frame(BINARY, bomb, RSV1)),
  },
  {
    name: 'a bomb of text',
    code: 1009,
    ...COMPRESSED,
    ...LIMITED,
    attack: (socket) => socket.write(frame(TEXT, bomb, RSV1)),
  },
  {
    name: 'a bomb in fragments of 10 bytes',
    code: 1009,
    ...COMPRESSED,
    ...LIMITED,
    attack: (socket) => writes(...inFragments(bomb, 10))(socket),
  },
  {
    name: 'a bomb in fragments of 1,000 bytes with Pings between',
    code: 1009,
    ...COMPRESSED,
    ...LIMITED,
    attack: (socket) => writes(...inFragments(bomb, 1000).flatMap((part) => [part, frame(PING)]))(socket),
  },
  {
    name: 'a bomb in a message that never ends',
    code: 1009,
    ...COMPRESSED,
    ...LIMITED,
    attack: (socket) => socket.write(frame(BINARY, bomb, { ...RSV1, ...PART })),
  },
  {
    name: 'a bomb whose frame never ends',
    code: 1009,
    ...COMPRESSED,
    ...LIMITED,
    attack: (socket) => socket.write(frame(BINARY, bomb, RSV1).subarray(0, 40_000)),
  },
  {
    name: 'a bomb for a limit of one byte',
    code: 1009,
    ...COMPRESSED,
    options: { maxMessageSize: 1 },
    attack: (socket) => socket.write(frame(BINARY, bomb, RSV1)),
  },
  {
    name: 'a bomb of many blocks, each marked as the last',
    code: 1009,
    ...COMPRESSED,
    ...LIMITED,
    attack: (socket) => socket.write(frame(BINARY, repeated(deflateRawSync(new Uint8Array(MiB / 8)), 20), RSV1)),
  },
  {
    name: 'small blocks without end, each marked as the last',
    code: 1009,
    ...COMPRESSED,
    options: { maxMessageSize: 1000 },
    attack: endless(BINARY, RSV1, frame(0, deflateRawSync('x'), PART)),
  },
  // A limit that is dodged by fragments.
  {
    name: 'fragments without end that are smaller than the limit',
    code: 1009,
    ...LIMITED,
    attack: endless(BINARY, {}, frame(0, new Uint8Array(60_000), PART)),
  },
  {
    name: 'fragments of text without end',
    code: 1009,
    ...LIMITED,
    attack: endless(TEXT, {}, frame(0, 'x'.repeat(1000), PART)),
  },
  {
    name: 'a last fragment that is one byte too many',
    code: 1009,
    options: { maxMessageSize: 10 },
    attack: writes(frame(TEXT, '12345', PART), frame(0, '678901')),
  },
  // Tiny and empty fragments.
  {
    name: 'fragments of one byte without end',
    code: 1009,
    ...LIMITED,
    attack: endless(BINARY, {}, frame(0, 'x', PART)),
  },
  {
    name: 'fragments of one byte without end, in the longest form of their length',
    code: 1002,
    ...LIMITED,
    attack: endless(BINARY, {}, frame(0, 'x', { ...PART, form: 64 })),
  },
  { name: 'empty fragments without end', code: 1002, attack: endless(TEXT, {}, frame(0, '', PART)) },
  {
    name: 'empty compressed fragments without end',
    code: 1002,
    ...COMPRESSED,
    attack: endless(TEXT, RSV1, frame(0, '', PART)),
  },
  {
    name: 'empty fragments without end, with Pings between',
    code: 1002,
    attack: endless(TEXT, {}, concat(frame(0, '', PART), frame(PING))),
  },
  // Lengths.
  { name: 'a length of 2^63 - 1', code: 1009, attack: writes(hex('82 7f 7f ff ff ff ff ff ff ff')) },
  { name: 'a length of 2^53 + 1', code: 1009, attack: writes(hex('82 7f 00 20 00 00 00 00 00 01')) },
  { name: 'a length of 2^32', code: 1009, attack: writes(hex('82 7f 00 00 00 01 00 00 00 00')) },
  { name: 'a length with the highest bit set', code: 1002, attack: writes(hex('82 7f ff ff ff ff ff ff ff ff')) },
  {
    name: 'a length just above the limit',
    code: 1009,
    ...LIMITED,
    attack: writes(hex('82 7f 00 00 00 00 00 10 00 01')),
  },
  { name: 'a length just above the default limit', code: 1009, attack: writes(hex('82 7f 00 00 00 00 04 00 00 01')) },
  {
    name: 'a length of 16 bits above the limit',
    code: 1009,
    options: { maxMessageSize: 1000 },
    attack: writes(hex('82 7e 03 e9')),
  },
  { name: 'a length in 16 bits that fits into 7', code: 1002, attack: writes(hex('82 7e 00 05 01 02 03 04 05')) },
  { name: 'a length in 64 bits that fits into 7', code: 1002, attack: writes(hex('82 7f 00 00 00 00 00 00 00 01 01')) },
  { name: 'a length in 64 bits that fits into 16', code: 1002, attack: writes(hex('82 7f 00 00 00 00 00 00 ff ff')) },
  // What is no WebSocket.
  {
    name: 'garbage without end',
    code: 1002,
    attack: (socket) => flood(socket, () => new Uint8Array(10_000).fill(0xff)),
  },
  { name: 'NUL bytes without end', code: 1002, attack: (socket) => flood(socket, () => new Uint8Array(10_000)) },
  { name: 'an HTTP response', code: 1002, attack: writes('HTTP/1.1 400 Bad Request\r\n\r\n') },
  { name: 'a second handshake', code: 1002, attack: writes('HTTP/1.1 101 Switching Protocols\r\n\r\n') },
  { name: 'a TLS alert', code: 1002, attack: writes(hex('15 03 01 00 02 02 28')) },
  // Frames that break the rules.
  { name: 'a masked frame', code: 1002, attack: writes(frame(TEXT, 'x', { masked: true })) },
  { name: 'a masked frame without payload', code: 1002, attack: writes(hex('82 80 00 00 00 00')) },
  { name: 'RSV2', code: 1002, attack: writes(frame(TEXT, 'x', { rsv: 2 })) },
  { name: 'RSV3', code: 1002, attack: writes(frame(TEXT, 'x', { rsv: 1 })) },
  { name: 'a reserved opcode for data', code: 1002, attack: writes(frame(3, 'x')) },
  { name: 'a reserved opcode for control', code: 1002, attack: writes(frame(11, 'x')) },
  { name: 'a continuation of nothing', code: 1002, attack: writes(frame(0, 'x')) },
  { name: 'a message within a message', code: 1002, attack: writes(frame(TEXT, 'x', PART), frame(TEXT, 'y')) },
  { name: 'a control frame of 126 bytes', code: 1002, attack: writes(frame(PING, 'x'.repeat(126))) },
  { name: 'an endless control frame', code: 1002, attack: writes(hex('89 7f 00 00 00 00 ff ff ff ff')) },
  { name: 'a fragmented Ping', code: 1002, attack: writes(frame(PING, 'x', PART)) },
  { name: 'a fragmented Close', code: 1002, attack: writes(frame(CLOSE, closePayload(1000), PART)) },
  { name: 'a close code that may not be sent', code: 1002, attack: writes(frame(CLOSE, closePayload(1006))) },
  { name: 'the close code 0', code: 1002, attack: writes(frame(CLOSE, closePayload(0))) },
  { name: 'half a close code', code: 1002, attack: writes(hex('88 01 03')) },
  { name: 'a close reason that is not UTF-8', code: 1007, attack: writes(frame(CLOSE, closePayload(1000, hex('ff')))) },
  // Compression that breaks the rules.
  {
    name: 'compression that was not agreed on',
    code: 1002,
    options: { perMessageDeflate: false },
    attack: writes(frame(TEXT, 'x', RSV1)),
  },
  {
    name: 'RSV1 on a continuation',
    code: 1002,
    ...COMPRESSED,
    attack: writes(frame(TEXT, 'x', PART), frame(0, 'y', RSV1)),
  },
  { name: 'RSV1 on a Ping', code: 1002, ...COMPRESSED, attack: writes(frame(PING, 'x', RSV1)) },
  {
    name: 'a DEFLATE block of no type',
    code: 1007,
    ...COMPRESSED,
    attack: writes(frame(TEXT, hex('ff ff ff ff'), RSV1)),
  },
  {
    name: 'a stored block whose length is wrong',
    code: 1007,
    ...COMPRESSED,
    attack: writes(frame(TEXT, hex('00 01 00 01 00 61'), RSV1)),
  },
  {
    name: 'a reference back to before the beginning',
    code: 1007,
    ...COMPRESSED,
    attack: writes(frame(TEXT, hex('02 13 00'), RSV1)),
  },
  {
    name: 'a reference to a message before, which was not agreed on',
    code: 1007,
    headers: 'Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover\r\n',
    attack: writes(frame(TEXT, hex('02 13 00'), RSV1)),
  },
  // Text that is none.
  { name: 'text that is not UTF-8', code: 1007, attack: writes(frame(TEXT, hex('80'))) },
  { name: 'text with a surrogate', code: 1007, attack: writes(frame(TEXT, hex('ed a0 80'))) },
  { name: 'text in an overlong form', code: 1007, attack: writes(frame(TEXT, hex('c0 af'))) },
  { name: 'text that is cut', code: 1007, attack: writes(frame(TEXT, hex('e2 82'))) },
  {
    name: 'compressed text that is not UTF-8',
    code: 1007,
    ...COMPRESSED,
    attack: writes(frame(TEXT, compressed(hex('61 ff')), RSV1)),
  },
  {
    name: 'text that stops being UTF-8 in a frame that never ends',
    code: 1007,
    attack: writes(frame(TEXT, concat(utf8('a'.repeat(100)), hex('ff'), utf8('b'.repeat(100)))).subarray(0, 110)),
  },
  {
    name: 'text that stops being UTF-8 in a message that never ends',
    code: 1007,
    attack: writes(frame(TEXT, 'a', PART), frame(0, hex('ff'), PART)),
  },
]

describe('an evil server', () => {
  it('does as much as was promised', () =>
    expect(new Set(attacks.map(({ name }) => name)).size).toBeGreaterThanOrEqual(60))

  const told = ({ code }: Attack) => ({
    ending: { events: ['error', 'close'], code: 1006, reason: '', wasClean: false },
    told: [code],
    messages: 0,
    late: false,
  })

  for (const attack of attacks) {
    it(`is told, and costs no more than the limit and 32 MiB: ${attack.name}`, async () => {
      const { memory, ...survival } = await survive(attack, false)
      expect(survival).toEqual(told(attack))
      expect(memory).toBeLessThan(32 * MiB)
    })
  }

  it('that never ends the connection is dropped within 2 s, whatever it does', async () => {
    const survivals = await Promise.all(attacks.map((attack) => survive(attack, true)))
    const named = attacks.map((attack, index) => ({ name: attack.name, ...survivals[index], memory: 0 }))
    expect(named).toEqual(attacks.map((attack) => ({ name: attack.name, ...told(attack), memory: 0 })))
  }, 60_000)

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
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
    const before = timers()
    for (let index = 0; index < 50; index++) {
      const socket = client(url, { closeTimeout: 20 })
      await once(socket as never, 'open')
      socket.close()
      expect((await endingOf(socket)).code).toBe(1006)
    }
    expect(timers()).toBeLessThanOrEqual(before)
  })
})

import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Client } from './testing-tools/client.ts'
import { exchange, frame, handshakeBytes, parseAnswer, RawConnection } from './testing-tools/raw.ts'
import { ServerProcess } from './testing-tools/server-process.ts'

// Whatever comes in, the process stays up, complains about nothing, and goes on serving.
let server: Awaited<ReturnType<typeof ServerProcess.listening>>
beforeAll(async () => {
  server = await ServerProcess.listening()
})
afterAll(async () => {
  const { code, stderr } = await server.stop()
  expect([code, stderr]).toEqual([0, ''])
})

async function expectServing(): Promise<void> {
  expect(server.isRunning).toBe(true)
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  const client = await Client.open(`${server.url}/echo`)
  client.send('"well"')
  expect(await client.next()).toBe('well')
  await client.close()
}

describe('instead of HTTP', () => {
  test.each([
    ['no HTTP at all', 'hello there\r\n\r\n', 400],
    ['TLS', Buffer.from('16030100c8010000c40303', 'hex'), 400],
    ['zero bytes', Buffer.alloc(10_000), 400],
    ['an unknown method', 'FETCH /healthz HTTP/1.1\r\nHost: a\r\n\r\n', 400],
    ['a header without a colon', 'GET /healthz HTTP/1.1\r\nHost: a\r\nnonsense\r\n\r\n', 400],
    ['two lengths', 'POST /faults/drop HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
    ['a huge header', `GET /healthz HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(1_000_000)}\r\n\r\n`, 431],
    ['a huge handshake', handshakeBytes('/echo', [`Cookie: ${'c'.repeat(100_000)}`]), 431],
    ['a huge path', `GET /${'p'.repeat(100_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 431],
    ['a proxy request', 'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n', 405],
  ])('%s gets a status and JSON', async (_, bytes, status) => {
    const answer = parseAnswer(await exchange(server.port, bytes))
    expect(answer).toMatchObject({ status, body: { error: { message: expect.stringMatching(/./) } } })
    await expectServing()
  })

  test('half a request, left by its client', async () => {
    for (const bytes of ['GET', 'GET /healthz HTTP/1.1\r\nHo', handshakeBytes('/echo').slice(0, -1)]) {
      const connection = new RawConnection(server.port)
      connection.socket.end(bytes)
      await connection.ended
    }
    await expectServing()
  })

  test('a reset at any moment', async () => {
    for (const bytes of ['', 'GET /', handshakeBytes('/feed?rate=10000'), `${handshakeBytes('/feed')}\x81\x85`]) {
      const connection = new RawConnection(server.port)
      await new Promise<void>((resolve) => connection.socket.write(bytes || ' ', () => resolve()))
      connection.socket.resetAndDestroy()
      await connection.ended
    }
    await expectServing()
  })

  test('half a request that is kept open, or none, is ended after 5 s', async () => {
    const answers = [exchange(server.port, 'GET /healthz HTTP/1.1\r\nHost: a\r\nX-'), exchange(server.port, '')]
    for (const answer of await Promise.all(answers)) expect(parseAnswer(answer).status).toBe(408)
    await expectServing()
  })
})

describe('instead of frames', () => {
  const text = Buffer.from('{"rate":1}')
  /** What comes after the handshake, as the payload of the close frame in it: a code, or undefined. */
  const closeCodeOf = (answer: string) => {
    const frames = Buffer.from(answer.slice(answer.indexOf('\r\n\r\n') + 4), 'latin1')
    return frames[0] === 0x88 ? frames.readUInt16BE(2) : undefined
  }

  test.each([
    ['an unmasked frame (RFC 6455, 5.1)', frame(0x81, text, { masked: false }), 1002],
    ['a reserved opcode (5.2)', frame(0x83, text), 1002],
    ['a reserved bit (5.2)', frame(0xc1, text), 1002],
    ['a continuation of nothing (5.4)', frame(0x80, text), 1002],
    ['a message inside a message (5.4)', Buffer.concat([frame(0x01, text), frame(0x81, text)]), 1002],
    ['a fragmented ping (5.5)', frame(0x09, text), 1002],
    ['a ping of 126 bytes (5.5)', frame(0x89, Buffer.alloc(126)), 1002],
    ['a close frame of one byte (5.5.1)', frame(0x88, Buffer.from([3])), 1002],
    ['a close code that must not be sent (7.4)', frame(0x88, Buffer.from([0x03, 0xed])), 1002],
    ['a close reason that is no UTF-8 (5.5.1)', frame(0x88, Buffer.from([0x03, 0xe8, 0xff])), 1007],
    ['a text that is no UTF-8 (8.1)', frame(0x81, Buffer.from([0xc0, 0x80])), 1007],
    ['a length with the high bit set (5.2)', Buffer.from('81ff8000000000000000', 'hex'), 1009],
    ['a length of a terabyte', Buffer.from('82ff0000010000000000', 'hex'), 1009],
  ])('%s ends the connection with %i', async (_, bytes, code) => {
    const connection = new RawConnection(server.port)
    connection.socket.write(handshakeBytes('/feed?rate=0'))
    await connection.until('\r\n\r\n')
    connection.socket.write(bytes)
    connection.socket.end()
    expect(closeCodeOf(await connection.ended)).toBe(code)
    await expectServing()
  })

  test('frames that arrive with the handshake, byte by byte', async () => {
    const connection = new RawConnection(server.port)
    connection.socket.setNoDelay(true)
    const bytes = Buffer.concat([Buffer.from(handshakeBytes('/echo')), frame(0x81, Buffer.from('split'))])
    for (const byte of bytes) {
      await new Promise<void>((resolve) => connection.socket.write(Buffer.from([byte]), () => resolve()))
    }
    await connection.until('\x81\x05split')
    connection.socket.destroy()
  })

  test('a flood of pings that nobody reads the answers of', async () => {
    const connection = new RawConnection(server.port)
    connection.socket.write(handshakeBytes('/echo'))
    await connection.until('\r\n\r\n')
    connection.socket.pause()
    const pings = Buffer.concat(Array.from({ length: 10_000 }, () => frame(0x89, Buffer.alloc(125))))
    for (let count = 0; count < 20 && !connection.socket.destroyed; count++) {
      await new Promise<void>((resolve) => connection.socket.write(pings, () => resolve()))
    }
    await expectServing()
    connection.socket.destroy()
  })

  test('random bytes after a handshake', async () => {
    const path = fc.constantFrom('/echo', '/feed', '/chat')
    const property = fc.asyncProperty(path, fc.uint8Array({ maxLength: 300 }), async (where, bytes) => {
      const connection = new RawConnection(server.port)
      connection.socket.write(handshakeBytes(where))
      await connection.until('\r\n\r\n')
      connection.socket.end(bytes)
      expect(await connection.ended).toMatch(/^HTTP\/1.1 101/)
    })
    await fc.assert(property, { numRuns: 200 })
    await expectServing()
  })
})

describe('instead of messages', () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    fc.record({ from: fc.anything(), text: fc.anything(), key: fc.anything() }, { requiredKeys: [] }).map(asJson),
    fc.record({ rate: fc.anything(), burst: fc.integer() }, { requiredKeys: [] }).map(asJson),
  )

  test.each([
    ['/chat?room=', { from: 'Mira', text: 'end', key: 'end' }, 'text'],
    ['/feed?rate=0', { burst: 1 }, 'seq'],
  ])('%s answers anything with an error or an answer, and then a good message', async (path, good, field) => {
    let rooms = 0
    const property = fc.asyncProperty(fc.array(anything, { maxLength: 40 }), async (messages) => {
      rooms += 1
      const client = await Client.open(`${server.url}${path.replace('room=', `room=${rooms}`)}`)
      // Anything may be a good rate, after which quotes come by themselves.
      for (const message of messages) client.send(message)
      client.send(good)
      await client.settled()
      const answers = await client.take<object>(client.waiting)
      for (const answer of answers) expect('error' in answer || field in answer).toBe(true)
      expect(answers.some((answer) => field in answer)).toBe(true)
      await client.close()
    })
    await fc.assert(property, { numRuns: 100 })
    await expectServing()
  })
})

/** What of any value JSON can carry. */
function asJson(value: unknown): string {
  return JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? String(part) : part)) ?? 'null'
}

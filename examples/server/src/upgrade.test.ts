import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { CONNECTIONS_PER_ADDRESS } from './messages.ts'
import { type RunningServer, startServer } from './server.ts'
import { Client } from './testing-tools/client.ts'
import { exchange, handshakeBytes, parseAnswer, RawConnection } from './testing-tools/raw.ts'

let server: RunningServer
beforeAll(async () => {
  server = await startServer({ port: 0, origins: ['https://app.example.com'] })
})
afterAll(() => server.close())

const refusal = async (bytes: string, port = server.port) => parseAnswer(await exchange(port, bytes))
const failure = (code: string, message: string) => ({ error: { code, message: expect.stringContaining(message) } })

describe('a handshake is refused with a status and JSON', () => {
  const good = handshakeBytes('/echo')
  test.each([
    [handshakeBytes('/nothing'), 404, 'not-found', 'There are /echo, /feed, /chat'],
    [handshakeBytes('/healthz'), 404, 'not-found', 'There is no endpoint here'],
    [handshakeBytes('/echo/'), 404, 'not-found', 'There is no endpoint here'],
    [handshakeBytes('/feed?rate=fast'), 400, 'bad-parameter', '"rate" must be a number from 0 to 10000'],
    [handshakeBytes('/feed?rate=10001'), 400, 'bad-parameter', '"rate" must be'],
    [handshakeBytes('/feed?rate='), 400, 'bad-parameter', '"rate" must be'],
    [handshakeBytes('/chat?room=two%20words'), 400, 'bad-parameter', '"room" must be 1 to 32 letters'],
    [handshakeBytes('/chat?room='), 400, 'bad-parameter', '"room" must be'],
    [handshakeBytes(`/chat?room=${'r'.repeat(33)}`), 400, 'bad-parameter', '"room" must be'],
    [handshakeBytes('/echo', ['Origin: https://evil.com']), 403, 'origin-not-allowed', '--origin'],
    [handshakeBytes('/echo', ['Origin: null']), 403, 'origin-not-allowed', '--origin'],
    [good.replace('GET', 'POST'), 405, 'method-not-allowed', 'Invalid HTTP method'],
    [good.replace('Upgrade: websocket', 'Upgrade: h2c'), 400, 'bad-request', 'Invalid Upgrade header'],
    [good.replace('dGhlIHNhbXBsZSBub25jZQ==', 'short'), 400, 'bad-request', 'Sec-WebSocket-Key'],
    [good.replace('Version: 13', 'Version: 12'), 426, 'upgrade-required', 'Sec-WebSocket-Version'],
    [handshakeBytes('/echo', ['Sec-WebSocket-Protocol: a,,b']), 400, 'bad-request', 'Sec-WebSocket-Protocol'],
    [good.replace('/echo', 'echo'), 400, 'bad-request', 'not HTTP'],
    [good.replace('/echo', 'http://['), 400, 'bad-request', 'no path'],
    [good.replace('/echo', 'http://localhost/nothing'), 404, 'not-found', 'There are /echo'],
    [good.replace('GET /echo', 'OPTIONS *'), 400, 'bad-request', 'no path'],
  ])('%j', async (bytes, status, code, message) => {
    const answer = await refusal(bytes)
    expect(answer).toMatchObject({ status, body: failure(code, message) })
    expect(answer.headers.get('content-type')).toBe('application/json')
    expect(answer.headers.get('connection')).toBe('close')
  })

  test('a wrong version is told the right one (RFC 6455, 4.4)', async () => {
    const { headers } = await refusal(good.replace('Version: 13', 'Version: 99'))
    expect(headers.get('sec-websocket-version')).toBe('13')
  })
})

describe('a refused client', () => {
  const much = Buffer.alloc(16_000_000, 'x')
  test.each([
    ['a handshake', handshakeBytes('/nothing'), 404],
    ['a header', 'GET / HTTP/1.1\r\nHost: a\r\nX: ', 431],
  ])('reads why, even if it reads only after it has sent all: %s', async (_, start, status) => {
    const connection = new RawConnection(server.port)
    connection.socket.pause()
    connection.socket.write(start)
    await new Promise((resolve) => connection.socket.write(much, resolve))
    connection.socket.resume()
    expect(parseAnswer(await connection.ended).status).toBe(status)
  })

  test('is cut when it does not leave', async () => {
    const strict = await startServer({ port: 0, isExempt: () => false })
    const staying = Array.from({ length: CONNECTIONS_PER_ADDRESS }, () => {
      const connection = new RawConnection(strict.port, { allowHalfOpen: true })
      connection.socket.write(handshakeBytes('/feed?rate=fast'))
      return connection
    })
    for (const connection of staying) await connection.until('400 Bad Request')
    expect((await refusal(handshakeBytes('/echo'), strict.port)).status).toBe(429)
    await vi.waitFor(() => Client.open(`${strict.url}/echo`), { timeout: 10_000 })
    for (const { socket } of staying) socket.destroy()
    await strict.close()
  })
})

describe('who may connect', () => {
  test.each([[], ['Origin: http://localhost:5173'], ['Origin: https://app.example.com']])('%s', async (...headers) => {
    const connection = new RawConnection(server.port)
    connection.socket.write(handshakeBytes('/echo', headers))
    await connection.until('101 Switching Protocols')
    connection.socket.destroy()
  })
})

describe('connections of one address', () => {
  test('are limited, and a place is free again when one ends', async () => {
    const strict = await startServer({ port: 0, isExempt: () => false })
    const open = () => Client.open(`${strict.url}/echo`)
    const clients = await Promise.all(Array.from({ length: CONNECTIONS_PER_ADDRESS }, open))
    expect(await refusal(handshakeBytes('/echo'), strict.port)).toMatchObject({
      status: 429,
      body: failure('too-many-connections', 'Close one first'),
    })
    await clients[0]?.close()
    await vi.waitFor(open, { timeout: 5_000 })
    await strict.close()
  })

  test('refused ones take no place for long', async () => {
    const strict = await startServer({ port: 0, isExempt: () => false })
    for (let count = 0; count < 2 * CONNECTIONS_PER_ADDRESS; count++) {
      expect((await refusal(handshakeBytes('/feed?rate=fast'), strict.port)).status).toBe(400)
    }
    await vi.waitFor(() => Client.open(`${strict.url}/echo`), { timeout: 5_000 })
    await strict.close()
  })

  test('are not limited on a loopback address', async () => {
    const clients = await Promise.all(
      Array.from({ length: CONNECTIONS_PER_ADDRESS + 5 }, () => Client.open(`${server.url}/echo`)),
    )
    await Promise.all(clients.map((client) => client.close()))
  })
})

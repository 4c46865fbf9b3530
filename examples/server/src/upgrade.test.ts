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
    [handshakeBytes('/healthz'), 404, 'not-found', 'There is no WebSocket endpoint here'],
    [handshakeBytes('/echo/'), 404, 'not-found', 'There is no WebSocket endpoint here'],
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
      expect((await refusal(handshakeBytes('/nothing'), strict.port)).status).toBe(404)
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

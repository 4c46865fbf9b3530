import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningServer, startServer } from './server.ts'
import { Client } from './testing-tools/client.ts'
import { eventually } from './testing-tools/eventually.ts'
import { ManualClock } from './testing-tools/manual-clock.ts'

const clock = new ManualClock()
let plain: RunningServer
let faulty: RunningServer

beforeAll(async () => {
  plain = await startServer({ port: 0, clock })
  faulty = await startServer({ port: 0, faults: true, origins: ['https://app.example.com'] })
})
afterAll(() => Promise.all([plain.close(), faulty.close()]))

const ask = async (server: RunningServer, path: string, init?: RequestInit) => {
  const response = await fetch(`${server.url}${path}`, init)
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
}
const failure = (code: string, message: string) => ({ error: { code, message: expect.stringContaining(message) } })

describe('/healthz', () => {
  test('counts connections and seconds', async () => {
    clock.advance(1_500)
    expect(await ask(plain, '/healthz')).toMatchObject({
      status: 200,
      body: { status: 'ok', connections: 0, uptime: 1.5 },
    })
    const client = await Client.open(`${plain.url}/echo`)
    expect((await ask(plain, '/healthz?any=thing')).body).toEqual({ status: 'ok', connections: 1, uptime: 1.5 })
    await client.close()
    await eventually(async () => expect((await ask(plain, '/healthz')).body).toMatchObject({ connections: 0 }))
  })

  test('HEAD is GET without the body', async () => {
    const { status, headers, body } = await ask(plain, '/healthz', { method: 'HEAD' })
    expect([status, headers.get('content-type'), body]).toEqual([200, 'application/json', undefined])
  })

  test('another method is refused, and told which ones there are', async () => {
    const { status, headers, body } = await ask(plain, '/healthz', { method: 'DELETE' })
    expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS'])
    expect(body).toEqual(failure('method-not-allowed', 'GET or HEAD only'))
  })
})

describe('what is not there', () => {
  test.each(['/', '/nothing', '/healthz/', '/FEED', '//evil.com/healthz', '/%00', '/faults'])(
    '%s is a 404',
    async (path) => {
      expect(await ask(plain, path)).toMatchObject({ status: 404, body: failure('not-found', 'Ask for /healthz') })
    },
  )

  test.each(['/echo', '/feed', '/chat'])('%s over plain HTTP asks for a WebSocket', async (path) => {
    const { status, headers, body } = await ask(plain, path)
    expect([status, headers.get('upgrade')]).toEqual([426, 'websocket'])
    expect(body).toEqual(failure('upgrade-required', `${path} is a WebSocket endpoint. Open it with ws://.`))
  })
})

describe('the control API', () => {
  const post = (server: RunningServer, path: string, init?: RequestInit) =>
    ask(server, path, { method: 'POST', ...init })

  test('is off unless the server was started with --faults', async () => {
    expect(await post(plain, '/faults/drop')).toMatchObject({ status: 404, body: failure('faults-off', '--faults') })
  })

  test.each([
    ['/faults/explode', 404, 'not-found', 'There are /faults/drop, /faults/freeze'],
    ['/faults/toString', 404, 'not-found', 'There is no fault of this name'],
    ['/faults/', 404, 'not-found', 'There is no fault of this name'],
    ['/faults/drop?path=/nothing', 400, 'bad-parameter', '"path" must be one of /echo, /feed, /chat'],
    ['/faults/drop?seconds=3', 400, 'bad-parameter', '"drop" takes path, not "seconds"'],
    ['/faults/freeze?second=3', 400, 'bad-parameter', '"freeze" takes seconds, path, not "second"'],
    ['/faults/freeze?seconds=0', 400, 'bad-parameter', '"seconds" must be a number from 0.001 to 3600'],
    ['/faults/freeze?seconds=soon', 400, 'bad-parameter', '"seconds" must be'],
    ['/faults/refuse?status=200', 400, 'bad-parameter', '"status" must be an integer from 400 to 599'],
    ['/faults/refuse?retryAfter=1.5', 400, 'bad-parameter', '"retryAfter" must be an integer'],
    ['/faults/close?code=1006', 400, 'bad-parameter', '"code" must be sendable'],
    ['/faults/close?code=1004', 400, 'bad-parameter', '"code" must be sendable'],
    ['/faults/close?code=1015', 400, 'bad-parameter', '"code" must be sendable'],
    ['/faults/close?code=2999', 400, 'bad-parameter', '"code" must be sendable'],
    ['/faults/close?code=5000', 400, 'bad-parameter', '"code" must be'],
    [
      `/faults/close?reason=${'%C3%A9'.repeat(62)}`,
      400,
      'bad-parameter',
      '"bytes of reason" must be a number from 0 to 123',
    ],
  ])('POST %s answers %i %s', async (path, status, code, message) => {
    expect(await post(faulty, path)).toMatchObject({ status, body: failure(code, message) })
  })

  test('GET does nothing', async () => {
    const { status, headers, body } = await ask(faulty, '/faults/drop')
    expect([status, headers.get('allow')]).toEqual([405, 'POST, OPTIONS'])
    expect(body).toEqual(failure('method-not-allowed', 'POST only'))
  })

  test('a body is not read', async () => {
    const body = JSON.stringify({ seconds: 3 })
    expect(await post(faulty, '/faults/freeze', { body })).toMatchObject({
      status: 413,
      body: failure('body-not-taken', 'into the query'),
    })
  })

  test('an allowed page may use it', async () => {
    for (const origin of ['http://localhost:5173', 'https://app.example.com']) {
      const { status, headers, body } = await post(faulty, '/faults/clear', { headers: { origin } })
      expect([status, headers.get('access-control-allow-origin'), headers.get('vary')]).toEqual([200, origin, 'Origin'])
      expect(body).toEqual({ fault: 'clear', cleared: 0 })
    }
  })

  test('another page may not', async () => {
    const { status, headers, body } = await post(faulty, '/faults/drop', { headers: { origin: 'https://evil.com' } })
    expect([status, headers.get('access-control-allow-origin')]).toEqual([403, null])
    expect(body).toEqual(failure('origin-not-allowed', '--origin'))
  })

  test('a preflight is answered for allowed pages only', async () => {
    const preflight = (origin: string) => ask(faulty, '/faults/drop', { method: 'OPTIONS', headers: { origin } })
    const allowed = await preflight('http://localhost:5173')
    expect([allowed.status, allowed.body, allowed.headers.get('access-control-allow-methods')]).toEqual([
      204,
      undefined,
      'GET, POST',
    ])
    expect((await preflight('https://evil.com')).status).toBe(403)
  })
})

test('close() says good-bye with 1001, is done once, and ends the listening', async () => {
  const server = await startServer({ port: 0 })
  const clients = await Promise.all(['/echo', '/feed', '/chat'].map((path) => Client.open(`${server.url}${path}`)))
  const closing = server.close()
  expect(server.close()).toBe(closing)
  await closing
  for (const client of clients) {
    expect(await client.closed).toEqual({ code: 1001, reason: 'The server is shutting down.' })
  }
  await expect(fetch(`${server.url}/healthz`)).rejects.toThrow()
})

test('a port in use is a rejection', async () => {
  await expect(startServer({ port: plain.port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
})

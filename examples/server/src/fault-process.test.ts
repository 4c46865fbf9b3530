import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ChatMessage, FaultReport, Health, Quote } from './messages.ts'
import { Client } from './testing-tools/client.ts'
import { exchange, handshakeBytes, parseAnswer, RawConnection } from './testing-tools/raw.ts'
import { ServerProcess } from './testing-tools/server-process.ts'

// Each fault once, done to a process of its own over real sockets, on the clock of the system.
let server: Awaited<ReturnType<typeof ServerProcess.listening>>
beforeEach(async () => {
  server = await ServerProcess.listening()
})
afterEach(async () => {
  expect(server.isRunning).toBe(true)
  await server.stop()
})

const open = (path: string) => Client.open(`${server.url}${path}`)
const post = async (path: string) =>
  (await (await fetch(`${server.url}/faults/${path}`, { method: 'POST' })).json()) as FaultReport

test('drop cuts TCP without a close frame', async () => {
  const clients = await Promise.all([open('/echo'), open('/feed'), open('/chat')])
  const raw = new RawConnection(server.port)
  raw.socket.write(handshakeBytes('/feed?rate=0'))
  await raw.until('\r\n\r\n')
  expect(await post('drop')).toEqual({ fault: 'drop', connections: 4 })
  for (const client of clients) expect(await client.closed).toEqual({ code: 1006, reason: '' })
  // Nothing after the head of the handshake: no close frame was sent.
  expect(await raw.ended).toMatch(/^HTTP\/1.1 101 [\s\S]*\r\n\r\n$/)
  await (await open('/feed')).next()
})

test('drop takes one endpoint when that is said', async () => {
  const [echo, feed] = await Promise.all([open('/echo'), open('/feed?rate=0')])
  expect(await post('drop?path=/feed')).toEqual({ fault: 'drop', connections: 1, path: '/feed' })
  expect((await feed.closed).code).toBe(1006)
  echo.send('"alive"')
  expect(await echo.next()).toBe('alive')
})

test('freeze is half-open: TCP stays, nothing is read or sent, then all goes on', async () => {
  const [feed, mira, tom] = await Promise.all([open('/feed?rate=100'), open('/chat'), open('/chat')])
  const before = await feed.take<Quote>(3)
  const since = Date.now()
  expect(await post('freeze?seconds=1')).toEqual({ fault: 'freeze', connections: 3, seconds: 1 })
  mira.send({ from: 'Mira', text: 'hello', key: '1' })
  const late = open('/echo')

  // The server says itself when it read the line: after the thaw.
  const line = await tom.next<ChatMessage>()
  expect(line.at).toBeGreaterThanOrEqual(since + 1_000)
  expect(await mira.next()).toEqual(line)
  // The quotes go on with the next number, and between two of them lies the whole freeze.
  const quotes = [...before, ...(await feed.take<Quote>(197))]
  expect(quotes.map(({ seq }) => seq)).toEqual(Array.from({ length: 200 }, (_, index) => index + 1))
  const gaps = quotes.slice(1).map(({ at }, index) => at - (quotes[index] as Quote).at)
  expect(Math.max(...gaps)).toBeGreaterThanOrEqual(900)
  // The handshake that came meanwhile was answered at last, and works.
  const echo = await late
  expect(Date.now()).toBeGreaterThanOrEqual(since + 1_000)
  echo.send('"works"')
  expect(await echo.next()).toBe('works')
})

test('a frozen server still answers /healthz, which says so; clear thaws it', async () => {
  const client = await open('/echo')
  await post('freeze?seconds=3600&path=/echo')
  client.send('"waits"')
  const health = (await (await fetch(`${server.url}/healthz`)).json()) as Health
  expect(health).toMatchObject({ status: 'ok', connections: 1, faults: [{ fault: 'freeze', path: '/echo' }] })
  expect(client.waiting).toBe(0)
  expect(await post('clear')).toEqual({ fault: 'clear', cleared: 1 })
  expect(await client.next()).toBe('waits')
})

test('refuse answers handshakes with the status and Retry-After, then lets them in again', async () => {
  const until = Date.now() + 500
  await post('refuse?status=503&seconds=0.5&retryAfter=2')
  const refused = parseAnswer(await exchange(server.port, handshakeBytes('/feed')))
  expect(refused).toMatchObject({ status: 503, body: { error: { code: 'refused' } } })
  expect(refused.headers.get('retry-after')).toBe('2')
  // A client as good as any: it asks until it is let in.
  const client = await (async function retry(): Promise<Client> {
    return open('/feed').catch(retry)
  })()
  expect(Date.now()).toBeGreaterThanOrEqual(until)
  expect(await client.next()).toMatchObject({ seq: 1 })
})

test.each([
  ['', { code: 1012, reason: '' }],
  ['?code=1000', { code: 1000, reason: '' }],
  ['?code=1014&reason=bad%20gateway', { code: 1014, reason: 'bad gateway' }],
  [`?code=4403&reason=${encodeURIComponent('zakázáno 🐎')}`, { code: 4403, reason: 'zakázáno 🐎' }],
])('close%s says so to every connection', async (query, closed) => {
  const clients = await Promise.all([open('/echo'), open('/feed'), open('/chat')])
  expect(await post(`close${query}`)).toEqual({ fault: 'close', connections: 3, ...closed })
  for (const client of clients) expect(await client.closed).toEqual(closed)
})

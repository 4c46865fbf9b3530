import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { CONNECTIONS_PER_ADDRESS, type Health, MAX_BURST, type Quote } from './messages.ts'
import { type RunningServer, startServer } from './server.ts'
import { Client } from './testing-tools/client.ts'
import { eventually } from './testing-tools/eventually.ts'
import { ManualClock } from './testing-tools/manual-clock.ts'
import { exchange, handshakeBytes, parseAnswer, RawConnection } from './testing-tools/raw.ts'

// How long faults last, on a clock that is told; what they do to a process of its own is in fault-process.test.ts.
let clock: ManualClock
let server: RunningServer
beforeEach(async () => {
  clock = new ManualClock()
  server = await startServer({ port: 0, faults: true, clock, isExempt: () => false })
})
afterEach(() => server.close())

const post = async (path: string) => (await fetch(`${server.url}/faults/${path}`, { method: 'POST' })).json()
const health = async () => (await (await fetch(`${server.url}/healthz`)).json()) as Health
/** How many handshakes wait for the endpoint to thaw. */
const waiting = async (path: string) =>
  (await health()).faults?.flatMap((each) => (each.fault === 'freeze' && each.path === path ? each.waiting : []))[0]
const open = (path: string) => Client.open(`${server.url}${path}`)
const shake = (path: string) => {
  const connection = new RawConnection(server.port)
  connection.socket.write(handshakeBytes(path))
  return connection
}
const status = async (path: string) => parseAnswer(await exchange(server.port, handshakeBytes(path))).status

describe('refuse', () => {
  test('lasts as long as it was told to, and shows in /healthz meanwhile', async () => {
    const report = { fault: 'refuse', status: 502, seconds: 3, retryAfter: 2, path: '/feed' }
    expect(await post('refuse?status=502&seconds=3&retryAfter=2&path=/feed')).toEqual(report)
    clock.advance(2_999)
    expect(await status('/feed')).toBe(502)
    expect((await health()).faults).toEqual([
      { fault: 'refuse', path: '/feed', secondsLeft: 0.001, status: 502, retryAfter: 2 },
    ])
    clock.advance(1)
    expect((await health()).faults).toBeUndefined()
    await (await open('/feed')).close()
  })

  test('is of one endpoint only when that is said, else of all', async () => {
    await post('refuse?path=/feed')
    await (await open('/echo')).close()
    expect(await post('refuse?status=500')).toEqual({ fault: 'refuse', status: 500, seconds: 5 })
    for (const path of ['/echo', '/feed', '/chat']) expect(await status(path)).toBe(500)
    expect(await post('clear')).toEqual({ fault: 'clear', cleared: 3 })
    await (await open('/echo')).close()
  })

  test('hurts no connection that is open', async () => {
    const client = await open('/echo')
    await post('refuse')
    client.send('"still"')
    expect(await client.next()).toBe('still')
  })
})

describe('freeze', () => {
  test('lasts as long as it was told to; what was sent meanwhile is read then', async () => {
    const client = await open('/echo')
    const since = clock.now()
    expect(await post('freeze?seconds=4')).toEqual({ fault: 'freeze', connections: 1, seconds: 4 })
    client.send('"waits"')
    clock.advance(3_999)
    expect((await health()).faults).toHaveLength(3)
    expect(client.waiting).toBe(0)
    clock.advance(1)
    expect(await client.next()).toBe('waits')
    expect(clock.now()).toBe(since + 4_000)
    expect((await health()).faults).toBeUndefined()
  })

  test('a feed goes on where it was, and does not make up for quotes', async () => {
    const client = await open('/feed?rate=10')
    clock.advance(1_000)
    await post('freeze?seconds=5')
    clock.advance(6_000)
    const quotes = await client.take<{ seq: number; at: number }>(20)
    expect(quotes.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
    const [before, after] = [quotes[9]?.at ?? 0, quotes[10]?.at ?? 0]
    expect(after - before).toBeGreaterThanOrEqual(5_000)
  })

  test('what was queued when it began is not sent before it ends', async () => {
    const client = await open('/feed?rate=0')
    client.send({ burst: MAX_BURST })
    const first = await client.next()
    client.ws.pause()
    await post('freeze?seconds=60')
    client.ws.resume()
    // What the kernel had taken still arrives, and nothing after it.
    for (let before = -1; before !== client.waiting; ) {
      before = client.waiting
      for (let count = 0; count < 20; count++) await health()
    }
    expect(client.waiting).toBeLessThan(MAX_BURST - 1)
    await post('clear')
    const rest = await client.take<Quote>(MAX_BURST - 1)
    expect([first, rest.at(-1)]).toMatchObject([{ seq: 1 }, { seq: MAX_BURST }])
  })

  test('freezing again counts from then; another endpoint is left alone', async () => {
    const [frozen, free] = [await open('/chat'), await open('/echo')]
    await post('freeze?seconds=4&path=/chat')
    clock.advance(3_000)
    await post('freeze?seconds=4&path=/chat')
    clock.advance(3_999)
    frozen.send({ from: 'Mira', text: 'hello', key: '1' })
    free.send('"runs"')
    expect(await free.next()).toBe('runs')
    expect((await health()).faults).toEqual([{ fault: 'freeze', path: '/chat', secondsLeft: 0.001, waiting: 0 }])
    clock.advance(1)
    expect(await frozen.next()).toMatchObject({ text: 'hello', at: clock.now() })
  })

  test('a handshake waits for the thaw and is then answered by what holds then', async () => {
    await post('freeze?seconds=4')
    const [echo, feed] = [shake('/echo'), shake('/feed')]
    await post('refuse?seconds=60&path=/feed')
    await eventually(async () => expect([await waiting('/echo'), await waiting('/feed')]).toEqual([1, 1]))
    expect((await health()).connections).toBe(0)
    clock.advance(4_000)
    await echo.until('101 Switching Protocols')
    expect(parseAnswer(await feed.ended).status).toBe(503)
    echo.socket.destroy()
  })

  test('a handshake waits on when the freeze is made longer, and is cut by a drop', async () => {
    await post('freeze?seconds=4')
    const [echo, feed] = [shake('/echo'), shake('/feed')]
    await eventually(async () => expect([await waiting('/echo'), await waiting('/feed')]).toEqual([1, 1]))
    await post('freeze?seconds=10')
    expect([await waiting('/echo'), await waiting('/feed')]).toEqual([1, 1])
    expect(await post('drop?path=/feed')).toEqual({ fault: 'drop', connections: 1, path: '/feed' })
    expect(await feed.ended).toBe('')
    clock.advance(10_000)
    await echo.until('101 Switching Protocols')
    echo.socket.destroy()
  })

  test('a handshake whose client gave up is forgotten', async () => {
    await post('freeze?seconds=60&path=/feed')
    const late = Array.from({ length: CONNECTIONS_PER_ADDRESS }, () => shake('/feed'))
    await eventually(async () => expect(await waiting('/feed')).toBe(CONNECTIONS_PER_ADDRESS))
    expect(await status('/echo')).toBe(429)
    for (const [index, { socket }] of late.entries()) index % 2 ? socket.end() : socket.resetAndDestroy()
    await eventually(async () => expect(await waiting('/feed')).toBe(0))
    await (await open('/echo')).close()
  })

  test('a connection closed while it is frozen gets its close frame at the thaw', async () => {
    const client = await open('/echo')
    await post('freeze?seconds=60')
    expect(await post('close?code=4001&reason=later')).toEqual({
      fault: 'close',
      connections: 1,
      code: 4001,
      reason: 'later',
    })
    await post('clear')
    expect(await client.closed).toEqual({ code: 4001, reason: 'later' })
  })

  test('a frozen connection can be cut, and what it had sent is not read any more', async () => {
    const [mira, tom] = [await open('/chat?room=a'), await open('/chat?room=a')]
    await post('freeze?seconds=60')
    mira.send({ from: 'Mira', text: 'lost', key: '1' })
    expect(await post('drop')).toEqual({ fault: 'drop', connections: 2 })
    expect([(await mira.closed).code, (await tom.closed).code]).toEqual([1006, 1006])
    await post('clear')
    const back = await open('/chat?room=a')
    back.send({ from: 'Mira', text: 'new', key: '2' })
    expect(await back.next()).toMatchObject({ id: 1, text: 'new' })
  })

  test('the server can be closed meanwhile: the open get 1001, the waiting 503', async () => {
    const client = await open('/echo')
    await post('freeze?seconds=60')
    const late = shake('/echo')
    await eventually(async () => expect(await waiting('/echo')).toBe(1))
    await server.close()
    expect((await client.closed).code).toBe(1001)
    expect(parseAnswer(await late.ended).status).toBe(503)
    expect(clock.timers).toBe(0)
  })
})

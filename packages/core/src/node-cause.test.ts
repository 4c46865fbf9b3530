import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Subscription, take, toArray } from 'rxjs'
import { afterEach, describe, expect, it } from 'vitest'
import { startExampleServer } from '../../config/example-server.mjs'
import './index.node.ts'
import { TcpSocket } from './node/tcp-socket.ts'
import { eventually } from './testing-tools/eventually.ts'
import { rawServer } from './testing-tools/handshake-server.ts'
import { webSocket } from './web-socket.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})
const kept = (subscription: Subscription): void => void cleanUps.push(() => subscription.unsubscribe())

async function exampleServer() {
  const server = await startExampleServer()
  cleanUps.push(() => server.kill())
  return { ...server, echo: `${server.url.replace('http', 'ws')}/echo` }
}

describe("what Node's transport tells the core", () => {
  it('is the status of a refused handshake, and when to come again', async () => {
    const server = createServer((_, response) => response.writeHead(503, { 'Retry-After': '7' }).end('later'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    cleanUps.push(() => server.close())
    const socket = webSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/`, { reconnect: () => 10 })
    kept(socket.data$.subscribe())
    await eventually(() => expect(socket.state.phase).toBe('waiting'))
    expect(socket.state).toMatchObject({ cause: { type: 'refused', status: 503, retryAfter: 7000 } })
    expect((socket.state as { delay: number }).delay).toBeGreaterThanOrEqual(7000)
  })

  it('is why it was refused, in the words of the error', async () => {
    const closed = await rawServer(() => {})
    await closed.close()
    const socket = webSocket(`ws://127.0.0.1:${closed.port}/feed?token=secret`, { reconnect: false })
    const errors: Error[] = []
    kept(socket.error$.subscribe((error) => errors.push(error)))
    kept(socket.data$.subscribe({ error: () => {} }))
    await eventually(() => expect(errors).toHaveLength(2))
    const peer = `127.0.0.1:${closed.port}`
    expect(errors[0]?.message).toBe(`No connection to ws://${peer}/feed: The connection failed: ${peer} (ECONNREFUSED)`)
    expect(errors[0]?.cause).toMatchObject({ name: 'HandshakeError', code: 'connect' })
  })

  it("is the round trip of each PING, on `latency$`, without a message of the user's", async () => {
    const { echo } = await exampleServer()
    const socket = webSocket(echo, { heartbeat: { interval: 50, timeout: 350 }, reconnect: () => 10 })
    const received: unknown[] = []
    kept(socket.data$.subscribe((data) => received.push(data)))
    const roundTrips = await new Promise<number[]>((resolve) => {
      kept(socket.latency$.pipe(take(2), toArray()).subscribe(resolve))
    })
    expect(roundTrips).toHaveLength(2)
    for (const roundTrip of roundTrips) expect(roundTrip).toBeGreaterThan(0)
    expect(received).toEqual([])
  })

  it('is nothing, when the server froze: the core notices that itself, in its time and once', async () => {
    const { echo, pid } = await exampleServer()
    const socket = webSocket(echo, { heartbeat: { interval: 200, timeout: 500 }, reconnect: () => 600_000 })
    const errors: string[] = []
    kept(socket.error$.subscribe(({ code }) => errors.push(code)))
    kept(socket.data$.subscribe())
    await eventually(() => expect(socket.state.phase).toBe('open'))
    const since = performance.now()
    process.kill(pid, 'SIGSTOP')
    await eventually(() => expect(socket.state).toMatchObject({ phase: 'waiting', cause: { type: 'dead' } }))
    const passed = performance.now() - since
    // Its last sign of life may be an interval old. What else it takes is this machine's doing.
    expect(passed).toBeGreaterThan(200)
    expect(passed).toBeLessThan(5000)
    expect(errors).toEqual(['dead'])
  })

  it('is no PING over a bare stream, which has none', async () => {
    const server = await rawServer((socket) => socket.pipe(socket))
    cleanUps.push(() => server.close())
    const socket = webSocket(`tcp://127.0.0.1:${server.port}`, {
      WebSocketCtor: TcpSocket,
      transportOptions: { framing: 'lines' },
      heartbeat: { interval: 10, timeout: 50, message: 'beat', reply: (data) => data === 'beat' },
    })
    const received: unknown[] = []
    kept(socket.data$.subscribe((data) => received.push(data)))
    socket.send('a line')
    await new Promise<void>((resolve) => kept(socket.latency$.pipe(take(2)).subscribe({ complete: resolve })))
    await eventually(() => expect(received).toEqual(['a line']))
  })
})

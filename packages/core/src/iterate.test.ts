import { describe, expect, it, vi } from 'vitest'
import { ClosedError, type EverwireError } from './errors.ts'
import type { AnySocket } from './observable-web-socket.ts'
import { fakeServer, latency, VirtualClock } from './testing/index.ts'
import { settled } from './testing/settled.ts'
import { serve } from './testing-tools/serve.ts'
import { webSocket } from './web-socket.ts'

const node = { transport: 'NodeWebSocketCtor' } as const
const burst = (count: number) => Array.from({ length: count }, (_, index) => `${index}`)

/**
 * Writes down when the transport in use is told to stop reading, and to go on. One of a page is then as `ws`: what arrived
 * already still comes, the end too, and it has no PING.
 */
function noteReading({ raw }: AnySocket): string[] {
  const calls: string[] = []
  for (const name of ['pause', 'resume'] as const) {
    const method = raw?.[name]?.bind(raw)
    Object.assign(raw as object, {
      [name]() {
        calls.push(name)
        method?.()
      },
    })
  }
  return calls
}

describe('for await', () => {
  it('gets every message, in order, and holds the connection until it is left', async () => {
    const { socket, server, clock } = serve()
    const seen: unknown[] = []
    const loop = (async () => {
      for await (const data of socket) {
        seen.push(data)
        if (seen.length === 4) break
      }
    })()
    await settled()
    server.last.accept()
    server.last.send('1')
    server.last.send('2')
    await settled()
    server.last.send('3')
    server.last.send('4')
    server.last.send('5')
    await loop
    expect(seen).toEqual(['1', '2', '3', '4'])
    await clock.advance(0)
    expect(socket.state.phase).toBe('idle')
  })

  it('goes on across a reconnection', async () => {
    const { socket, server, clock } = serve()
    const iterator = socket.iterate()
    const first = iterator.next()
    server.last.accept()
    server.last.send('a')
    server.last.drop()
    await clock.advance(1000)
    server.last.accept()
    server.last.send('b')
    expect([await first, await iterator.next()]).toEqual([
      { done: false, value: 'a' },
      { done: false, value: 'b' },
    ])
  })

  it('ends with close(), after what waited', async () => {
    const { socket, server, clock } = serve()
    const iterator = socket.iterate()
    const first = iterator.next()
    server.last.accept()
    server.last.send('a')
    server.last.send('b')
    socket.close()
    clock.tick(0)
    expect([(await first).value, (await iterator.next()).value]).toEqual(['a', 'b'])
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
  })

  it('throws after a failure, once', async () => {
    const { socket, server } = serve()
    const iterator = socket.iterate()
    const first = iterator.next()
    server.last.accept()
    server.last.close(4403)
    await expect(first).rejects.toBeInstanceOf(ClosedError)
    expect((await iterator.next()).done).toBe(true)
  })

  it('that was returned from before it began asks for nothing', async () => {
    const { socket, server } = serve()
    const iterator = socket.iterate()
    await iterator.return?.()
    expect([(await iterator.next()).done, server.connections.length]).toEqual([true, 0])
  })

  it('an ignored promise raises nothing', async () => {
    const unhandled = vi.fn()
    process.on('unhandledRejection', unhandled)
    const { socket, server } = serve()
    void socket.iterate().next()
    server.last.accept()
    server.last.close(4403)
    await new Promise((resolve) => setTimeout(resolve, 5))
    process.off('unhandledRejection', unhandled)
    expect(unhandled).not.toHaveBeenCalled()
  })
})

describe('a slow loop', () => {
  it('pauses a transport that can be paused, and nothing is dropped', async () => {
    const { socket, server } = serve({}, node)
    const iterator = socket.iterate({ limit: 5 })
    const first = iterator.next()
    const calls = noteReading(socket)
    server.last.accept()
    for (const message of burst(100)) server.last.send(message)
    expect(calls).toEqual(['pause'])
    const seen = [(await first).value]
    while (seen.length < 48) seen.push((await iterator.next()).value)
    expect(calls).toEqual(['pause'])
    seen.push((await iterator.next()).value)
    expect(calls).toEqual(['pause', 'resume'])
    while (seen.length < 100) seen.push((await iterator.next()).value)
    expect([seen, calls.length, iterator.dropped]).toEqual([burst(100), 2, 0])
  })

  it('pauses the next connection too, and lets go when it is returned from', async () => {
    const { socket, server, clock } = serve()
    const lease = socket.open()
    const iterator = socket.iterate()
    void iterator.next()
    const first = noteReading(socket)
    server.last.accept()
    for (const message of burst(70)) server.last.send(message)
    server.last.drop()
    await clock.advance(1000)
    const second = noteReading(socket)
    server.last.accept()
    expect([first, second]).toEqual([['pause', 'resume'], ['pause']])
    await iterator.return?.()
    expect(second).toEqual(['pause', 'resume'])
    lease.unsubscribe()
  })

  it('gets what a connection still held back that is replaced meanwhile', async () => {
    const clock = new VirtualClock()
    const server = fakeServer(clock, latency(5))
    const socket = webSocket('wss://example.com/feed', { clock, WebSocketCtor: server.NodeWebSocketCtor })
    const iterator = socket.iterate()
    const first = iterator.next()
    await clock.advance(100)
    const sent = Array.from({ length: 200 }, (_, index) => String(index))
    for (const message of sent) server.last.send(message)
    await clock.advance(20)
    socket.reconnect({ overlap: true })
    await clock.advance(1100)
    const seen = [(await first).value]
    while (seen.length < sent.length) {
      const next = iterator.next()
      await clock.advance(0)
      seen.push((await Promise.race([next, Promise.reject(new Error(`only ${seen.length}`))])).value)
    }
    expect([seen, iterator.dropped]).toEqual([sent, 0])
    socket.close()
  })

  it('is bounded where nothing can be paused: the oldest go, with a visible count', async () => {
    const { socket, server } = serve()
    const errors: EverwireError[] = []
    socket.error$.subscribe((error) => errors.push(error))
    const iterator = socket.iterate({ limit: 3 })
    const first = iterator.next()
    server.last.accept()
    server.last.send('0')
    server.last.send('1')
    server.last.send('2')
    server.last.send('3')
    server.last.send('4')
    server.last.send('5')
    expect(iterator.dropped).toBe(2)
    expect(errors.map(({ code }) => code)).toEqual(['overflow'])
    const values = [(await first).value, (await iterator.next()).value, (await iterator.next()).value]
    expect(values).toEqual(['0', '3', '4'])
  })

  it('suspends the heartbeat of the next connection too', async () => {
    const heartbeat = { interval: 25_000, timeout: 35_000, message: 'ping' }
    const { socket, server, clock } = serve({ heartbeat })
    const iterator = socket.iterate()
    void iterator.next()
    noteReading(socket)
    server.last.accept()
    for (const message of burst(70)) server.last.send(message)
    server.last.drop()
    await clock.advance(1000)
    noteReading(socket)
    server.last.accept()
    await clock.advance(600_000)
    expect([socket.state.phase, server.last.received]).toEqual(['open', []])
  })

  it('suspends the heartbeat while it reads nothing, and probes afterwards', async () => {
    const heartbeat = { interval: 25_000, timeout: 35_000, message: 'ping' }
    const { socket, server, clock } = serve({ heartbeat })
    const iterator = socket.iterate()
    void iterator.next()
    noteReading(socket)
    server.last.accept()
    for (const message of burst(70)) server.last.send(message)
    await clock.advance(600_000)
    expect([socket.state.phase, server.last.received]).toEqual(['open', []])
    for (let taken = 0; taken < 60; taken++) await iterator.next()
    clock.tick(0)
    expect(server.last.received).toEqual(['ping'])
    await clock.advance(3000)
    expect(socket.state.phase).toBe('waiting')
  })
})

import { describe, expect, it, vi } from 'vitest'
import { ClosedError, type EverwireError } from './errors.ts'
import { fakeServer, latency, VirtualClock } from './testing/index.ts'
import { settled } from './testing/settled.ts'
import { setup } from './testing-tools/setup.ts'
import { webSocket } from './web-socket.ts'

describe('for await', () => {
  it('gets every message, in order, and holds the connection until it is left', async () => {
    const { socket, last, clock } = setup()
    const seen: unknown[] = []
    const loop = (async () => {
      for await (const data of socket) {
        seen.push(data)
        if (seen.length === 4) break
      }
    })()
    await settled()
    last().accept().deliver(1, 2)
    await settled()
    last().deliver(3, 4, 5)
    await loop
    expect(seen).toEqual([1, 2, 3, 4])
    await clock.advance(0)
    expect(socket.state.phase).toBe('idle')
  })

  it('goes on across a reconnection', async () => {
    const { socket, last, clock } = setup()
    const iterator = socket.iterate()
    const first = iterator.next()
    last().accept().deliver('a').end()
    await clock.advance(1000)
    last().accept().deliver('b')
    expect([await first, await iterator.next()]).toEqual([
      { done: false, value: 'a' },
      { done: false, value: 'b' },
    ])
  })

  it('ends with close(), after what waited', async () => {
    const { socket, last } = setup()
    const iterator = socket.iterate()
    const first = iterator.next()
    last().accept().deliver('a', 'b')
    socket.close()
    last().end(1000)
    expect([(await first).value, (await iterator.next()).value]).toEqual(['a', 'b'])
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
  })

  it('throws after a failure, once', async () => {
    const { socket, last } = setup()
    const iterator = socket.iterate()
    const first = iterator.next()
    last().accept().end(4403)
    await expect(first).rejects.toBeInstanceOf(ClosedError)
    expect((await iterator.next()).done).toBe(true)
  })

  it('that was returned from before it began asks for nothing', async () => {
    const { socket, sockets } = setup()
    const iterator = socket.iterate()
    await iterator.return?.()
    expect([(await iterator.next()).done, sockets.length]).toEqual([true, 0])
  })

  it('an ignored promise raises nothing', async () => {
    const unhandled = vi.fn()
    process.on('unhandledRejection', unhandled)
    const { socket, last } = setup()
    void socket.iterate().next()
    last().accept().end(4403)
    await new Promise((resolve) => setTimeout(resolve, 5))
    process.off('unhandledRejection', unhandled)
    expect(unhandled).not.toHaveBeenCalled()
  })
})

describe('a slow loop', () => {
  it('pauses a transport that can be paused, and nothing is dropped', async () => {
    const { socket, last } = setup({ reconnect: () => 0 })
    const calls: string[] = []
    const pausable = () =>
      Object.assign(last(), { pause: () => calls.push('pause'), resume: () => calls.push('resume') })
    const iterator = socket.iterate({ limit: 5 })
    const first = iterator.next()
    pausable()
      .accept()
      .deliver(...Array.from({ length: 100 }, (_, index) => index))
    expect(calls).toEqual(['pause'])
    await first
    for (let taken = 1; taken < 83; taken++) await iterator.next()
    expect(calls).toEqual(['pause'])
    await iterator.next()
    expect([calls, iterator.dropped]).toEqual([['pause', 'resume'], 0])
  })

  it('pauses the next connection too, and lets go when it is returned from', async () => {
    const { socket, last, clock } = setup()
    const calls: string[] = []
    const pausable = (name: string) =>
      Object.assign(last(), { pause: () => calls.push(`pause ${name}`), resume: () => calls.push(`resume ${name}`) })
    const lease = socket.open()
    const iterator = socket.iterate()
    void iterator.next()
    pausable('first')
      .accept()
      .deliver(...Array.from({ length: 70 }, (_, index) => index))
    last().end()
    await clock.advance(1000)
    pausable('second').accept()
    expect(calls).toEqual(['pause first', 'resume first', 'pause second'])
    await iterator.return?.()
    expect(calls).toEqual(['pause first', 'resume first', 'pause second', 'resume second'])
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
    const { socket, last } = setup()
    const errors: EverwireError[] = []
    socket.error$.subscribe((error) => errors.push(error))
    const iterator = socket.iterate({ limit: 3 })
    const first = iterator.next()
    last().accept().deliver(0, 1, 2, 3, 4, 5)
    expect(iterator.dropped).toBe(2)
    expect(errors.map(({ code }) => code)).toEqual(['overflow'])
    const values = [(await first).value, (await iterator.next()).value, (await iterator.next()).value]
    expect(values).toEqual([0, 3, 4])
  })

  it('suspends the heartbeat of the next connection too', async () => {
    const heartbeat = { interval: 25_000, timeout: 35_000, message: 'ping' }
    const { socket, last, clock } = setup({ heartbeat })
    const iterator = socket.iterate()
    void iterator.next()
    const pausable = () => Object.assign(last(), { pause() {}, resume() {} })
    pausable()
      .accept()
      .deliver(...Array.from({ length: 70 }, (_, index) => index))
      .end()
    await clock.advance(1000)
    pausable().accept()
    await clock.advance(600_000)
    expect([socket.state.phase, last().sent]).toEqual(['open', []])
  })

  it('suspends the heartbeat while it reads nothing, and probes afterwards', async () => {
    const heartbeat = { interval: 25_000, timeout: 35_000, message: 'ping' }
    const { socket, last, clock } = setup({ heartbeat })
    const iterator = socket.iterate()
    void iterator.next()
    Object.assign(last(), { pause() {}, resume() {} })
    last()
      .accept()
      .deliver(...Array.from({ length: 70 }, (_, index) => index))
    await clock.advance(600_000)
    expect([socket.state.phase, last().sent]).toEqual(['open', []])
    for (let taken = 0; taken < 60; taken++) await iterator.next()
    expect(last().sent).toEqual(['ping'])
    await clock.advance(3000)
    expect(socket.state.phase).toBe('waiting')
  })
})

import { describe, expect, it } from 'vitest'
import type { Clock } from './clock.ts'
import { json } from './codec.ts'
import type { EverwireError } from './errors.ts'
import type { Signal, SignalSource } from './signals.ts'
import { answers, fakeServer, latency, VirtualClock } from './testing/index.ts'
import { serve } from './testing-tools/serve.ts'
import { webSocket } from './web-socket.ts'

/** A device whose signals the test gives. */
function device(): { signals: SignalSource; emit(signal: Signal): void; listeners(): number } {
  const listeners = new Set<(signal: Signal) => void>()
  return {
    signals: (emit) => {
      listeners.add(emit)
      return () => listeners.delete(emit)
    },
    emit: (signal) => {
      for (const listener of [...listeners]) listener(signal)
    },
    listeners: () => listeners.size,
  }
}

const url = 'wss://example.com/feed'
const node = { transport: 'NodeWebSocketCtor' } as const
const pongs = answers((data) => (data === 'ping' ? 'pong' : undefined))

const beating = { interval: 25_000, timeout: 35_000, message: 'ping' }

describe('heartbeat', () => {
  it('notices a silent peer within 35 s, whenever it fell silent', async () => {
    for (const silentAt of [1, 12_000, 24_999, 25_001, 40_000, 49_999]) {
      const { socket, server, clock } = serve({ heartbeat: beating, reconnect: () => 600_000 }, { behaviour: pongs })
      const errors: EverwireError[] = []
      const closes: number[] = []
      socket.error$.subscribe((error) => errors.push(error))
      socket.close$.subscribe(({ code }) => closes.push(code))
      socket.data$.subscribe()
      await clock.advance(silentAt)
      server.last.vanish()
      await clock.advance(35_000)
      expect([silentAt, socket.state]).toMatchObject([silentAt, { phase: 'waiting', cause: { type: 'dead' } }])
      expect([errors.map(({ code }) => code), closes]).toEqual([['dead'], [1006]])
    }
  })

  it('any message is life, and a message costs no reading of the clock', async () => {
    const { socket, server, clock } = serve({ heartbeat: beating })
    socket.data$.subscribe()
    server.last.accept()
    for (let minute = 0; minute < 10; minute++) {
      await clock.advance(29_000)
      const now = clock.now.bind(clock)
      let readings = 0
      clock.now = () => {
        readings++
        return now()
      }
      server.last.send('a')
      server.last.send('b')
      server.last.send('c')
      expect(readings).toBe(0)
      clock.now = now
    }
    expect(socket.state.phase).toBe('open')
    clock.tick(0)
    expect(server.last.received.every((message) => message === 'ping')).toBe(true)
  })

  it('without a message or PING a quiet peer is not dead', async () => {
    const { socket, server, clock } = serve()
    socket.data$.subscribe()
    server.last.accept()
    await clock.advance(3_600_000)
    expect([socket.state.phase, server.last.received, clock.pending]).toEqual(['open', [], 0])
  })

  it('raises no false alarm in an hour of timers throttled to once a minute', async () => {
    const clock = new VirtualClock()
    const throttled: Clock = {
      now: () => clock.now(),
      setTimeout: (handler, delay) =>
        clock.setTimeout(handler, Math.ceil((clock.now() + delay) / 60_000) * 60_000 - clock.now()),
      clearTimeout: (timer) => clock.clearTimeout(timer),
    }
    const server = fakeServer(clock, { ...pongs, ...latency(40) })
    const socket = webSocket(url, { clock: throttled, heartbeat: beating, WebSocketCtor: server.WebSocketCtor })
    socket.data$.subscribe()
    await clock.advance(3_600_000)
    expect([socket.state.phase, server.connections.length]).toEqual(['open', 1])
    expect(server.received.length).toBeGreaterThan(10)
  })

  it('a thaw whose timers come before what was received is no death', async () => {
    const { socket, server, clock } = serve({ heartbeat: beating })
    socket.data$.subscribe()
    server.last.accept()
    await clock.advance(25_000)
    expect(server.last.received).toEqual(['ping'])
    clock.sleep(600_000)
    await clock.advance(0)
    expect([socket.state.phase, server.last.received]).toEqual(['open', ['ping', 'ping']])
    server.last.send('late')
    await clock.advance(10_000)
    expect(socket.state.phase).toBe('open')
  })

  it('after wake a dead peer is noticed within 3.5 s, a living one goes on', async () => {
    for (const signal of ['wake', 'resume', 'visible', 'restored', 'online'] as const) {
      const { signals, emit } = device()
      const { socket, server, clock } = serve({ heartbeat: beating, signals })
      socket.data$.subscribe()
      server.last.accept()
      emit(signal)
      server.last.send('alive')
      await clock.advance(3500)
      expect(socket.state.phase).toBe('open')
      emit(signal)
      await clock.advance(3500)
      expect([signal, socket.state]).toMatchObject([signal, { phase: 'waiting', cause: { type: 'dead' } }])
    }
  })

  it.each(['wake', 'freeze', 'online'] as const)('while reading is paused %s proves nothing', async (signal) => {
    const { signals, emit } = device()
    const { socket, server, clock } = serve({ signals, reconnect: () => 600_000 }, { behaviour: latency(5), ...node })
    const messages = socket.iterate()
    const first = messages.next()
    await clock.advance(100)
    for (let count = 0; count < 200; count++) server.last.send(String(count))
    await clock.advance(100)
    emit(signal)
    await clock.advance(60_000)
    expect([await first, socket.state.phase]).toEqual([{ done: false, value: '0' }, 'open'])
    server.last.vanish()
    for (let count = 1; count < 200; count++) await messages.next()
    await clock.advance(3500)
    expect(socket.state).toMatchObject({ phase: 'waiting', cause: { type: 'dead' } })
  })

  it('answers are no data, and give the latency', async () => {
    const { socket, server, clock } = serve({
      codec: json(),
      heartbeat: {
        ...beating,
        message: { type: 'ping' },
        reply: (data: unknown) => (data as { type: string }).type === 'pong',
      },
    } as never)
    const seen: unknown[] = []
    const latencies: number[] = []
    socket.data$.subscribe((data) => seen.push(data))
    socket.latency$.subscribe((latency) => latencies.push(latency))
    server.last.accept()
    await clock.advance(25_000)
    expect(server.last.received).toEqual(['{"type":"ping"}'])
    await clock.advance(42)
    server.last.send('{"type":"pong"}')
    server.last.send('{"type":"data"}')
    expect([seen, latencies]).toEqual([[{ type: 'data' }], [42]])
  })

  it('uses PING where the transport has it', async () => {
    const { socket, server, clock } = serve({ reconnect: () => 600_000 }, { behaviour: latency(10), ...node })
    const latencies: number[] = []
    socket.latency$.subscribe((latency) => latencies.push(latency))
    socket.data$.subscribe()
    await clock.advance(60_000)
    expect([socket.state.phase, latencies, server.received]).toEqual(['open', [20, 20], []])
    server.last.vanish()
    await clock.advance(35_000)
    expect(socket.state).toMatchObject({ phase: 'waiting', cause: { type: 'dead' } })
  })

  it('a PONG of the connection that was replaced says nothing about the new one', async () => {
    const clock = new VirtualClock()
    const server = fakeServer(clock, latency(300), latency(10))
    const socket = webSocket(url, { clock, WebSocketCtor: server.NodeWebSocketCtor, reconnect: () => 600_000 })
    const latencies: number[] = []
    socket.latency$.subscribe((latency) => latencies.push(latency))
    socket.data$.subscribe()
    await clock.advance(1000)
    const { since } = socket.state as { since: number }
    await clock.advance(since + 25_000 - clock.now())
    socket.reconnect({ overlap: true })
    await clock.advance(100)
    expect([server.connections.length, socket.state.phase]).toEqual([2, 'open'])
    expect(socket.state).not.toMatchObject({ since })
    await clock.advance(800)
    expect(latencies).toEqual([])
    await clock.advance(25_000)
    expect(latencies).toEqual([20])
  })

  it.each([
    [1000, 60_000],
    [25_000, 60_000],
    [25_000, 35_000],
    [20_000, 21_000],
  ])('pings each %i ms where the timeout is %i', async (interval, timeout) => {
    const { socket, server, clock } = serve({ heartbeat: { interval, timeout, message: 'ping' } })
    socket.data$.subscribe()
    server.last.accept()
    for (let pings = 1; pings <= 10; pings++) {
      await clock.advance(interval - 1)
      server.last.send('pong')
      clock.tick(0)
      expect(server.last.received).toHaveLength(pings - 1)
      await clock.advance(1)
      expect(server.last.received).toHaveLength(pings)
    }
  })

  it('a message that cannot be sent is an error, and no exception', async () => {
    const message = () => {
      throw new Error('boom')
    }
    const { socket, server, clock } = serve({ heartbeat: { ...beating, message } })
    const errors: EverwireError[] = []
    socket.error$.subscribe((error) => errors.push(error))
    socket.data$.subscribe()
    server.last.accept()
    await clock.advance(25_000)
    expect(errors.map(({ code }) => code)).toEqual(['encode'])
  })

  it('leaves nothing behind', async () => {
    const { signals, listeners } = device()
    const { socket, server, clock } = serve({ heartbeat: beating, signals })
    const lease = socket.data$.subscribe()
    server.last.accept()
    expect(listeners()).toBe(1)
    lease.unsubscribe()
    await clock.advance(0)
    expect([clock.pending, listeners()]).toEqual([0, 0])
  })
})

describe('signals', () => {
  const away = (options = {}) => {
    const { signals, emit } = device()
    const all = serve({ signals, reconnect: () => 60_000, ...options })
    all.socket.data$.subscribe()
    return { ...all, emit }
  }

  it('a client whose own network went and came dials within a second', async () => {
    const { socket, server, clock, emit } = away()
    server.last.accept()
    emit('offline')
    server.last.drop()
    expect(socket.state).toMatchObject({ phase: 'waiting', cause: { type: 'offline' } })
    await clock.advance(10_000)
    emit('online')
    expect(socket.state).toMatchObject({ phase: 'waiting', delay: 400 })
    await clock.advance(1000)
    expect([socket.state.phase, server.connections.length]).toEqual(['connecting', 2])
  })

  it.each(['visible', 'resume', 'restored', 'wake'] as const)('%s ends a long wait', async (signal) => {
    const { socket, server, clock, emit } = away()
    server.last.drop()
    emit(signal)
    await clock.advance(1000)
    expect(socket.state.phase).toBe('connecting')
  })

  it('does not shorten what the server asked for', async () => {
    const { socket, server, emit } = away()
    server.last.accept()
    server.last.close(1012)
    const { state } = socket
    emit('online')
    expect(socket.state).toBe(state)
  })

  it('does not lengthen a wait, and the dial limit holds', async () => {
    const { socket, server, emit, clock } = away({ dialLimit: { max: 1, per: 60_000 }, reconnect: () => 100 })
    server.last.drop()
    const { state } = socket
    emit('online')
    expect(socket.state).toBe(state)
    await clock.advance(100)
    server.last.drop()
    emit('online')
    await clock.advance(30_000)
    expect(server.connections).toHaveLength(2)
  })

  it('offline is forgotten when nobody listens any more', async () => {
    const { signals, emit } = device()
    const { socket, server, clock } = serve({ signals })
    const lease = socket.data$.subscribe()
    emit('offline')
    lease.unsubscribe()
    await clock.advance(0)
    socket.data$.subscribe()
    server.last.accept()
    server.last.drop()
    expect(socket.state).toMatchObject({ cause: { type: 'closed', code: 1006 } })
  })

  it('a close with a code of its own is not put down to the network', () => {
    const { socket, server, emit } = away()
    server.last.accept()
    emit('offline')
    server.last.close(1011, 'bug')
    expect(socket.state).toMatchObject({ cause: { type: 'closed', code: 1011 } })
  })

  it('a source that throws is an error, once for each lease, and the socket does without it', async () => {
    const boom = new Error('no AppState')
    const { socket, server, clock } = serve({
      signals: () => {
        throw boom
      },
    })
    const errors: EverwireError[] = []
    socket.error$.subscribe((error) => errors.push(error))
    const lease = socket.data$.subscribe()
    expect(errors).toMatchObject([{ code: 'options', cause: boom, message: expect.stringContaining('no AppState') }])
    server.last.accept()
    server.last.drop()
    await clock.advance(1000)
    server.last.accept()
    expect([socket.state.phase, errors.length]).toEqual(['open', 1])
    lease.unsubscribe()
    await clock.advance(0)
    expect([socket.state.phase, server.last.isOpen, errors.length]).toEqual(['idle', false, 1])
    socket.data$.subscribe()
    expect(errors).toHaveLength(2)
  })

  it('a source that throws when it is stopped is an error, and the connection is left all the same', async () => {
    const boom = new Error('no such listener')
    const { socket, server, clock } = serve({
      signals: () => () => {
        throw boom
      },
    })
    const errors: EverwireError[] = []
    socket.error$.subscribe((error) => errors.push(error))
    const lease = socket.data$.subscribe()
    server.last.accept()
    lease.unsubscribe()
    await clock.advance(0)
    expect([socket.state.phase, server.last.ending]).toMatchObject(['idle', { code: 1000 }])
    expect(errors).toMatchObject([{ code: 'options', cause: boom }])
  })

  it('a source that answers nothing is listened to once', async () => {
    let listened = 0
    const { socket, server, clock } = serve({ signals: (() => void listened++) as never })
    const lease = socket.data$.subscribe()
    server.last.accept()
    server.last.drop()
    await clock.advance(1000)
    lease.unsubscribe()
    await clock.advance(0)
    expect([socket.state.phase, listened]).toEqual(['idle', 1])
  })
})

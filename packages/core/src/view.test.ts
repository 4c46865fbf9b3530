import { config } from 'rxjs'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { json } from './codec.ts'
import { OptionError } from './errors.ts'
import { listen } from './listen.ts'
import { flushPaint } from './paint.ts'
import { NO_STATUS, statusView } from './status.ts'
import { serve } from './testing-tools/serve.ts'
import { view } from './view.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  config.onUnhandledError = null
})

const burst = (count: number) => Array.from({ length: count }, (_, index) => `${index}`)

describe('view', () => {
  it('folds every message and paints once a frame', () => {
    let frame = () => {}
    vi.stubGlobal('requestAnimationFrame', (callback: () => void) => {
      frame = callback
      return 1
    })
    vi.stubGlobal('cancelAnimationFrame', () => {})
    const { socket, server } = serve()
    const count = view(socket, (total) => total + 1, 0)
    const shown: number[] = []
    count.subscribe(() => shown.push(count.get()))
    server.last.accept()
    for (const message of burst(1000)) server.last.send(message)
    expect([shown, count.get()]).toEqual([[], 0])
    frame()
    expect([shown, count.get()]).toEqual([[1000], 1000])
    server.last.send('x')
    frame()
    frame()
    expect(shown).toEqual([1000, 1001])
  })

  it('paints after 100 ms where no frame comes', () => {
    vi.stubGlobal('requestAnimationFrame', () => 1)
    vi.stubGlobal('cancelAnimationFrame', () => {})
    const { socket, server } = serve()
    const latest = view(socket, (_, data: unknown) => data, undefined as unknown)
    latest.subscribe(() => {})
    server.last.accept()
    server.last.send('x')
    vi.advanceTimersByTime(99)
    expect(latest.get()).toBeUndefined()
    vi.advanceTimersByTime(1)
    expect(latest.get()).toBe('x')
  })

  it("'every' shows each message, one a microtask, behind what showing queued", async () => {
    vi.useRealTimers()
    const { socket, server } = serve()
    const latest = view(socket, (_, data: unknown) => data, undefined as unknown, 'every')
    const shown: unknown[] = []
    latest.subscribe(() => {
      shown.push(latest.get())
      queueMicrotask(() => shown.push(`rendered ${latest.get()}`))
    })
    server.last.accept()
    server.last.send('1')
    server.last.send('2')
    server.last.send('3')
    expect(shown).toEqual([])
    await new Promise((resolve) => setTimeout(resolve))
    expect(shown).toEqual(['1', 'rendered 1', '2', 'rendered 2', '3', 'rendered 3'])
  })

  it('a number paints at most once in so many milliseconds', () => {
    const { socket, server } = serve()
    const count = view(socket, (total) => total + 1, 0, 250)
    const shown: number[] = []
    count.subscribe(() => shown.push(count.get()))
    server.last.accept()
    server.last.send('1')
    server.last.send('2')
    vi.advanceTimersByTime(249)
    server.last.send('3')
    expect(shown).toEqual([])
    vi.advanceTimersByTime(1)
    expect(shown).toEqual([3])
    vi.advanceTimersByTime(1000)
    expect(shown).toEqual([3])
  })

  it('flushPaint paints now, whatever waits', () => {
    const { socket, server } = serve()
    const shown: unknown[] = []
    for (const delivery of ['frame', 500] as const) {
      const latest = view(socket, (_, data: unknown) => data, undefined as unknown, delivery)
      latest.subscribe(() => shown.push([delivery, latest.get()]))
    }
    server.last.accept()
    server.last.send('x')
    flushPaint()
    vi.runAllTimers()
    expect(shown).toEqual([
      ['frame', 'x'],
      [500, 'x'],
    ])
  })

  it('is a lease while somebody watches, and keeps its value', async () => {
    const { socket, clock, server } = serve()
    const latest = view(socket, (_, data: unknown) => data, undefined as unknown)
    expect(socket.state.phase).toBe('idle')
    const stops = [latest.subscribe(() => {}), latest.subscribe(() => {})]
    server.last.accept()
    server.last.send('x')
    for (const stop of stops) stop()
    stops[0]?.()
    vi.useRealTimers()
    await clock.advance(0)
    expect([socket.state.phase, latest.get()]).toEqual(['idle', 'x'])
  })

  it('a watcher that throws hurts no other', async () => {
    const errors: unknown[] = []
    config.onUnhandledError = (error) => errors.push(error)
    const { socket, server } = serve()
    const shown: unknown[] = []
    view(socket, (_, data: unknown) => data, undefined as unknown).subscribe(() => {
      throw new Error('boom')
    })
    view(socket, (_, data: unknown) => data, undefined as unknown).subscribe(() => shown.push('other'))
    server.last.accept()
    server.last.send('x')
    flushPaint()
    vi.runAllTimers()
    expect([shown, errors.length]).toEqual([['other'], 1])
  })

  it('refuses another delivery', () => {
    const { socket } = serve()
    for (const delivery of ['slow', -1, Number.NaN]) {
      expect(() => view(socket, (n) => n, 0, delivery as never)).toThrow(OptionError)
    }
  })
})

describe('statusView', () => {
  it('has -1 without a URL, 0 while idle, and no lease', () => {
    expect(statusView(null).get()).toBe(NO_STATUS)
    expect(NO_STATUS.readyState).toBe(-1)
    const { socket } = serve()
    const status = statusView(socket)
    status.subscribe(() => {})
    expect(status.get()).toEqual({ state: { phase: 'idle' }, readyState: 0, error: undefined })
    expect(socket.state.phase).toBe('idle')
  })

  it('tells a transition at once, after what waits to be painted', () => {
    const { socket, server } = serve()
    const log: unknown[] = []
    const latest = view(socket, (_, data: unknown) => data, undefined as unknown)
    const status = statusView(socket)
    latest.subscribe(() => log.push(latest.get()))
    status.subscribe(() => log.push(status.get().readyState))
    server.last.accept()
    server.last.send('last words')
    server.last.drop()
    expect(log).toEqual([1, 'last words', 3])
  })

  it('answers the same object until something changes', () => {
    const { socket, server } = serve()
    const status = statusView(socket)
    const before = status.get()
    expect(status.get()).toBe(before)
    socket.open()
    expect(status.get()).not.toBe(before)
    server.last.accept()
    expect(status.get()).toBe(status.get())
  })

  it('shows the last error until it is open again', () => {
    const { socket, server } = serve({ codec: json() } as never)
    const status = statusView(socket)
    let told = 0
    status.subscribe(() => told++)
    socket.data$.subscribe()
    server.last.accept()
    server.last.send('no JSON')
    expect(told).toBe(2)
    flushPaint()
    expect([told, status.get().error?.code]).toEqual([3, 'decode'])
    server.last.drop()
    expect(status.get().error?.code).toBe('decode')
    socket.reconnect()
    server.last.accept()
    expect(status.get().error).toBeUndefined()
    server.last.close(4403)
    expect(status.get().error?.code).toBe('closed')
  })
})

it('a status that is watched again does not show what is over', () => {
  const { socket, server } = serve()
  const status = statusView(socket)
  const stop = status.subscribe(() => {})
  socket.open()
  server.last.refuse()
  flushPaint()
  expect(status.get().error?.code).toBe('refused')
  stop()
  socket.reconnect()
  server.last.accept()
  status.subscribe(() => {})
  expect(status.get().error).toBeUndefined()
  server.last.close(4403)
  expect(status.get().error?.code).toBe('closed')
})

describe('listen', () => {
  it('calls the handlers as they are now, every message, across close and open', () => {
    const { socket, server, clock } = serve()
    const log: unknown[] = []
    let name = 'a'
    const listening = listen(socket, () => ({
      onMessage: (data) => log.push([name, data]),
      onOpen: () => log.push('open'),
      onClose: ({ code }) => log.push(code),
      onError: (error) => log.push(error.code),
    }))
    server.last.accept()
    for (const message of burst(1000)) server.last.send(message)
    expect(log).toEqual(['open', ...burst(1000).map((data) => ['a', data])])
    log.length = 0
    name = 'b'
    socket.close(1000)
    clock.tick(0)
    const lease = socket.open()
    server.last.accept()
    server.last.send('x')
    server.last.fail()
    expect(log).toEqual([1000, 'open', ['b', 'x'], 'transport', 1006])
    socket.reconnect()
    server.last.accept()
    listening.unsubscribe()
    server.last.send('y')
    expect(log.slice(5)).toEqual(['open'])
    lease.unsubscribe()
  })
})

import { describe, expect, it, vi } from 'vitest'
import type { EverwireError } from './errors.ts'
import type { AnySocket } from './observable-web-socket.ts'
import { type Served, serve } from './testing-tools/serve.ts'

const node = { transport: 'NodeWebSocketCtor' } as const

/** The transport in use, as something that fires events, standard or not. */
const transportOf = ({ raw }: AnySocket): EventTarget => raw as unknown as EventTarget

/** As no transport should that was closed before. */
function openLate(transport: EventTarget): void {
  Object.assign(transport, { readyState: 1 })
  transport.dispatchEvent(new Event('open'))
}

describe('leases', () => {
  it('data$, message$, a send and open() dial; windows do not', () => {
    const { socket, server } = serve()
    for (const window of [socket.open$, socket.error$, socket.close$, socket.state$, socket.url$]) {
      ;(window as typeof socket.state$).subscribe()
    }
    socket.on('open', () => {})
    socket.on('state', () => {})
    expect(server.connections).toHaveLength(0)
    for (const lease of ['data$', 'message$', 'open', 'send', 'on'] as const) {
      const { socket, server } = serve()
      if (lease === 'open') socket.open()
      else if (lease === 'send') socket.send('x')
      else if (lease === 'on') socket.on('data', () => {})
      else (socket[lease] as typeof socket.data$).subscribe()
      expect(server.connections, lease).toHaveLength(1)
    }
  })

  it('hang up one macrotask after the last one is released, to idle', async () => {
    const { socket, server, clock } = serve()
    const closes: unknown[] = []
    socket.close$.subscribe((event) => closes.push(event))
    const one = socket.data$.subscribe()
    const two = socket.open()
    server.last.accept()
    one.unsubscribe()
    await clock.advance(100)
    expect(socket.state.phase).toBe('open')
    two.unsubscribe()
    two.unsubscribe()
    expect(socket.state.phase).toBe('open')
    await clock.advance(0)
    expect(socket.state).toEqual({ phase: 'idle' })
    expect(server.last.ending).toEqual({ code: 1000, reason: '', wasClean: true })
    expect(closes).toEqual([])
    expect(clock.pending).toBe(0)
  })

  it('a new lease within linger is no new dial', async () => {
    const { socket, server, clock } = serve({ linger: 1000 })
    socket.data$.subscribe().unsubscribe()
    await clock.advance(999)
    const seen: unknown[] = []
    socket.data$.subscribe((data) => seen.push(data))
    await clock.advance(60)
    server.last.accept()
    server.last.send('x')
    expect([server.connections.length, seen]).toEqual([1, ['x']])
  })

  it('a new lease after hanging up dials anew, and the old connection is heard no more', async () => {
    const { socket, server, clock } = serve()
    const lease = socket.data$.subscribe()
    const old = transportOf(socket)
    lease.unsubscribe()
    await clock.advance(0)
    const seen: unknown[] = []
    socket.data$.subscribe((data) => seen.push(data))
    openLate(old)
    old.dispatchEvent(new MessageEvent('message', { data: 'old' }))
    old.dispatchEvent(Object.assign(new Event('close'), { code: 4403, reason: '', wasClean: true }))
    server.last.accept()
    server.last.send('new')
    expect(seen).toEqual(['new'])
  })

  it('releasing while it waits stops the waiting', async () => {
    const { socket, server, clock } = serve()
    const lease = socket.data$.subscribe()
    server.last.drop()
    lease.unsubscribe()
    await clock.advance(60_000)
    expect([socket.state.phase, server.connections.length, clock.pending]).toEqual(['idle', 1, 0])
  })
})

describe('reconnection', () => {
  it('waits by the policy, counts attempts, and tells why', async () => {
    const delays: unknown[] = []
    const { socket, server, clock } = serve({
      reconnect: (attempt, cause) => {
        delays.push([attempt, cause.type])
        return attempt * 100
      },
    })
    const phases: unknown[] = []
    socket.state$.subscribe((state) => phases.push('attempt' in state ? [state.phase, state.attempt] : state.phase))
    socket.data$.subscribe()
    server.last.accept()
    server.last.drop()
    expect(socket.state).toEqual({
      phase: 'waiting',
      attempt: 1,
      delay: 100,
      retryAt: clock.now() + 100,
      cause: { type: 'closed', code: 1006, reason: '', wasClean: false },
    })
    expect(Object.isFrozen(socket.state)).toBe(true)
    await clock.advance(99)
    expect(server.connections).toHaveLength(1)
    await clock.advance(1)
    server.last.refuse()
    await clock.advance(200)
    server.last.accept()
    expect(delays).toEqual([
      [1, 'closed'],
      [2, 'refused'],
    ])
    expect(phases).toEqual([
      'idle',
      ['connecting', 0],
      ['open', 0],
      ['waiting', 1],
      ['connecting', 1],
      ['waiting', 2],
      ['connecting', 2],
      ['open', 2],
    ])
  })

  it('forgets failures after 5 s of open, not before', async () => {
    const { socket, server, clock } = serve()
    socket.data$.subscribe()
    server.last.drop()
    await clock.advance(1000)
    server.last.accept()
    await clock.advance(4999)
    server.last.drop()
    expect(socket.state).toMatchObject({ attempt: 2 })
    await clock.advance(1000)
    server.last.accept()
    await clock.advance(5000)
    server.last.drop()
    expect(socket.state).toMatchObject({ attempt: 1 })
  })

  it('forgets failures when nobody wants it any more', async () => {
    const { socket, server, clock } = serve()
    const lease = socket.data$.subscribe()
    server.last.drop()
    await clock.advance(1000)
    server.last.drop()
    lease.unsubscribe()
    await clock.advance(0)
    socket.data$.subscribe()
    expect(socket.state).toEqual({ phase: 'connecting', attempt: 0 })
  })

  it('reconnect() ends the waiting at once; without a lease it does nothing', () => {
    const { socket, server } = serve()
    socket.reconnect()
    expect(server.connections).toHaveLength(0)
    socket.data$.subscribe()
    server.last.drop()
    socket.reconnect()
    expect([socket.state.phase, server.connections.length]).toEqual(['connecting', 2])
  })

  it('reconnect() does not undo close(), whoever holds it; open() does', () => {
    for (const end of [true, false]) {
      const { socket, server, clock } = serve()
      socket.on('data', () => {})
      socket.open()
      server.last.accept()
      socket.close()
      if (end) clock.tick(0)
      const { phase } = socket.state
      socket.reconnect()
      socket.reconnect({ overlap: true })
      expect([socket.state.phase, server.connections.length]).toEqual([phase, 1])
      socket.open()
      expect([socket.state.phase, server.connections.length]).toEqual(['connecting', 2])
      socket.reconnect()
      expect(server.connections).toHaveLength(3)
    }
  })

  it('gives up an attempt after connectTimeout', async () => {
    const { socket, server, clock } = serve({ connectTimeout: 500 })
    const errors: EverwireError[] = []
    socket.error$.subscribe((error) => errors.push(error))
    socket.data$.subscribe()
    const late = transportOf(socket)
    await clock.advance(500)
    expect(socket.state).toMatchObject({ phase: 'waiting', cause: { type: 'timeout' } })
    expect(errors.map((error) => error.code)).toEqual(['timeout'])
    expect(server.last.ending).not.toBeNull()
    openLate(late)
    expect(socket.state.phase).toBe('waiting')
  })

  it("honours a refused handshake's retryAfter and tells its status", () => {
    const { socket, server } = serve({}, node)
    socket.data$.subscribe()
    server.last.refuse({ status: 503, retryAfter: 5000 })
    expect(socket.state).toMatchObject({ cause: { type: 'refused', status: 503, retryAfter: 5000 }, delay: 6000 })
  })

  it('survives a policy that throws or answers nonsense', () => {
    const errors: EverwireError[] = []
    const throwing = serve({
      reconnect: () => {
        throw new Error('boom')
      },
    })
    throwing.socket.error$.subscribe((error) => errors.push(error))
    throwing.socket.data$.subscribe()
    throwing.server.last.drop()
    expect(throwing.socket.state).toMatchObject({ phase: 'waiting', delay: 4000 })
    expect(errors.at(-1)?.message).toContain('reconnect')
    for (const nonsense of [Number.NaN, -1, 'soon']) {
      const { socket, server } = serve({ reconnect: () => nonsense as number })
      socket.data$.subscribe()
      server.last.drop()
      expect(socket.state).toMatchObject({ phase: 'waiting', delay: 4000 })
    }
  })
})

describe('option functions', () => {
  const wrong: [option: 'url' | 'protocols' | 'query' | 'headers', answer: unknown][] = [
    ['url', undefined],
    ['url', 5],
    ['url', () => 'wss://example.com'],
    ['protocols', 5],
    ['protocols', ['a', 5]],
    ['query', 'token=hunter2'],
    ['query', null],
    ['headers', 'authorization: hunter2'],
  ]
  describe.each([
    ['answers', (answer: unknown) => () => answer],
    ['promises', (answer: unknown) => () => Promise.resolve(answer)],
  ])('what one of them %s is looked at', (_, answering) => {
    it.each(wrong)('%s: %o', async (option, answer) => {
      let asked = 0
      const good = { url: 'wss://example.com/', protocols: ['chat'], query: { a: 'b' }, headers: { a: 'b' } }
      const ask = () => (asked++ === 0 ? answering(answer)() : good[option])
      const { url = good.url, ...options } = { [option]: ask } as Record<string, never>
      const { socket, server, clock } = serve(options, { url })
      const errors: EverwireError[] = []
      socket.error$.subscribe((error) => errors.push(error))
      socket.data$.subscribe()
      await clock.advance(1)
      expect(errors).toMatchObject([{ name: 'OptionError', option }])
      expect(errors[0]?.message).toMatch(/^`\w+` is .+; allowed: .+\.$/)
      expect(errors[0]?.message).not.toContain('hunter2')
      expect([server.connections.length, socket.state]).toMatchObject([
        0,
        { phase: 'waiting', cause: { type: 'options', error: errors[0] } },
      ])
      await clock.advance(1000)
      expect([server.connections.length, errors.length]).toEqual([1, 1])
    })
  })

  it('are asked anew for each attempt, with the attempt, its cause and a signal', async () => {
    const asked: unknown[] = []
    const url = ({ attempt, cause, signal }: { attempt: number; cause: unknown; signal: AbortSignal }) => {
      asked.push([attempt, (cause as { type?: string } | undefined)?.type, signal.aborted])
      return `wss://example.com/${attempt}`
    }
    const { socket, server, clock } = serve({ query: async () => ({ token: 'a b' }) }, { url: url as never })
    socket.data$.subscribe()
    await clock.advance(0)
    expect(server.last.url).toBe('wss://example.com/0?token=a+b')
    server.last.drop()
    await clock.advance(1000)
    expect(server.last.url).toBe('wss://example.com/1?token=a+b')
    expect(asked).toEqual([
      [0, undefined, false],
      [1, 'refused', false],
    ])
  })

  it.each([
    ['reconnect()', ({ socket }: Served) => socket.reconnect()],
    [
      'close() and open()',
      ({ socket }: Served) => {
        socket.close()
        socket.open()
      },
    ],
  ])('hear of no cause where a connection that was open was replaced by %s', async (_, replace) => {
    const causes: unknown[] = []
    const served = serve({
      protocols: ({ cause }) => {
        causes.push(cause?.type)
        return []
      },
    })
    const { socket, server, clock } = served
    socket.open()
    server.last.drop()
    await clock.advance(1000)
    server.last.accept()
    replace(served)
    await clock.advance(0)
    expect(causes).toEqual([undefined, 'refused', undefined])
  })

  it('hear of no cause once a connection that was open was hung up', async () => {
    const causes: unknown[] = []
    const { socket, server, clock } = serve({
      protocols: ({ cause }) => {
        causes.push(cause?.type)
        return []
      },
    })
    const lease = socket.open()
    server.last.drop()
    await clock.advance(1000)
    server.last.accept()
    lease.unsubscribe()
    await clock.advance(60_000)
    socket.open()
    expect(causes).toEqual([undefined, 'refused', undefined])
  })

  it('reach the constructor: protocols, headers and transportOptions', () => {
    const { socket, server } = serve({
      protocols: () => ['a', 'b'],
      headers: { 'x-a': '1' },
      transportOptions: { deflate: 1 },
    })
    socket.data$.subscribe()
    expect(server.last.protocols).toEqual(['a', 'b'])
    expect(server.last.options).toEqual({ deflate: 1, headers: { 'x-a': '1' } })
  })

  it('that throw, reject or hang are failed attempts', async () => {
    const boom = new Error('boom')
    const failing = [
      () => {
        throw boom
      },
      () => Promise.reject(boom),
    ]
    for (const query of failing) {
      const { socket, server, clock } = serve({ query })
      const errors: EverwireError[] = []
      socket.error$.subscribe((error) => errors.push(error))
      socket.data$.subscribe()
      await clock.advance(0)
      expect(socket.state).toMatchObject({ phase: 'waiting', cause: { type: 'options', error: boom } })
      expect(errors[0]).toMatchObject({ code: 'options', cause: boom })
      await clock.advance(5000)
      expect(server.connections).toHaveLength(0)
    }
    let signal: AbortSignal | undefined
    const { socket, clock } = serve({
      query: (attempt) => {
        signal = attempt.signal
        return new Promise(() => {})
      },
    })
    socket.data$.subscribe()
    await clock.advance(10_000)
    expect(socket.state).toMatchObject({ phase: 'waiting', cause: { type: 'timeout' } })
    expect(signal?.aborted).toBe(true)
  })

  it('that fail together are heard together: nothing is left unhandled', async () => {
    const unhandled = vi.fn()
    process.on('unhandledRejection', unhandled)
    const boom = () => {
      throw new Error('boom')
    }
    const { socket, clock } = serve({ query: boom, protocols: () => Promise.reject(new Error('other')) })
    socket.data$.subscribe()
    await clock.advance(0)
    await new Promise((resolve) => setTimeout(resolve))
    process.off('unhandledRejection', unhandled)
    expect([socket.state.phase, unhandled.mock.calls]).toEqual(['waiting', []])
  })

  it('that answer late meet a transport that cannot be listened to, and say so', async () => {
    const Odd = class {} as never
    const { socket, clock } = serve({ query: async () => ({}), WebSocketCtor: Odd })
    const errors: EverwireError[] = []
    socket.error$.subscribe((error) => errors.push(error))
    socket.data$.subscribe()
    await clock.advance(0)
    expect([socket.state.phase, errors[0]?.code]).toEqual(['waiting', 'options'])
  })

  it('that answer late find nobody', async () => {
    let answer = (_: Record<string, string>) => {}
    const query = () => new Promise<Record<string, string>>((resolve) => (answer = resolve))
    const { socket, server, clock } = serve({ query })
    const lease = socket.data$.subscribe()
    lease.unsubscribe()
    await clock.advance(0)
    answer({})
    await clock.advance(0)
    expect(server.connections).toHaveLength(0)
  })
})

describe('close codes', () => {
  const first = (code: number, options: Parameters<typeof serve>[0] = {}) => {
    const { socket, server } = serve(options)
    socket.data$.subscribe()
    server.last.accept()
    server.last.close(code)
    return socket.state
  }

  it.each([1002, 1003, 1007, 1009, 1010, 4007, 4400, 4403, 4409, 4413])('%d is final', (code) => {
    expect(first(code)).toMatchObject({ phase: 'closed', code })
  })

  it.each([1000, 1001, 1005, 1006, 1011, 1014, 3000, 4000])('%d is retried by the policy', (code) => {
    expect(first(code)).toMatchObject({ phase: 'waiting', delay: 1000 })
  })

  it.each([1012, 1013, 4429])('%d spreads over 30 s', (code) => {
    expect(first(code)).toMatchObject({ phase: 'waiting', delay: 15_000 })
  })

  it.each([1008, 4401])('%d is final without anything to ask anew', (code) => {
    expect(first(code)).toMatchObject({ phase: 'closed', code })
  })

  it('may be given another meaning', () => {
    expect(first(4403, { closeCodes: { 4403: 'retry' } })).toMatchObject({ phase: 'waiting' })
    expect(first(4000, { closeCodes: { 4000: 'final' } })).toMatchObject({ phase: 'closed' })
  })

  it('for credentials asks once until 5 s of open, for a refused handshake alike', async () => {
    const { socket, server, clock } = serve({ query: () => ({ token: 'x' }) }, node)
    socket.data$.subscribe()
    server.last.accept()
    server.last.close(4401)
    expect(socket.state.phase).toBe('waiting')
    await clock.advance(1000)
    server.last.accept()
    await clock.advance(5000)
    server.last.close(1008)
    expect(socket.state.phase).toBe('waiting')
    await clock.advance(1000)
    server.last.refuse({ status: 401 })
    expect(socket.state.phase).toBe('closed')
  })
})

describe('a missing constructor', () => {
  it('fails when dialling, never when constructing, and says what to pass', async () => {
    vi.stubGlobal('WebSocket', undefined)
    const { socket, clock } = serve({ WebSocketCtor: undefined } as never)
    const errors: EverwireError[] = []
    socket.error$.subscribe((error) => errors.push(error))
    expect(socket.state.phase).toBe('idle')
    socket.data$.subscribe()
    await clock.advance(0)
    expect(errors[0]).toMatchObject({ code: 'constructor' })
    expect(errors[0]?.message).toContain('WebSocketCtor')
    expect(socket.state).toMatchObject({
      phase: 'closed',
      error: { message: expect.stringContaining('WebSocketCtor') },
    })
    await clock.advance(60_000)
    vi.unstubAllGlobals()
  })

  it('that throws is hopeless, unless a function may answer better next time', async () => {
    const Throwing = function Throwing() {
      throw new DOMException('bad url', 'SyntaxError')
    } as never
    const one = serve({ WebSocketCtor: Throwing })
    one.socket.data$.subscribe()
    await one.clock.advance(0)
    expect(one.socket.state.phase).toBe('closed')
    const two = serve({ WebSocketCtor: Throwing, query: () => ({}) })
    two.socket.data$.subscribe()
    await two.clock.advance(0)
    expect(two.socket.state.phase).toBe('waiting')
  })

  it.each([
    ['two leases', (socket: AnySocket) => [socket.on('data', () => {}), socket.on('data', () => {})]],
    ['open()', (socket: AnySocket) => [socket.open()]],
  ] as const)('that throws is tried once for %s', async (_, lease) => {
    let dials = 0
    const Throwing = function Throwing() {
      dials++
      throw new DOMException('bad url', 'SyntaxError')
    } as never
    const { socket, clock } = serve({ WebSocketCtor: Throwing })
    const errors: EverwireError[] = []
    socket.error$.subscribe((error) => errors.push(error))
    lease(socket)
    await clock.advance(60_000)
    expect([dials, errors.map(({ code }) => code), socket.state.phase]).toEqual([1, ['options', 'closed'], 'closed'])
  })

  it('is as hopeless where the URL cannot take its query', async () => {
    const { socket, clock } = serve({ query: { a: 'b' } }, { url: 'not a url' })
    socket.open()
    await clock.advance(0)
    expect([socket.state.phase, clock.pending]).toEqual(['closed', 0])
  })
})

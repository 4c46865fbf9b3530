// What follows each end: the state, the delay, and what the user sees, by close code and by cause.
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Cause } from './connection-state.ts'
import type { RawWebSocketOptions } from './options.ts'
import type { Signal } from './signals.ts'
import {
  accepts,
  type Behaviour,
  closesWith,
  cutsAfter,
  fakeServer,
  halfOpen,
  refuses,
  silent,
  VirtualClock,
} from './testing/index.ts'
import { webSocket } from './web-socket.ts'

interface Row {
  /** What the server does; what comes after that is accepted. */
  readonly server: Behaviour
  readonly options?: RawWebSocketOptions
  /** In so many milliseconds it has happened; default at once. */
  readonly within?: number
  /** What the device says, at once when the connection is open. */
  readonly device?: Signal
  /** The delay of the retry; null: the end for good. */
  readonly delay: number | null
  readonly cause?: Cause
  /** What `error$` says, by codes. */
  readonly errors?: readonly string[]
  /** The code of `close$`; null: there was no connection that could end, so no event. */
  readonly close: number | null
}

// With chance in the middle of its range the policy's first delay is 4 s, that of 'eager' 0.75 s.
const POLICY = 4000
const closed = (code: number): Row => ({ server: closesWith(code, 'why'), delay: POLICY, close: code })
const final = (code: number): Row => ({ ...closed(code), delay: null })
const spread = (code: number): Row => ({ ...closed(code), delay: 15_000 })
const tokens = { query: () => ({ token: 'fresh' }) }
const refused = (status: number, retryAfter?: number): Row => ({
  server: refuses(status, retryAfter === undefined ? {} : { retryAfter }),
  delay: POLICY + (retryAfter ?? 0),
  cause: { type: 'refused', status, ...(retryAfter !== undefined && { retryAfter }) },
  errors: ['refused'],
  close: 1006,
})
const boom = new Error('boom')

const rows: Record<string, Row> = {
  // RFC 6455, 7.4.1.
  '1000 normal closure': closed(1000),
  '1001 going away': closed(1001),
  '1002 protocol error': final(1002),
  '1003 unsupported data': final(1003),
  '1005 no code': closed(1005),
  '1006 no close frame': {
    server: cutsAfter(1),
    delay: POLICY,
    cause: { type: 'closed', code: 1006, reason: '', wasClean: false },
    close: 1006,
  },
  '1007 invalid payload': final(1007),
  '1008 policy violation': final(1008),
  '1008 with something to ask anew': { ...closed(1008), options: tokens },
  '1009 too big': final(1009),
  '1010 extension missing': final(1010),
  '1011 internal error': closed(1011),
  '1012 service restart': spread(1012),
  '1013 try again later': spread(1013),
  '1014 bad gateway': closed(1014),
  'a code that nobody defined': closed(1004),
  'a code of a framework': closed(3000),
  'a code of an application': closed(4000),
  '4007 not to be decoded': final(4007),
  '4400 bad request': final(4400),
  '4401 unauthorized': final(4401),
  '4401 with something to ask anew': { ...closed(4401), options: tokens },
  '4403 forbidden': final(4403),
  '4409 conflict': final(4409),
  '4413 too large': final(4413),
  '4429 too many requests': spread(4429),
  "a code that is the user's to judge: final": { ...final(4000), options: { closeCodes: { 4000: 'final' } } },
  "a code that is the user's to judge: retry": { ...closed(4403), options: { closeCodes: { 4403: 'retry' } } },

  'refused, nobody knows why': {
    server: refuses(),
    delay: POLICY,
    cause: { type: 'refused' },
    errors: ['refused'],
    close: 1006,
  },
  'refused with 500': refused(500),
  'refused with 503 and Retry-After': refused(503, 7000),
  'refused with 401': { ...refused(401), delay: null },
  'refused with 401, with something to ask anew': { ...refused(401), options: tokens },
  'refused with 403': { ...refused(403), delay: null },
  'no answer to the handshake': {
    server: silent(),
    within: 10_000,
    delay: POLICY,
    cause: { type: 'timeout' },
    errors: ['timeout'],
    close: null,
  },
  'a peer that fell silent': {
    server: halfOpen(),
    within: 35_000,
    delay: POLICY,
    cause: { type: 'dead' },
    errors: ['dead'],
    close: 1006,
  },
  'a cut while the device has no network': {
    server: cutsAfter(1),
    device: 'offline',
    delay: POLICY,
    cause: { type: 'offline' },
    close: 1006,
  },
  'an option function that throws': {
    server: accepts(),
    options: {
      query: () => {
        throw boom
      },
    },
    delay: POLICY,
    cause: { type: 'options', error: boom },
    errors: ['options'],
    close: null,
  },
  "'eager'": { ...closed(1006), server: cutsAfter(1), options: { reconnect: 'eager' }, delay: 750 },
  'a policy of its own': { ...closed(1000), options: { reconnect: (attempt) => attempt * 77 }, delay: 77 },
  'a policy that stops': { ...final(1011), options: { reconnect: () => 'stop' } },
  'no reconnection': { ...final(1011), options: { reconnect: false } },
}

async function run({ server: behaviour, options = {}, within = 0, device }: Row) {
  const clock = new VirtualClock()
  const server = fakeServer(clock, behaviour, accepts())
  let emit = (_: Signal): void => {}
  const socket = webSocket('wss://example.com/', {
    clock,
    random: () => 0.5,
    WebSocketCtor: server.NodeWebSocketCtor,
    signals: (tell) => {
      emit = tell
      return () => {}
    },
    ...options,
  })
  const errors: string[] = []
  const closes: number[] = []
  let data = 'goes on'
  socket.error$.subscribe(({ code }) => errors.push(code))
  socket.close$.subscribe(({ code }) => closes.push(code))
  socket.data$.subscribe({
    error: (error: Error) => (data = error.name),
    complete: () => (data = 'completes'),
  })
  await clock.advance(0)
  if (device) emit(device)
  // What cuts it is its first message.
  if (behaviour.cutAfter !== undefined) socket.send('long enough to be cut')
  await clock.advance(0)
  for (const end = clock.now() + within; clock.now() < end && socket.state.phase !== 'waiting'; )
    await clock.advance(50)
  return { clock, server, socket, errors, closes, data: () => data, emit }
}

describe('after', () => {
  it.each(Object.entries(rows))('%s', async (_, row) => {
    const { clock, server, socket, errors, closes, data } = await run(row)
    const { delay, cause, close } = row
    if (delay === null) {
      expect(socket.state).toMatchObject({
        phase: 'closed',
        code: close,
        error: { name: 'ClosedError', closeCode: close },
      })
      expect([data(), errors.at(-1)]).toEqual(['ClosedError', 'closed'])
      expect(errors.slice(0, -1)).toEqual(row.errors ?? [])
      await clock.advance(3_600_000)
      expect(server.connections).toHaveLength(1)
    } else {
      expect(socket.state).toMatchObject({
        phase: 'waiting',
        attempt: 1,
        delay,
        cause: cause ?? { type: 'closed', code: close },
      })
      expect([data(), errors]).toEqual(['goes on', row.errors ?? []])
      if (row.options?.query && cause?.type === 'options') return
      const dialled = server.connections.length
      await clock.advance(delay - 1)
      expect(server.connections).toHaveLength(dialled)
      await clock.advance(1)
      expect([server.connections.length, socket.state.phase]).toEqual([dialled + 1, 'open'])
    }
    expect(closes).toEqual(close === null ? [] : [close])
  })
})

it('without reconnection a clean, normal end is none for the worse', async () => {
  for (const code of [1000, 1001, 1005]) {
    const { socket, errors, closes, data } = await run({ ...closed(code), options: { reconnect: false } })
    expect([socket.state.phase, errors, closes, data()]).toEqual(['closed', [], [code], 'completes'])
    expect(socket.state).not.toHaveProperty('error')
  }
})

it.each([Number.NaN, -1, 1, Number.POSITIVE_INFINITY])(
  'a chance of %s makes no loop without a pause',
  async (value) => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5)
    onTestFinished(() => void vi.restoreAllMocks())
    const random = () => value
    for (const row of [refused(500), spread(1012)]) {
      const { socket } = await run({ ...row, options: { random } })
      expect(socket.state).toMatchObject({ phase: 'waiting', delay: row.delay })
    }
    const { socket, emit } = await run({ ...refused(500), options: { random, reconnect: () => 60_000 } })
    emit('online')
    expect(socket.state).toMatchObject({ phase: 'waiting', delay: 400 })
  },
)

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { InspectorEvent } from '../inspector.ts'
import type { RawWebSocketOptions } from '../options.ts'
import { webSocket } from '../web-socket.ts'
import type { Behaviour } from './index.ts'
import {
  accepts,
  bursts,
  closesWith,
  cutsAfter,
  fakeServer,
  halfOpen,
  latency,
  refuses,
  replays,
  silent,
  VirtualClock,
} from './index.ts'

const url = 'wss://example.com/feed'

/** What the client does, by the milliseconds at which it does it. */
type Doings = Record<number, (socket: ReturnType<typeof webSocket>) => void>

/** Runs a client against a server in virtual time, and answers what its inspector was told. */
async function record(
  script: readonly Behaviour[],
  { doings = {}, time = 300_000, ...options }: RawWebSocketOptions & { doings?: Doings; time?: number; page?: boolean },
): Promise<InspectorEvent[]> {
  const clock = new VirtualClock(0)
  const server = fakeServer(clock, ...script)
  const trace: InspectorEvent[] = []
  const inspector = { contents: true, next: (event: InspectorEvent) => void trace.push(event) }
  const WebSocketCtor = options.page ? server.WebSocketCtor : server.NodeWebSocketCtor
  const defaults = {
    clock,
    inspector,
    WebSocketCtor,
    random: () => 0.5,
    signals: false as const,
    heartbeat: false as const,
  }
  const socket = webSocket(url, { ...defaults, ...options })
  const subscription = socket.data$.subscribe({ error: () => {} })
  for (const [at, act] of Object.entries(doings)) clock.setTimeout(() => act(socket), Number(at))
  await clock.advance(time)
  subscription.unsubscribe()
  await clock.advance(20_000)
  return trace
}

/** A trace as it can be compared: errors by their codes. */
const plain = (trace: readonly InspectorEvent[]): unknown =>
  JSON.parse(JSON.stringify(trace, (key, value) => (key === 'error' ? value.code : bytes(value))))
const bytes = (value: unknown): unknown => (value instanceof ArrayBuffer ? [...new Uint8Array(value)] : value)

async function playedBack(script: readonly Behaviour[], options: Parameters<typeof record>[1]) {
  const recorded = await record(script, options)
  return { recorded, played: await record(replays(recorded), options) }
}

describe('a trace that is played back is recorded as it was', () => {
  it.each<[string, Behaviour[], Parameters<typeof record>[1]]>([
    ['messages at their times', [{ ...latency(40), ...bursts({ messages: 3, every: 700, message: String }) }], {}],
    [
      'binary messages',
      [bursts({ messages: 1, every: 9000, message: (index) => Uint8Array.of(index, 255).buffer })],
      {},
    ],
    ['a subprotocol and extensions', [accepts({ protocol: 'b', extensions: 'x' })], { protocols: ['a', 'b'] }],
    ['refusals, with status and Retry-After', [refuses(503, { retryAfter: 2000 }), refuses(), accepts()], {}],
    ['a refusal for good', [refuses(403)], {}],
    ['handshakes that nobody answers', [silent(), silent(), accepts()], {}],
    ['a close by the server', [closesWith(1013, 'busy', { after: 1234 }), accepts()], {}],
    ['a wrong close code', [closesWith(1004, 'odd', { after: 10 }), accepts()], {}],
    ['a close for good', [closesWith(4403, 'never', { after: 500 })], {}],
    [
      'a cut in the middle of a message',
      [{ ...bursts({ messages: 1, every: 100, message: () => 'x'.repeat(10) }), ...cutsAfter(45) }, accepts()],
      {},
    ],
    [
      'a peer that fell silent',
      [{ ...bursts({ messages: 1, every: 1000, message: String }), ...halfOpen({ after: 5500 }) }, accepts()],
      { page: true, heartbeat: { interval: 5000, timeout: 8000, message: 'ping' }, time: 20_000 },
    ],
    [
      'a peer that answers no PING any more',
      [{ ...bursts({ messages: 1, every: 1000, message: String }), ...halfOpen({ after: 4500 }) }, accepts()],
      { heartbeat: { interval: 5000, timeout: 8000 }, time: 20_000 },
    ],
    [
      'what the client does itself',
      [accepts()],
      { doings: { 50: (it) => it.send('hello'), 100: (it) => it.reconnect(), 200: (it) => it.close(4000, 'bye') } },
    ],
    [
      'a close that is not answered',
      [halfOpen({ after: 100 })],
      { doings: { 200: (it) => it.close() }, closeTimeout: 3000 },
    ],
    [
      'a connection that is replaced, and one that could not be',
      [accepts(), { ...latency(100), ...bursts({ messages: 1, every: 400, message: String }) }, refuses(500)],
      { doings: { 1000: (it) => it.reconnect({ overlap: true }), 9000: (it) => it.reconnect({ overlap: true }) } },
    ],
    [
      'a connection that fell while it was being replaced',
      [{ ...accepts(), ...cutsAfter(5) }, latency(1000)],
      { doings: { 1000: (it) => it.reconnect({ overlap: true }), 1500: (it) => it.send('too long') } },
    ],
  ])('%s', async (_, script, options) => {
    const { recorded, played } = await playedBack(script, options)
    expect(recorded.length).toBeGreaterThan(3)
    expect(plain(played)).toEqual(plain(recorded))
  })

  it('whatever the server did', async () => {
    const times = fc.integer({ min: 1, max: 20_000 })
    const codes = fc.constantFrom(1000, 1001, 1006, 1008, 1011, 1012, 1013, 3000, 4000, 4001)
    const ends = fc.oneof(
      fc.constant({}),
      fc.tuple(codes, times).map(([code, after]) => closesWith(code, 'reason', { after })),
      // More than the client sends: whether its bytes left it before a cut is not in a trace.
      fc.integer({ min: 100, max: 300 }).map((size) => cutsAfter(size)),
    )
    const talks = fc.oneof(
      fc.constant({}),
      fc
        .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 2000, max: 9000 }))
        .map(([messages, every]) => bursts({ messages, every, message: (index) => `message ${index}` })),
    )
    const starts = fc.oneof(
      fc.constant({}),
      fc.constantFrom(500, 503, 429, undefined).map((status) => refuses(status)),
      fc.constant(silent()),
    )
    const behaviours = fc
      .tuple(fc.integer({ min: 0, max: 500 }), starts, talks, ends)
      .map(([delay, ...parts]): Behaviour => Object.assign({}, latency(delay), ...parts))
    const script = fc.array(behaviours, { minLength: 1, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(script, async (behaviours) => {
        const doings: Doings = { 3000: (it) => it.send('three'), 30000: (it) => it.send(new Uint8Array(50)) }
        const { recorded, played } = await playedBack([...behaviours, accepts()], { doings, time: 120_000 })
        expect(plain(played)).toEqual(plain(recorded))
      }),
      { numRuns: 200 },
    )
  })
})

describe('a trace that went through JSON', () => {
  it('is played back, with messages of the same length where there are no contents', async () => {
    const text = bursts({ messages: 1, every: 1000, message: (index) => ['', '1', 'text'][index] ?? 'x' })
    const recorded = await record([text, refuses(503, { retryAfter: 9000 }), accepts()], { time: 3500 })
    const withoutContents = recorded.map(({ data: _, ...event }: InspectorEvent & { data?: unknown }) => event)
    const trace = JSON.parse(JSON.stringify(withoutContents)) as InspectorEvent[]
    const played = await record(replays(trace), { time: 3500 })
    const messages = played.flatMap((event) => (event.type === 'message' ? [[event.at, event.data]] : []))
    expect(messages).toEqual([
      [1000, ''],
      [2000, '0'],
      [3000, '"xx"'],
    ])
  })

  it('has binary messages of the same length', async () => {
    const recorded = await record([bursts({ messages: 1, every: 1000, message: () => new ArrayBuffer(7) })], {
      time: 1500,
    })
    const played = await record(replays(JSON.parse(JSON.stringify(recorded))), { time: 1500 })
    expect(played.find(({ type }) => type === 'message')).toMatchObject({ format: 'binary', size: 7 })
  })

  it('ends for good where it did, although the status is lost', async () => {
    const recorded = await record([refuses(403)], { time: 1000 })
    const played = await record(replays(JSON.parse(JSON.stringify(recorded))), { time: 1000 })
    expect(plain(played)).toEqual(plain(recorded))
  })
})

it('who dials more often than was recorded gets no answer', async () => {
  const recorded = await record([closesWith(1011, '', { after: 100 })], { time: 200 })
  expect(recorded.filter(({ type }) => type === 'dial')).toHaveLength(1)
  const played = await record(replays(recorded), { time: 8000, reconnect: () => 1000 })
  const phases = played.flatMap((event) => (event.type === 'transition' ? [event.to.phase] : []))
  expect(phases).toEqual(['connecting', 'open', 'waiting', 'connecting', 'idle'])
})

it('a trace of nothing is a server that does nothing', () => {
  expect(replays([])).toEqual([silent()])
})

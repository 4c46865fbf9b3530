import fc from 'fast-check'
import type { Subscription } from 'rxjs'
import { expect, it } from 'vitest'
import { QueueOverflowError } from './errors.ts'
import type { ObservableWebSocket } from './observable-web-socket.ts'
import type { SendOptions } from './options.ts'
import type { SendReceipt } from './receipt.ts'
import type { Signal } from './signals.ts'
import {
  type FakeConnection,
  type FakeServer,
  fakeServer,
  instantDrain,
  silent,
  VirtualClock,
} from './testing/index.ts'
import { webSocket } from './web-socket.ts'
import type { Received, Sendable, WebSocketConstructor, WebSocketLike } from './web-socket-like.ts'

const RUNS = Number(process.env.MODEL_RUNS ?? 10_000)

interface Sent {
  readonly id: string
  readonly receipt: SendReceipt
}

/** The socket under test, the network it sees, and what was observed of both. */
class World {
  readonly clock = new VirtualClock()
  readonly server: FakeServer
  /** What was dialled, in the order of the server's connections. */
  readonly transports: WebSocketLike[] = []
  readonly wire: string[] = []
  readonly sent: Sent[] = []
  readonly leases: Subscription[] = []
  readonly subscribers: { readonly seen: number[]; readonly subscription: Subscription }[] = []
  readonly expected = new Map<object, number[]>()
  readonly signals = new Set<(signal: Signal) => void>()
  delivered = 0
  readonly socket: ObservableWebSocket<Received, Sendable>

  constructor(chance: number) {
    const { clock, transports, wire } = this
    const drain = Math.floor(chance * 10) % 2 === 0 ? instantDrain() : {}
    this.server = fakeServer(clock, { ...silent(), ...drain })
    class Transport extends this.server.WebSocketCtor {
      constructor(...dialled: ConstructorParameters<WebSocketConstructor>) {
        super(...dialled)
        transports.push(this)
      }
      override send(data: Sendable): void {
        super.send(data)
        wire.push(String(data))
      }
    }
    this.socket = webSocket('wss://example.com', {
      WebSocketCtor: Transport,
      clock,
      random: () => chance,
      queue: { messages: 5, overflow: chance < 0.3 ? 'error' : chance < 0.6 ? 'drop-oldest' : 'drop-newest' },
      reconnect: (attempt) => (attempt > 4 ? 'stop' : 100 * attempt),
      signals: (emit) => {
        this.signals.add(emit)
        return () => this.signals.delete(emit)
      },
    })
  }

  /** Transports that were not left or closed. */
  get live(): WebSocketLike[] {
    return this.transports.filter(({ readyState }) => readyState < 2)
  }

  send(options: SendOptions): void {
    const id = String(this.sent.length)
    try {
      this.sent.push({ id, receipt: this.socket.send(id, options) })
    } catch (error) {
      expect(error).toBeInstanceOf(QueueOverflowError)
    }
  }

  subscribe(): void {
    const seen: number[] = []
    const subscription = this.socket.data$.subscribe((data) => seen.push(Number(data)))
    const subscriber = { seen, subscription }
    this.subscribers.push(subscriber)
    this.expected.set(subscriber, [])
  }

  /** On the newest connection that is open, or on the one that it replaced, which is still heard. */
  deliver(index: number): void {
    const open = this.server.connections.filter((_, at) => this.transports[at]?.readyState === 1)
    const connection = open.at(-1 - index)
    if (!connection) return
    const heard = this.socket.state.phase === 'open'
    const message = this.delivered++
    if (heard) {
      for (const subscriber of this.subscribers) {
        if (!subscriber.subscription.closed) this.expected.get(subscriber)?.push(message)
      }
    }
    connection.send(String(message))
  }

  check(): void {
    for (const { id, receipt } of this.sent) {
      const times = this.wire.filter((data) => data === id).length
      // Nothing is doubled; what is said to be sent or unknown was handed over, and what is dropped was not.
      expect(times).toBeLessThanOrEqual(1)
      if (receipt.status === 'sent' || receipt.status === 'unknown') expect(times).toBe(1)
      if (receipt.status === 'dropped') expect(times).toBe(0)
      if (receipt.status === 'dropped' || receipt.status === 'unknown') expect(receipt.why).toBeDefined()
    }
    // Nothing is reordered.
    const order = this.wire.map(Number)
    expect(order).toEqual([...order].sort((a, b) => a - b))
    for (const subscriber of this.subscribers) expect(subscriber.seen).toEqual(this.expected.get(subscriber))
    // One in use, one that is to replace it, one that it replaced.
    expect(this.live.length).toBeLessThanOrEqual(3)
    // Who holds it is connected, or will be; whom nobody holds is left alone once it has lingered.
    const held = [...this.leases, ...this.subscribers.map(({ subscription }) => subscription)].some(
      ({ closed }) => !closed,
    )
    if (held) expect(this.socket.state.phase).not.toBe('idle')
  }

  finish(): void {
    for (const { subscription } of this.subscribers) subscription.unsubscribe()
    for (const lease of this.leases) lease.unsubscribe()
    for (const [index, connection] of this.server.connections.entries()) {
      if (this.transports[index]?.readyState === 0) connection.accept()
      connection.resume()
    }
    this.clock.tick(60_000)
    this.socket.close()
    this.clock.tick(60_000)
    this.check()
    expect(this.sent.filter(({ receipt }) => receipt.status === 'queued')).toEqual([])
    expect([this.clock.pending, this.signals.size, this.live.length]).toEqual([0, 0, 0])
  }
}

type Step = readonly [name: string, act: (world: World) => void]

/** The newest connection, or the one before it. */
const newest = ({ server: { connections } }: World, index: number) => connections.at(-1 - index)
const readyState = ({ server, transports }: World, connection: FakeConnection) =>
  transports[server.connections.indexOf(connection)]?.readyState
const pick = fc.nat(1)
const isOpen = ({ subscription }: { readonly subscription: Subscription }) => !subscription.closed
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.constant<Step>(['subscribe', (world) => world.subscribe()]),
  fc.constant<Step>(['unsubscribe', (world) => world.subscribers.filter(isOpen).at(-1)?.subscription.unsubscribe()]),
  fc.constant<Step>(['open', (world) => void world.leases.push(world.socket.open())]),
  fc.constant<Step>([
    'release',
    (world) =>
      world.leases
        .filter(({ closed }) => !closed)
        .at(-1)
        ?.unsubscribe(),
  ]),
  fc
    .record(
      { ttl: fc.constantFrom(50, 500), replaceKey: fc.constantFrom('a', 'b'), carry: fc.boolean() },
      { requiredKeys: [] },
    )
    .map<Step>((options) => [`send ${JSON.stringify(options)}`, (world) => world.send(options)]),
  fc.constant<Step>(['send', (world) => world.send({})]),
  fc.tuple(pick, fc.boolean()).map<Step>(([index, holds]) => [
    `accept ${index} ${holds ? 'holding' : ''}`,
    (world) => {
      const connection = newest(world, index)
      if (!connection || readyState(world, connection) !== 0) return
      if (holds) connection.pause()
      connection.accept()
    },
  ]),
  fc.tuple(pick, fc.constantFrom(1000, 1001, 1006, 1012, 4401, 4403)).map<Step>(([index, code]) => [
    `end ${index} ${code}`,
    (world) => {
      const connection = newest(world, index)
      if (connection?.isOpen && code !== 1006) connection.close(code)
      else connection?.drop()
    },
  ]),
  fc.constant<Step>(['hold', (world) => newest(world, 0)?.pause()]),
  fc.constant<Step>(['drain', (world) => newest(world, 0)?.resume()]),
  pick.map<Step>((index) => [`deliver ${index}`, (world) => world.deliver(index)]),
  fc.constant<Step>(['close', (world) => world.socket.close()]),
  fc.boolean().map<Step>((overlap) => [`reconnect ${overlap}`, (world) => world.socket.reconnect({ overlap })]),
  fc.constantFrom(0, 30, 100, 1000, 20_000).map<Step>((time) => [`elapse ${time}`, (world) => world.clock.tick(time)]),
  fc.constantFrom<Signal>('online', 'offline', 'visible').map<Step>((signal) => [
    signal,
    (world) => {
      for (const emit of [...world.signals]) emit(signal)
    },
  ]),
)

it(`no message is lost, doubled or reordered that was not announced, and nothing is left behind: ${RUNS} histories`, () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), fc.double({ min: 0, max: 0.99, noNaN: true }), (steps, chance) => {
      const world = new World(chance)
      for (const [, act] of steps) {
        act(world)
        world.check()
      }
      world.finish()
    }),
    { numRuns: RUNS },
  )
}, 120_000)

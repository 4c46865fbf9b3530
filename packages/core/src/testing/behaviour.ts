import type { Sendable } from '../web-socket-like.ts'
import type { Acceptance, FakeConnection, Refusal } from './fake-connection.ts'
import type { Step } from './step.ts'

/**
 * What a fake server does with a connection: a plain value, made by the functions beside it. `{ ...a, ...b }` does both.
 *
 * @example
 * ```ts
 * const modem: Behaviour = { ...latency(300), ...slowDrain(7000) }
 * const server = fakeServer(clock, modem)
 * ```
 */
export interface Behaviour {
  /** How the handshake is answered; accepted where absent. */
  readonly handshake?: Handshake
  /** Milliseconds each way; default 0. */
  readonly latency?: number
  /** How fast the client's messages leave it; default in the next turn, and within `send` where it is Infinity. */
  readonly bytesPerSecond?: number
  /** Bytes of messages in one direction after which the connection falls. */
  readonly cutAfter?: number
  /** Milliseconds after opening from which on nothing passes, in either direction. */
  readonly vanishAfter?: number
  /** The server's own close. */
  readonly closing?: Closing
  /** What the server sends by itself. */
  readonly bursts?: Bursts
  /** What the server does at times of its own, the earlier first. */
  readonly steps?: readonly Step[]
  /** What the server does with each message. */
  readonly answer?: (data: string | ArrayBuffer, connection: FakeConnection) => void
}

/**
 * `silent`: never answered, unless the test does it by `accept()` or `refuse()`.
 *
 * @example
 * ```ts
 * const handshake: Handshake = { type: 'refuse', status: 401 }
 * const server = fakeServer(clock, { handshake })
 * ```
 */
export type Handshake =
  | ({ readonly type: 'accept' } & Acceptance)
  | ({ readonly type: 'refuse' } & Refusal)
  | { readonly type: 'silent' }

/**
 * A close frame, `after` milliseconds of being open.
 *
 * @example
 * ```ts
 * const closing: Closing = { code: 1012, reason: 'restart', after: 5000 }
 * const server = fakeServer(clock, { closing })
 * ```
 */
export interface Closing {
  readonly code: number
  readonly reason: string
  readonly after: number
}

/**
 * `messages` at once, every `every` milliseconds; `message` makes them, counting from 0.
 *
 * @example
 * ```ts
 * const burst: Bursts = { messages: 100, every: 1000, message: (index) => `message ${index}` }
 * const server = fakeServer(clock, bursts(burst))
 * ```
 */
export interface Bursts {
  readonly messages: number
  readonly every: number
  readonly message: (index: number) => Sendable
}

/**
 * Accepts the handshake, with a subprotocol among those that the client offers; by default the first, if it offers any.
 * As of the WebSocket standard, a client fails the connection on any other.
 *
 * @example
 * ```ts
 * const server = fakeServer(clock, accepts({ protocol: 'v2.chat' }))
 * ```
 */
export function accepts(answer: Acceptance = {}): Behaviour {
  return { handshake: { type: 'accept', ...answer } }
}

/**
 * Refuses the handshake: by this HTTP status, or, without one, as where nobody listens. A page is never told the
 * status; a client made with `NodeWebSocketCtor` is, and how many milliseconds the server asks it to stay away.
 *
 * @example
 * ```ts
 * const server = fakeServer(clock, refuses(503, { retryAfter: 2000 }), accepts())
 * ```
 */
export function refuses(status?: number, { retryAfter }: { readonly retryAfter?: number } = {}): Behaviour {
  const told = { ...(status !== undefined && { status }), ...(retryAfter !== undefined && { retryAfter }) }
  return { handshake: { type: 'refuse', ...told } }
}

/**
 * Never answers the handshake, so that the client's `connectTimeout` runs out; or the test answers it, by
 * `connection.accept()` or `connection.refuse()`.
 *
 * @example
 * ```ts
 * const server = fakeServer(clock, silent())
 * ```
 */
export function silent(): Behaviour {
  return { handshake: { type: 'silent' } }
}

/**
 * Everything takes so many milliseconds each way; a handshake, as a round trip, twice as many.
 *
 * @throws RangeError for what is no number from 0.
 * @example
 * ```ts
 * const server = fakeServer(clock, latency(80))
 * ```
 */
export function latency(milliseconds: number): Behaviour {
  return { latency: notNegative('latency', milliseconds) }
}

/**
 * Takes what the client sends at this rate; until then it is in the client's `bufferedAmount`.
 *
 * @throws RangeError for what is no number above 0.
 * @example
 * ```ts
 * const server = fakeServer(clock, slowDrain(1000))
 * ```
 */
export function slowDrain(bytesPerSecond: number): Behaviour {
  return { bytesPerSecond: positive('slowDrain', bytesPerSecond) }
}

/**
 * The network takes what the client sends within `send`, so that `bufferedAmount` stays 0: as with `ws` while the kernel
 * has room, and in React Native. It arrives in the next turn all the same.
 *
 * @example
 * ```ts
 * const server = fakeServer(clock, instantDrain())
 * ```
 */
export function instantDrain(): Behaviour {
  return { bytesPerSecond: Number.POSITIVE_INFINITY }
}

/**
 * The network cuts the connection once so many bytes of messages went in one direction: in the middle of a message,
 * which then does not arrive. The client sees 1006.
 *
 * @throws RangeError for what is no number from 0.
 * @example
 * ```ts
 * const server = fakeServer(clock, cutsAfter(1500), accepts())
 * ```
 */
export function cutsAfter(bytes: number): Behaviour {
  return { cutAfter: notNegative('cutsAfter', bytes) }
}

/**
 * The peer vanishes without a word, so many milliseconds after opening: what the client sends leaves it and arrives
 * nowhere, and nothing comes, not even an answer to its close. Only a heartbeat notices.
 *
 * @throws RangeError for what is no number from 0.
 * @example
 * ```ts
 * const server = fakeServer(clock, halfOpen({ after: 60_000 }), accepts())
 * ```
 */
export function halfOpen({ after = 0 }: { readonly after?: number } = {}): Behaviour {
  return { vanishAfter: notNegative('halfOpen', after) }
}

/**
 * Accepts, then closes with this code: any code at all, because servers do send wrong ones.
 *
 * @throws RangeError when `after`, in milliseconds of being open, is no number from 0.
 * @example
 * ```ts
 * const server = fakeServer(clock, closesWith(1013, 'try again later', { after: 5000 }), accepts())
 * ```
 */
export function closesWith(code: number, reason = '', { after = 0 }: { readonly after?: number } = {}): Behaviour {
  return { closing: { code, reason, after: notNegative('closesWith', after) } }
}

/**
 * Sends messages by itself for as long as the connection is open: so many at once, first when `every` milliseconds have
 * passed.
 *
 * @throws RangeError when `messages` or `every` is no number above 0.
 * @example
 * ```ts
 * const server = fakeServer(clock, bursts({ messages: 1000, every: 16, message: (index) => `tick ${index}` }))
 * ```
 */
export function bursts({ messages, every, message }: Bursts): Behaviour {
  positive('bursts', messages)
  positive('bursts', every)
  return { bursts: { messages, every, message } }
}

/**
 * Does something with each message, and answers it with what comes back; nothing for `undefined`.
 *
 * @example
 * ```ts
 * const echo = answers((data) => data)
 * const server = fakeServer(clock, answers((data) => (data === 'ping' ? 'pong' : undefined)))
 * ```
 */
export function answers(
  answer: (data: string | ArrayBuffer, connection: FakeConnection) => Sendable | undefined,
): Behaviour {
  return {
    answer(data, connection) {
      const reply = answer(data, connection)
      if (reply !== undefined && connection.isOpen) connection.send(reply)
    },
  }
}

function notNegative(name: string, value: number): number {
  if (value >= 0 && value < Number.POSITIVE_INFINITY) return value
  throw new RangeError(`${name}: ${value} is given; it takes a finite number from 0.`)
}

function positive(name: string, value: number): number {
  if (value > 0 && value < Number.POSITIVE_INFINITY) return value
  throw new RangeError(`${name}: ${value} is given; it takes a finite number above 0.`)
}

import type { Clock } from './clock.ts'
import type { CloseCodeRule } from './close-codes.ts'
import type { Codec } from './codec.ts'
import type { Cause } from './connection-state.ts'
import type { HeartbeatOptions } from './heartbeat.ts'
import type { Inspector } from './inspector.ts'
import type { Layer } from './layer.ts'
import type { ReconnectPolicy } from './reconnect-policy.ts'
import type { Signal, SignalSource } from './signals.ts'
import type { WebSocketConstructor } from './web-socket-like.ts'

/**
 * What an option function is told about the attempt it is asked for.
 *
 * @example
 * ```ts
 * const url = ({ attempt }: Attempt) => `wss://${attempt % 2 ? 'b' : 'a'}.example.com/feed`
 * ```
 */
export interface Attempt {
  /** 0 is the first dial, then the number of the retry. */
  readonly attempt: number
  /** Why the attempt before ended; undefined at the first dial. */
  readonly cause: Cause | undefined
  /** Aborted when the attempt is given up. */
  readonly signal: AbortSignal
}

/**
 * A value, or a function asked anew for each attempt, at once or as a promise. One that throws, rejects, or answers what
 * the option may not be (an `OptionError`) makes that attempt fail.
 *
 * @example
 * ```ts
 * const query: PerAttempt<Record<string, string>> = async ({ signal }) => ({ token: await fetchToken(signal) })
 * webSocket('wss://example.com/feed', { query })
 * ```
 */
export type PerAttempt<T> = T | ((attempt: Attempt) => T | PromiseLike<T>)

/**
 * How the send queue is bounded while the connection is away.
 *
 * @example
 * ```ts
 * const queue: QueueOptions = { messages: 100, overflow: 'drop-oldest' }
 * webSocket('wss://example.com/feed', { queue })
 * ```
 */
export interface QueueOptions {
  /** Messages held at most; default 1,024. */
  readonly messages?: number
  /** Bytes held at most; default 1 MiB. */
  readonly bytes?: number
  /**
   * What happens beyond that. `'error'` (default): `send` throws a `QueueOverflowError`. `'drop-oldest'`, `'drop-newest'`:
   * that message's receipt ends as `dropped`, and `error$` says so.
   */
  readonly overflow?: 'error' | 'drop-oldest' | 'drop-newest'
  /** From so many bytes in queue and transport `writable$` is false; default 256 KiB. */
  readonly high?: number
  /** And true again from so many; default 64 KiB. */
  readonly low?: number
}

/** The queue's options with every default in place. */
export type QueueBounds = Required<QueueOptions>

/**
 * What holds for one message.
 *
 * @example
 * ```ts
 * const position: SendOptions = { replaceKey: 'position', ttl: 5000 }
 * socket.send({ x, y }, position)
 * ```
 */
export interface SendOptions {
  /** Milliseconds after which it is dropped if it still waits; default: never. */
  readonly ttl?: number
  /** A newer message with the same key takes the place of an older one that still waits, at the end of the queue. */
  readonly replaceKey?: string
  /** false: it is dropped if the connection, or the attempt, that it waits for fails. */
  readonly carry?: boolean
}

/**
 * How a connection is replaced.
 *
 * @example
 * ```ts
 * const smoothly: ReconnectOptions = { overlap: true }
 * socket.reconnect(smoothly)
 * ```
 */
export interface ReconnectOptions {
  /**
   * Opens the new connection before the old one is closed. From then on sends use the new one; the old one only receives,
   * until it closes or 1 s has passed, and its end is no `close$`. What a server sends to both meanwhile arrives twice.
   */
  readonly overlap?: boolean
}

/**
 * How messages are iterated over.
 *
 * @example
 * ```ts
 * const options: IterateOptions = { limit: 100 }
 * for await (const quote of socket.iterate(options)) await store(quote)
 * ```
 */
export interface IterateOptions {
  /** How many may wait where reading cannot be paused, as in browsers; beyond that the oldest is dropped. Default 1,024. */
  readonly limit?: number
}

/**
 * What happens when a connection ends by itself: a preset, a policy, or `false` for no reconnection.
 *
 * @example
 * ```ts
 * const reconnect: Reconnect = (attempt) => (attempt > 5 ? 'stop' : 1000 * attempt)
 * webSocket('wss://example.com/feed', { reconnect })
 * ```
 */
export type Reconnect = 'spread' | 'eager' | ReconnectPolicy | false

/**
 * How many dials nobody asked for by hand are made in `per` milliseconds at most.
 *
 * @example
 * ```ts
 * const dialLimit: DialLimit = { max: 3, per: 10_000 }
 * webSocket('wss://example.com/feed', { dialLimit })
 * ```
 */
export interface DialLimit {
  /** Whole, from 1. */
  readonly max: number
  /** Milliseconds. */
  readonly per: number
}

/**
 * Everything about a connection. Times in milliseconds.
 *
 * @example
 * ```ts
 * const patient: ConnectionOptions = { connectTimeout: 30_000, reconnect: 'eager', closeCodes: { 4001: 'final' } }
 * webSocket('wss://example.com/feed', { ...patient, codec: json() })
 * ```
 */
export interface ConnectionOptions {
  /** Query parameters added to the URL, a function where they must be fresh at each attempt (tokens). */
  readonly query?: PerAttempt<Readonly<Record<string, string>> | URLSearchParams>
  /** Handshake headers: only with a transport that can send them, never in a browser. */
  readonly headers?: PerAttempt<Readonly<Record<string, string>>>
  /** Default `'spread'`. */
  readonly reconnect?: Reconnect
  /** Close codes whose meaning differs from the default table. */
  readonly closeCodes?: Readonly<Record<number, CloseCodeRule>>
  /** Default 10 automatic dials in 60 s; `false`: no limit. */
  readonly dialLimit?: DialLimit | false
  /** How much of what is sent waits while the connection is away. */
  readonly queue?: QueueOptions
  /** How a dead peer is noticed; default every 25 s by the transport's PING, where it has one. `false`: not at all. */
  readonly heartbeat?: HeartbeatOptions | false
  /**
   * Which of the device's signals are heard (default: all the page has), a source of one's own, or `false`. A network that
   * came back ends the waiting within a second; a machine that woke probes its connection.
   */
  readonly signals?: SignalSource | readonly Signal[] | false
  /** For option functions, name look-up and handshake together; default 10,000. */
  readonly connectTimeout?: number
  /** How long `close()` waits for the transport's `close`; default 10,000. */
  readonly closeTimeout?: number
  /** How long the connection stays after its last lease was released; default 0, one macrotask. */
  readonly linger?: number
  /** A layer between queue and transport, such as a session that resumes. */
  readonly resume?: Layer
  /** Is told of every dial, transition, error and message. */
  readonly inspector?: Inspector
  /** The constructor to dial with, before any other. */
  readonly WebSocketCtor?: WebSocketConstructor
  /** Handed to the constructor as its third argument. */
  readonly transportOptions?: unknown
  /** Time; default the platform's. */
  readonly clock?: Clock
  /** Chance, uniform in [0, 1); default `Math.random`, which also stands in for an answer outside of that. */
  readonly random?: () => number
}

/**
 * The options of `webSocket` with a codec.
 *
 * @example
 * ```ts
 * const options: WebSocketOptions<Quote, Command> = { codec: json<Quote, Command>(), linger: 1000 }
 * webSocket('wss://example.com/feed', options)
 * ```
 */
export interface WebSocketOptions<In, Out> extends ConnectionOptions {
  /** Subprotocols to offer. */
  readonly protocols?: PerAttempt<string | readonly string[]>
  /** Makes data of what is received, and what is sent of messages. */
  readonly codec: Codec<In, Out>
}

/**
 * The options of `webSocket` without a codec: messages are what the transport hands over.
 *
 * @example
 * ```ts
 * const options: RawWebSocketOptions = { protocols: ['v2', 'v1'], linger: 1000 }
 * webSocket('wss://example.com/feed', options).data$.subscribe((data) => typeof data === 'string' && console.log(data))
 * ```
 */
export interface RawWebSocketOptions extends ConnectionOptions {
  /** Subprotocols to offer. */
  readonly protocols?: PerAttempt<string | readonly string[]>
  /** None here: with one, the options are {@link WebSocketOptions}. */
  readonly codec?: undefined
}

/**
 * A URL: absolute, `ws:`, `wss:`, `http:` or `https:`; relative ones resolve against the page.
 *
 * @example
 * ```ts
 * const url: UrlOption = async ({ signal }) => (await fetch('/feed-url', { signal })).text()
 * webSocket(url)
 * ```
 */
export type UrlOption = PerAttempt<string | URL>

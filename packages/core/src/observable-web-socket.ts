import type { Subscription } from 'rxjs'
import type { ConnectionState } from './connection-state.ts'
import type { EverwireError } from './errors.ts'
import type { DataIterator } from './iterate.ts'
import type { SocketObservable } from './multicast.ts'
import type { IterateOptions, ReconnectOptions, SendOptions } from './options.ts'
import type { SendReceipt } from './receipt.ts'
import type { BinaryType, CloseEventLike, MessageEventLike, WebSocketLike } from './web-socket-like.ts'

/**
 * What `on` can listen to, and what its handler is called with.
 *
 * @example
 * ```ts
 * const types: (keyof SocketEventMap<Quote>)[] = ['open', 'data', 'close']
 * for (const type of types) socket.on(type, (event) => console.log(type, event))
 * ```
 */
export interface SocketEventMap<In> {
  /** The transport's event. */
  open: unknown
  /** Each message as it came. */
  message: MessageEventLike
  /** Each message, decoded. */
  data: In
  /** Each failure. */
  error: EverwireError
  /** The end of each connection. */
  close: CloseEventLike
  /** The state after each transition. */
  state: ConnectionState
}

/**
 * A socket whatever its messages are: both type parameters vary, so no other type takes all of them.
 *
 * @example
 * ```ts
 * const phases = (sockets: AnySocket[]) => sockets.map(({ state }) => state.phase)
 * ```
 */
// biome-ignore lint/suspicious/noExplicitAny: see above
export type AnySocket = ObservableWebSocket<any, any>

/**
 * A socket of which only what it receives matters.
 *
 * @example
 * ```ts
 * const firstOf = <In>(socket: Receiving<In>): Promise<In> => firstValueFrom(socket.data$)
 * ```
 */
// biome-ignore lint/suspicious/noExplicitAny: what it sends varies the other way
export type Receiving<In> = ObservableWebSocket<In, any>

/** A socket of which only what it sends matters. */
// biome-ignore lint/suspicious/noExplicitAny: what it receives varies the other way
export type Sending<Out> = ObservableWebSocket<any, Out>

/**
 * A WebSocket as observables. Every WHATWG name is here; an attribute `x` has a twin `x$` (the value now, then each
 * change), an event `e` is `e$`.
 *
 * `message$`, `data$`, queued sends and `open()` are leases: the first one dials, and after the last one the socket hangs
 * up. Everything else only watches. After `close()` the event streams complete, also for later subscribers, until
 * `open()`. After a terminal failure `data$` errors with a {@link ClosedError}; a new lease dials again, so `retry` works.
 *
 * @see https://websockets.spec.whatwg.org/#the-websocket-interface
 *
 * @example
 * ```ts
 * const socket: ObservableWebSocket<Quote, Command> = webSocket(url, { codec: json<Quote, Command>() })
 * socket.data$.subscribe(({ price }) => console.log(price)) // dials
 * socket.state$.subscribe(({ phase }) => console.log(phase)) // watches
 * ```
 */
export interface ObservableWebSocket<In, Out> {
  /** The URL as the transport has it, before that as it was given; empty while only a function knows it. */
  readonly url: string
  readonly url$: SocketObservable<string>
  /** The subprotocol the server chose while open, else empty. */
  readonly protocol: string
  readonly protocol$: SocketObservable<string>
  /** The extensions in use while open, else empty. */
  readonly extensions: string
  readonly extensions$: SocketObservable<string>
  /** 0 connecting, 1 open, 2 closing, 3 otherwise: closed, waiting or idle. */
  readonly readyState: 0 | 1 | 2 | 3
  readonly readyState$: SocketObservable<0 | 1 | 2 | 3>
  /** Bytes in the queue and in the transport. Its twin is sampled while it is watched and not zero. */
  readonly bufferedAmount: number
  readonly bufferedAmount$: SocketObservable<number>
  /** How binary messages arrive; default `'arraybuffer'`. */
  binaryType: BinaryType
  readonly binaryType$: SocketObservable<BinaryType>

  /** Where the connection is: frozen, and another object only after a transition. */
  readonly state: ConnectionState
  readonly state$: SocketObservable<ConnectionState>

  /** The transport's `open` events. */
  readonly open$: SocketObservable<unknown>
  /** The transport's `message` events. A lease. */
  readonly message$: SocketObservable<MessageEventLike>
  /** Round trips of the heartbeat, in milliseconds. Never ends. */
  readonly latency$: SocketObservable<number>
  /** Decoded messages. A lease. */
  readonly data$: SocketObservable<In>
  /** Everything that went wrong, always an {@link EverwireError}. */
  readonly error$: SocketObservable<EverwireError>
  /**
   * The ends of connections, by the peer, the network or `close()`. A connection that the caller replaces with
   * `reconnect()`, or that is left because nobody holds it any more, ends without one.
   */
  readonly close$: SocketObservable<CloseEventLike>

  /**
   * Sends a message: now when open, otherwise as soon as it is, in order. Dials if need be.
   *
   * @param options What holds for this message: `ttl`, `replaceKey`, `carry`.
   * @throws QueueOverflowError when the queue is full and `queue.overflow` is `'error'`.
   * @throws EncodeError when the codec threw or answered what cannot be sent.
   * @throws OptionError when an option has a wrong type or is out of range.
   */
  send(message: Out, options?: SendOptions): SendReceipt
  /** Whether there is room to send: false from `queue.high` bytes in queue and transport, true again from `queue.low`. */
  readonly writable$: SocketObservable<boolean>
  /**
   * Resolves when there is room to send; at once where there is. Never rejects.
   *
   * @example
   * ```ts
   * for (const chunk of chunks) {
   *   socket.send(chunk)
   *   await socket.drain()
   * }
   * ```
   */
  drain(): Promise<void>
  /**
   * Ends the connection by the caller's will: no reconnection, no later message. What still waits to be sent is dropped,
   * and its receipt says so.
   *
   * @param code 1000 or 3000 to 4999.
   * @param reason At most 123 bytes.
   * @throws EverwireError `usage`: a code or reason out of range.
   * @throws OptionError: a reason that is no string.
   */
  close(code?: number, reason?: string): void
  /** Holds the connection open until unsubscribed. Undoes `close()`, and dials at once where it waits or is closed. */
  open(): Subscription
  /**
   * Replaces the connection now, or ends the waiting. Without a lease, and after `close()`, it does nothing.
   *
   * @throws OptionError when `overlap` is no boolean.
   */
  reconnect(options?: ReconnectOptions): void
  /**
   * Messages for `for await`. In Node a slow loop pauses the TCP connection; in browsers, where nothing can be paused, the
   * oldest is dropped beyond `limit`, counted in `dropped` and said on `error$`. Ends with `close()`, throws after a failure.
   *
   * @example
   * ```ts
   * for await (const quote of socket) await store(quote)
   * ```
   *
   * @throws OptionError when `limit` is no whole number from 1.
   */
  iterate(options?: IterateOptions): DataIterator<In>
  /** The same with defaults. */
  [Symbol.asyncIterator](): DataIterator<In>
  /** The transport in use, or null. What is done to it directly is not seen here. */
  readonly raw: WebSocketLike | null
  /**
   * Calls a handler at each event until unsubscribed, across `close()` and `open()`: what bindings are built on.
   * `'message'` and `'data'` are leases.
   *
   * @throws OptionError when there is no such event, or the handler is no function.
   */
  on<Type extends keyof SocketEventMap<In>>(
    type: Type,
    handler: (event: SocketEventMap<In>[Type]) => void,
  ): Subscription
  /** Closes, for `using`. */
  [Symbol.dispose](): void
}

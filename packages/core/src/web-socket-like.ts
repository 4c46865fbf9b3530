// biome-ignore-all lint/suspicious/noExplicitAny: the seam takes types of transports that agree with each other only so far
/**
 * The seam: the WHATWG shape every transport has. It is written with methods rather than `on*` properties, whose types
 * are invariant, so the DOM's WebSocket, undici's, `ws`'s and a fake are all assignable to it.
 *
 * @see https://websockets.spec.whatwg.org/#the-websocket-interface
 */

/**
 * What a transport sends. A `Blob` is missing on purpose: its bytes are not at hand when `send` is called.
 *
 * @example
 * ```ts
 * const message: Sendable = new Uint8Array([1, 2, 3])
 * webSocket('wss://example.com/feed').send(message)
 * ```
 */
export type Sendable = string | ArrayBuffer | ArrayBufferView<ArrayBuffer>

/**
 * What a transport receives; `Blob` only where `binaryType` is `'blob'`.
 *
 * @example
 * ```ts
 * const textOf = (data: Received) => (typeof data === 'string' ? data : new Response(data).text())
 * ```
 */
export type Received = string | ArrayBuffer | Blob

/**
 * How binary messages arrive.
 *
 * @example
 * ```ts
 * const binaryType: BinaryType = 'blob'
 * socket.binaryType = binaryType
 * ```
 */
export type BinaryType = 'arraybuffer' | 'blob'

/**
 * The transport's `message` event, as far as it is read. `origin` is empty outside browsers.
 *
 * @example
 * ```ts
 * const sameOrigin = ({ origin }: MessageEventLike) => origin === 'wss://example.com'
 * socket.message$.pipe(filter(sameOrigin)).subscribe(({ data }) => console.log(data))
 * ```
 */
export interface MessageEventLike {
  readonly type: string
  readonly data: any
  readonly origin?: string
}

/**
 * The transport's `close` event, as far as it is read.
 *
 * @example
 * ```ts
 * const describe = ({ code, reason, wasClean }: CloseEventLike) => `${code} ${reason} ${wasClean ? 'clean' : 'lost'}`
 * socket.close$.subscribe((event) => console.log(describe(event)))
 * ```
 */
export interface CloseEventLike {
  readonly type: string
  readonly code: number
  readonly reason: string
  readonly wasClean: boolean
}

/**
 * A transport, as far as it is used.
 *
 * @example
 * ```ts
 * const transport: WebSocketLike | null = socket.raw
 * if (transport?.readyState === 1) transport.send('ahead of the queue')
 * ```
 */
export interface WebSocketLike {
  readonly url: string
  readonly protocol: string
  readonly extensions: string
  readonly readyState: number
  readonly bufferedAmount: number
  binaryType: any
  addEventListener(type: 'open' | 'message' | 'error' | 'close', listener: (event: any) => void): void
  removeEventListener(type: 'open' | 'message' | 'error' | 'close', listener: (event: any) => void): void
  send(data: Sendable): void
  close(code?: number, reason?: string): void
  /** Why the handshake failed, where the transport can tell; null or absent otherwise. */
  readonly failure?: unknown
  /** Stops reading from the network, where the transport can. */
  pause?(): void
  /** Reads from the network again. */
  resume?(): void
}

/** What all of our own Node transports can do beyond the standard. */
export interface NodeTransportLike extends WebSocketLike {
  /** Hands messages to `sink` instead of firing an event for each; null goes back to events. */
  setMessageSink(sink: ((data: any) => void) | null): void
  /**
   * Sends a PING; answers how many milliseconds its PONG took, and fails when the connection ends. A bare stream has none.
   * (`ws` has a `ping` too, which answers nothing.)
   */
  ping?(): Promise<number>
}

/** What our own WebSocket for Node can do beyond the standard. */
export interface ExtendedWebSocketLike extends NodeTransportLike {
  ping(): Promise<number>
}

/** The transport with what it can do beyond the standard, or null. */
export function extended(transport: WebSocketLike | null): NodeTransportLike | null {
  return transport && 'setMessageSink' in transport ? (transport as NodeTransportLike) : null
}

/**
 * What makes a transport. The third argument carries `transportOptions`; browsers ignore it.
 *
 * @example
 * ```ts
 * const Ctor: WebSocketConstructor = WebSocket // of the page, of undici, of ws …
 * webSocket('wss://example.com/feed', { WebSocketCtor: Ctor })
 * ```
 */
export interface WebSocketConstructor {
  new (url: string, protocols?: string | string[], options?: any): WebSocketLike
}

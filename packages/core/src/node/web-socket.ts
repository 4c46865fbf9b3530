import type { Ending } from '../protocol/closing.ts'
import { Delivery } from './delivery.ts'
import { publish, publishEnd, publishPing } from './diagnostics.ts'
import { dial, type Opened } from './dial.ts'
import { Driver } from './driver.ts'
import { EventHandlers } from './event-handlers.ts'
import { CloseEvent, type MessageEvent, trusted } from './events.ts'
import { parseOptions, type TransportOptions } from './options.ts'
import { Outgoing, sizeOf } from './outgoing.ts'
import { Pings } from './pings.ts'
import { type BinaryType, type Handler, TransportEventTarget } from './transport-events.ts'
import type { TransportInit, WebSocketInit } from './transport-init.ts'
import { CLOSED, CLOSING, CONNECTING, defineTransport, OPEN } from './transport-interface.ts'
import { parseUrl } from './url.ts'
import { closeArguments, needArgument, sendable, splitArguments } from './web-idl.ts'

/**
 * The WHATWG WebSocket for Node, over a TCP or TLS connection of its own.
 *
 * Beyond the standard: options (as third argument, or second), {@link WebSocket.ping}, {@link WebSocket.pause},
 * {@link WebSocket.resume}, {@link WebSocket.failure} and {@link WebSocket.setMessageSink}.
 *
 * @example
 * ```ts
 * import { WebSocket } from '@everwire/core/node'
 *
 * const socket = new WebSocket('wss://example.com/feed', ['v1'], { headers: { Authorization: 'Bearer …' } })
 * socket.onmessage = ({ data }) => console.log(data)
 * ```
 * @see https://websockets.spec.whatwg.org/#the-websocket-interface
 */
export class WebSocket extends TransportEventTarget {
  declare static readonly CONNECTING: 0
  declare static readonly OPEN: 1
  declare static readonly CLOSING: 2
  declare static readonly CLOSED: 3
  declare readonly CONNECTING: 0
  declare readonly OPEN: 1
  declare readonly CLOSING: 2
  declare readonly CLOSED: 3
  declare onopen: Handler<this, Event>
  declare onmessage: Handler<this, MessageEvent>
  declare onerror: Handler<this, Event>
  declare onclose: Handler<this, CloseEvent>

  readonly #url: string
  /** Null once it is open. */
  #dialing: { cancel(reason: Error): void } | null
  readonly #delivery: Delivery
  /** Made for the first ping. */
  #pings: Pings | null = null
  #readyState: number = CONNECTING
  #protocol = ''
  #extensions = ''
  #failure: Error | null = null
  #outgoing: Outgoing | null = null
  /** Bytes that were sent too late, or that were left when the connection ended. */
  #unsent = 0

  /**
   * Connects.
   *
   * @param url `ws:`, `wss:`, `http:`, `https:` or `ws+unix:`, or relative where the runtime has a
   * `location`; a user name and password in it become Basic authentication
   * @param protocols subprotocols by preference, or the options
   * @param options see {@link TransportInit}
   * @throws DOMException `SyntaxError` for a URL or subprotocol that is not valid
   * @throws OptionError for an option that is not valid
   */
  constructor(url: string | URL, protocols: string | Iterable<string> | WebSocketInit = [], options?: TransportInit) {
    // biome-ignore lint/complexity/noArguments: `undefined` is a (relative) URL; only no argument at all is wrong
    needArgument('new WebSocket', arguments.length)
    super()
    const parsed = parseUrl(url, globalThis.location?.href)
    const split = splitArguments(protocols, options)
    const transport = parseOptions(split.options)
    this.#url = parsed.href
    this.#delivery = new Delivery(this, `${parsed.secure ? 'wss' : 'ws'}://${parsed.host}`, new EventHandlers(this))
    publish('dial', this, {})
    this.#dialing = dial(
      { url: parsed, protocols: split.protocols, options: transport },
      { onOpen: (opened) => this.#opened(opened, transport), onFailure: (error) => this.#refused(error) },
    )
  }

  /** The URL, as it was parsed and serialised. */
  get url(): string {
    return this.#url
  }

  /** 0 CONNECTING, 1 OPEN, 2 CLOSING or 3 CLOSED. */
  get readyState(): number {
    return this.#readyState
  }

  /** Bytes of messages that were sent and that the network has not taken, as of the end of the last turn. */
  get bufferedAmount(): number {
    return (this.#outgoing?.bufferedAmount ?? 0) + this.#unsent
  }

  /** The extensions in use, as the server wrote them. */
  get extensions(): string {
    return this.#extensions
  }

  /** The subprotocol the server chose, or ''. */
  get protocol(): string {
    return this.#protocol
  }

  /** How binary messages arrive: `'blob'` (default) or `'arraybuffer'`; other values are ignored. */
  get binaryType(): BinaryType {
    return this.#delivery.binaryType
  }

  set binaryType(value: BinaryType) {
    this.#delivery.binaryType = value
  }

  /**
   * Why the connection failed, where it did: a `HandshakeError` when it never opened, another error when it was lost or the
   * server broke the protocol. Null before, and after a close without failure. Set before `error` is fired.
   */
  get failure(): Error | null {
    return this.#failure
  }

  /**
   * Sends a message. It is copied, or taken as it is in this moment; after `close()` it is dropped and only counted in
   * `bufferedAmount`, as the standard wants.
   *
   * @throws DOMException `InvalidStateError` while CONNECTING
   */
  send(data: string | ArrayBuffer | ArrayBufferView | Blob): void {
    // biome-ignore lint/complexity/noArguments: `undefined` is sent as text; only no argument at all is wrong
    needArgument('send', arguments.length)
    const message = sendable(data)
    if (this.#readyState === CONNECTING)
      throw new DOMException('The WebSocket is still connecting', 'InvalidStateError')
    if (this.#readyState === OPEN) this.#outgoing?.send(message)
    else this.#unsent += sizeOf(message)
  }

  /**
   * Begins the closing handshake, or gives up connecting; `close` is fired when the connection has ended, or
   * did not within `closeTimeout`, which begins anew as long as the server takes what was sent before.
   *
   * @param code 1000, or 3000 to 4999
   * @param reason at most 123 bytes of UTF-8
   * @throws DOMException `InvalidAccessError` for another code, `SyntaxError` for a longer reason
   */
  close(code: number | undefined = undefined, reason: string | undefined = undefined): void {
    const status = closeArguments(code, reason)
    if (this.#readyState === CONNECTING) {
      this.#readyState = CLOSING
      this.#dialing?.cancel(new Error('close() was called while connecting'))
    } else if (this.#readyState === OPEN) {
      this.#readyState = CLOSING
      this.#outgoing?.close(status.code, status.reason)
    }
  }

  /**
   * Sends a Ping frame.
   *
   * @returns the time until its Pong, in milliseconds; rejects with a DOMException when the connection ends before, or is
   * not open (`InvalidStateError`). A rejection nobody handles is not reported.
   */
  ping(): Promise<number> {
    this.#pings ??= new Pings()
    return publishPing(this, this.#pings.send((this.#readyState === OPEN && this.#outgoing?.driver) || null))
  }

  /** Stops reading from the network: no message, nor anything else, is received until {@link resume} or `close()`. */
  pause(): void {
    this.#outgoing?.driver.pause()
  }

  /** Reads from the network again. */
  resume(): void {
    this.#outgoing?.driver.resume()
  }

  /**
   * Hands messages to `sink` instead of firing a `message` event for each, which costs more than to receive one; null goes
   * back to events. What it throws is reported as an uncaught exception.
   *
   * @throws TypeError for what is neither a function nor null
   * @example
   * ```ts
   * socket.setMessageSink((data) => parse(data))
   * ```
   */
  setMessageSink(sink: ((data: string | ArrayBuffer | Blob) => void) | null): void {
    this.#delivery.setSink(sink)
  }

  #opened({ stream, head, protocol, extensions, deflate }: Opened, options: TransportOptions): void {
    const { maxMessageSize, closeTimeout, failureTimeout, deflate: wish } = options
    const use = deflate && wish && { ...wish, ...deflate }
    const driver = new Driver(
      stream,
      { deflate: use, maxMessageSize, closeTimeout, failureTimeout },
      {
        message: (data) => {
          if (this.#readyState === OPEN) this.#delivery.deliver(data)
        },
        pong: (payload) => this.#pings?.answered(payload),
        closing: () => {
          this.#readyState = CLOSING
        },
        closed: (ending) => this.#closed(ending),
      },
    )
    this.#dialing = null
    this.#outgoing = new Outgoing(driver, this, closeTimeout)
    this.#protocol = protocol
    this.#extensions = extensions
    this.#readyState = OPEN
    publish('open', this, { protocol, extensions })
    this.dispatchEvent(trusted(new Event('open')))
    if (head.length > 0) driver.receive(head)
  }

  #refused(error: Error): void {
    this.#readyState = CLOSING
    // `close()` may have been called just now, and events come in a task of their own.
    setImmediate(() => this.#closed({ code: 1006, reason: '', wasClean: false, failure: error }))
  }

  #closed({ code, reason, wasClean, failure }: Ending): void {
    this.#readyState = CLOSED
    this.#failure = failure
    this.#pings?.fail()
    publishEnd(this, { code, reason, wasClean }, failure)
    // What is over is not kept for as long as the object that stands for it, in the old generation at that.
    this.#unsent = this.bufferedAmount
    this.#outgoing = null
    if (failure) this.dispatchEvent(trusted(new Event('error')))
    this.dispatchEvent(trusted(new CloseEvent('close', { code, reason, wasClean })))
  }
}

defineTransport(WebSocket, 'WebSocket')

import { Attempt } from './attempt.ts'
import { connect } from './connect.ts'
import { Delivery } from './delivery.ts'
import { publish, publishEnd, publishMessage } from './diagnostics.ts'
import { HandshakeError } from './errors.ts'
import { EventHandlers } from './event-handlers.ts'
import { CloseEvent, type MessageEvent, trusted } from './events.ts'
import { decoderOf, encoded, type FramingDecoder } from './framing.ts'
import { expectProgress } from './progress.ts'
import type { Stream } from './stream.ts'
import { parseTcpOptions, type TcpSocketInit, type TcpSocketOptions } from './tcp-options.ts'
import { type BinaryType, type Handler, TransportEventTarget } from './transport-events.ts'
import { CLOSED, CLOSING, CONNECTING, defineTransport, OPEN } from './transport-interface.ts'
import { parseStreamUrl } from './url.ts'
import { closeArguments, needArgument, sendable, splitArguments } from './web-idl.ts'

/**
 * A bare TCP or TLS stream in the shape of a WebSocket, so that all that works over one works over a service that never
 * learned WebSocket. The differences: messages are cut by `framing`; there is no closing handshake but TCP's, so nobody
 * tells a close code: the `close` event has the code and reason of one's own `close()`, or 1005 when the peer ended the
 * stream, or 1006 when it broke.
 *
 * @example
 * ```ts
 * import { TcpSocket } from '@everwire/core/node'
 *
 * const socket = new TcpSocket('tcp://127.0.0.1:7000', { framing: 'lines' })
 * socket.onmessage = ({ data }) => console.log(JSON.parse(data))
 * ```
 */
export class TcpSocket extends TransportEventTarget {
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
  readonly #options: TcpSocketOptions
  readonly #attempt: Attempt
  readonly #delivery: Delivery
  #stream: Stream | null = null
  #readyState: number = CONNECTING
  #bufferedAmount = 0
  #failure: Error | null = null
  #stopWaiting: (() => void) | null = null
  /** Whether the peer has ended its direction, after whole messages. */
  #ended = false
  /** What `close()` was called with. */
  #status: { readonly code: number | undefined; readonly reason: string } = { code: undefined, reason: '' }

  /**
   * Connects.
   *
   * @param url `tcp://host:port` or `tls://host:port`
   * @param protocols none, or the options
   * @throws DOMException `SyntaxError` for a URL that is not valid, or a subprotocol
   * @throws OptionError for an option that is not valid
   */
  constructor(url: string | URL, protocols: string | Iterable<string> | TcpSocketInit = [], options?: TcpSocketInit) {
    // biome-ignore lint/complexity/noArguments: `undefined` is a URL, though not a valid one; only no argument at all is wrong
    needArgument('new TcpSocket', arguments.length)
    super()
    const target = parseStreamUrl(url)
    const split = splitArguments(protocols, options)
    if (split.protocols.length > 0) throw new DOMException('A bare stream has no subprotocols', 'SyntaxError')
    this.#url = target.href
    this.#options = parseTcpOptions(split.options)
    this.#delivery = new Delivery(this, target.href, new EventHandlers(this))
    this.#attempt = new Attempt(this.#options.handshakeTimeout, this.#options.signal, (error) => this.#refused(error))
    publish('dial', this, {})
    connect(this.#attempt, target, this.#options, (stream) => this.#opened(stream))
  }

  /** The URL, as it was parsed and serialised. */
  get url(): string {
    return this.#url
  }

  /** 0 CONNECTING, 1 OPEN, 2 CLOSING or 3 CLOSED. */
  get readyState(): number {
    return this.#readyState
  }

  /** Bytes of messages, framing included, that were sent and that the network has not taken. */
  get bufferedAmount(): number {
    return this.#bufferedAmount
  }

  /** Always ''. */
  get extensions(): string {
    return ''
  }

  /** Always ''. */
  get protocol(): string {
    return ''
  }

  /** How binary messages arrive: `'blob'` (default) or `'arraybuffer'`; other values are ignored. */
  get binaryType(): BinaryType {
    return this.#delivery.binaryType
  }

  set binaryType(value: BinaryType) {
    this.#delivery.binaryType = value
  }

  /** Why it never opened, was lost, or could not be understood; else null. Set before `error` is fired. */
  get failure(): Error | null {
    return this.#failure
  }

  /**
   * Sends a message, which is copied; after `close()` it is dropped and only counted in `bufferedAmount`.
   *
   * @throws DOMException `InvalidStateError` while CONNECTING
   * @throws TypeError for a Blob, whose bytes are not at hand, and for what the framing cannot carry or makes no bytes of
   */
  send(data: string | ArrayBuffer | ArrayBufferView): void {
    // biome-ignore lint/complexity/noArguments: `undefined` is sent as text; only no argument at all is wrong
    needArgument('send', arguments.length)
    const message = sendable(data)
    if (message instanceof Blob) throw new TypeError('A Blob cannot be sent: send what its arrayBuffer() answers')
    if (this.#readyState === CONNECTING) throw new DOMException('The stream is still connecting', 'InvalidStateError')
    const bytes = encoded(this.#options.framing, message)
    this.#bufferedAmount += bytes.length
    if (this.#readyState === OPEN) {
      publishMessage(this, 'out', message)
      this.#stream?.write(bytes, (error) => {
        if (!error) this.#bufferedAmount -= bytes.length
      })
    }
  }

  /**
   * Ends the stream once all is sent, or gives up connecting; `close` is fired when the peer has ended it too, or did not
   * within `closeTimeout`, which begins anew as long as the peer takes what was sent.
   *
   * @param code 1000, or 3000 to 4999; as `reason`, it goes no further than into the `close` event
   * @param reason at most 123 bytes of UTF-8
   * @throws DOMException `InvalidAccessError` for another code, `SyntaxError` for a longer reason
   */
  close(code: number | undefined = undefined, reason: string | undefined = undefined): void {
    const status = closeArguments(code, reason)
    if (this.#readyState === CONNECTING) {
      this.#readyState = CLOSING
      this.#attempt.fail(new HandshakeError('aborted', 'close() was called while connecting'))
    } else if (this.#readyState === OPEN) {
      this.#status = status
      this.#end()
    }
  }

  /** Stops reading from the network; messages in bytes that were read before may still come. */
  pause(): void {
    if (this.#readyState === OPEN) this.#stream?.pause()
  }

  /** Reads from the network again. */
  resume(): void {
    this.#stream?.resume()
  }

  /**
   * Hands messages to `sink` instead of firing events; null goes back to events.
   *
   * @throws TypeError for what is neither a function nor null
   */
  setMessageSink(sink: ((data: string | ArrayBuffer | Blob) => void) | null): void {
    this.#delivery.setSink(sink)
  }

  #opened(stream: Stream): void {
    this.#attempt.succeed()
    this.#stream = stream
    this.#readyState = OPEN
    let decoder!: FramingDecoder
    stream.onClose = (error) => this.#closed(this.#failure ?? error)
    const made = this.#decode(() => {
      decoder = decoderOf(this.#options.framing, this.#options.maxMessageSize)
    })
    if (!made) return
    stream.onData = (chunk) => this.#decode(() => decoder.push(chunk, this.#message))
    stream.onEnd = () => {
      this.#ended = this.#decode(() => decoder.end?.(this.#message))
      if (this.#ended) this.#end()
    }
    publish('open', this, { protocol: '', extensions: '' })
    this.dispatchEvent(trusted(new Event('open')))
  }

  readonly #message = (data: string | ArrayBuffer): void => {
    if (this.#readyState === OPEN) this.#delivery.deliver(data)
  }

  /** After `close()`, what still comes is read, so that its end is seen, and dropped. */
  #decode(step: () => void): boolean {
    if (this.#readyState !== OPEN) return this.#failure === null
    try {
      step()
      return true
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error))
      this.#readyState = CLOSING
      this.#stream?.destroy()
      return false
    }
  }

  /** Ends our direction and gives the rest its time. */
  #end(): void {
    const stream = this.#stream
    if (!stream) return
    this.#readyState = CLOSING
    stream.end()
    stream.resume()
    this.#stopWaiting ??= expectProgress(stream, this.#options.closeTimeout, () => {
      this.#ended = false
      stream.destroy()
    })
  }

  #refused(error: Error): void {
    this.#readyState = CLOSING
    // `close()` may have been called just now, and events come in a task of their own.
    setImmediate(() => this.#closed(error))
  }

  #closed(failure: Error | null): void {
    this.#stopWaiting?.()
    const wasClean = failure === null && this.#ended
    const { code = 1005, reason } = this.#status
    const ending = wasClean ? { code, reason, wasClean } : { code: 1006, reason: '', wasClean }
    this.#readyState = CLOSED
    this.#failure = failure
    publishEnd(this, ending, failure)
    if (failure) this.dispatchEvent(trusted(new Event('error')))
    this.dispatchEvent(trusted(new CloseEvent('close', ending)))
  }
}

defineTransport(TcpSocket, 'TcpSocket')

import type { CloseEventLike, Sendable, WebSocketLike } from '../web-socket-like.ts'
import { wireSize } from '../wire-size.ts'
import { type ClientEnd, copyOf, type Dial, type Peer } from './ends.ts'
import type { FakeEnding } from './fake-connection.ts'
import { defineAttributes } from './web-idl.ts'

/** Node has no CloseEvent before 23. */
class FakeCloseEvent extends Event implements CloseEventLike {
  readonly code: number
  readonly reason: string
  readonly wasClean: boolean

  constructor({ code, reason, wasClean }: FakeEnding) {
    super('close')
    this.code = code
    this.reason = reason
    this.wasClean = wasClean
  }
}

/**
 * A transport as a browser has it, over a fake server.
 *
 * @see https://websockets.spec.whatwg.org/#the-websocket-interface
 */
export class FakeWebSocket extends EventTarget implements WebSocketLike {
  static {
    defineAttributes(FakeWebSocket)
  }

  readonly url: string
  protocol = ''
  extensions = ''
  readyState: 0 | 1 | 2 | 3 = 0
  protected readonly peer: Peer
  #binaryType: 'blob' | 'arraybuffer' = 'blob'
  #sentTooLate = 0

  /** @throws DOMException `SyntaxError` for a URL or a subprotocol that is not valid. */
  constructor(dial: Dial, url: string | URL, protocols: string | readonly string[] = [], options?: unknown) {
    super()
    this.url = parse(String(url))
    const offered = typeof protocols === 'string' ? [protocols] : [...protocols]
    if (new Set(offered).size < offered.length) throw syntaxError(`A subprotocol is there twice: ${offered}`)
    this.peer = dial(this.#end(), this.url, offered, options)
  }

  get bufferedAmount(): number {
    return this.peer.bufferedAmount + this.#sentTooLate
  }

  get binaryType(): 'blob' | 'arraybuffer' {
    return this.#binaryType
  }

  set binaryType(type: unknown) {
    if (type === 'blob' || type === 'arraybuffer') this.#binaryType = type
  }

  /** @throws DOMException `InvalidStateError` while CONNECTING. */
  send(data: Sendable): void {
    if (this.readyState === 0) throw new DOMException('The WebSocket is still connecting.', 'InvalidStateError')
    const message = copyOf(data)
    const size = wireSize(message)
    if (this.readyState === 1) this.peer.takes(message, size)
    else this.#sentTooLate += size
  }

  /** @throws DOMException `InvalidAccessError` for a code, `SyntaxError` for a reason that may not be sent. */
  close(code?: number, reason = ''): void {
    if (code !== undefined && code !== 1000 && !(code >= 3000 && code <= 4999)) {
      throw new DOMException(`The close code ${code} is neither 1000 nor from 3000 to 4999.`, 'InvalidAccessError')
    }
    if (wireSize(reason) > 123) throw syntaxError('The close reason is longer than 123 bytes.')
    const before = this.readyState
    if (before >= 2) return
    this.readyState = 2
    if (before === 0) this.peer.abandoned()
    else this.peer.takesClose(code, reason)
  }

  /** What arrives, in the order in which it does. */
  protected deliver(data: string | ArrayBuffer | Blob): void {
    this.dispatchEvent(new MessageEvent('message', { data, origin: new URL(this.url).origin }))
  }

  protected ended(ending: FakeEnding, failure: Error | null): void {
    this.readyState = 3
    if (failure) this.dispatchEvent(new Event('error'))
    this.dispatchEvent(new FakeCloseEvent(ending))
  }

  protected pong(): void {}

  /** Whether something may arrive now; otherwise it is kept, and asked for again. */
  protected arrives(arrive: () => void): void {
    arrive()
  }

  // Not `this` itself: what the server's end calls is no business of who holds the transport.
  #end(): ClientEnd {
    return {
      opened: (protocol, extensions) => {
        this.readyState = 1
        this.protocol = protocol
        this.extensions = extensions
        this.dispatchEvent(new Event('open'))
      },
      message: (data) =>
        this.arrives(() => {
          // As of the standard, nothing is delivered once close() was called.
          if (this.readyState !== 1) return
          this.deliver(typeof data !== 'string' && this.#binaryType === 'blob' ? new Blob([data]) : data)
        }),
      pong: () => this.arrives(() => this.pong()),
      ended: (ending, failure) => this.arrives(() => this.ended(ending, failure)),
    }
  }
}

function parse(url: string): string {
  let parsed: URL
  try {
    parsed = new URL(url, globalThis.location?.href)
  } catch (error) {
    throw Object.assign(syntaxError(`${JSON.stringify(url)} is no URL.`), { cause: error })
  }
  parsed.protocol = parsed.protocol.replace('http', 'ws')
  if (!/^wss?:$/.test(parsed.protocol)) throw syntaxError(`${url} is no WebSocket URL: it takes ws: or wss:.`)
  if (parsed.hash || url.endsWith('#')) throw syntaxError(`${url} has a fragment, which a WebSocket URL may not.`)
  return parsed.href
}

function syntaxError(message: string): DOMException {
  return new DOMException(message, 'SyntaxError')
}

// biome-ignore-all lint/suspicious/noExplicitAny: as in the seam
import type { CloseEventLike, Sendable, WebSocketConstructor, WebSocketLike } from '../web-socket-like.ts'

type Type = 'open' | 'message' | 'error' | 'close'

/** A transport whose server the test plays. */
export class FakeWebSocket implements WebSocketLike {
  readyState = 0
  bufferedAmount = 0
  binaryType: unknown = 'blob'
  protocol = ''
  extensions = ''
  failure: unknown = null
  /** What was sent, in order. */
  readonly sent: Sendable[] = []
  /** What `close` was called with, or null. */
  closed: { code: number | undefined; reason: string | undefined } | null = null
  /** Whether sent bytes stay in `bufferedAmount` until `drain`. */
  holds = false
  readonly #listeners = new Map<Type, Set<(event: any) => void>>()

  readonly url: string
  readonly protocols: string[]
  readonly options: unknown

  constructor(url: string, protocols: string[], options: unknown) {
    this.url = url
    this.protocols = protocols
    this.options = options
  }

  addEventListener(type: Type, listener: (event: any) => void): void {
    const listeners = this.#listeners.get(type) ?? new Set()
    this.#listeners.set(type, listeners.add(listener))
  }

  removeEventListener(type: Type, listener: (event: any) => void): void {
    this.#listeners.get(type)?.delete(listener)
  }

  send(data: Sendable): void {
    if (this.readyState === 0) throw new DOMException('not open', 'InvalidStateError')
    this.sent.push(data)
    if (this.holds) this.bufferedAmount += typeof data === 'string' ? data.length : data.byteLength
  }

  close(code?: number, reason?: string): void {
    this.closed ??= { code, reason }
    if (this.readyState < 2) this.readyState = 2
  }

  accept(protocol = '', extensions = ''): this {
    this.readyState = 1
    this.protocol = protocol
    this.extensions = extensions
    this.#emit('open', { type: 'open' })
    return this
  }

  /** As WHATWG has it, nothing is delivered once `close` was called. */
  deliver(...messages: unknown[]): this {
    for (const data of messages) {
      if (this.readyState === 1) this.#emit('message', { type: 'message', data, origin: '' })
    }
    return this
  }

  fail(event: object = {}): this {
    this.#emit('error', { type: 'error', ...event })
    return this
  }

  /** The end, as the transport tells it. */
  end(code = 1006, reason = '', wasClean: boolean = code !== 1006): this {
    this.readyState = 3
    this.#emit('close', { type: 'close', code, reason, wasClean } satisfies CloseEventLike)
    return this
  }

  /** The kernel took everything. */
  drain(): this {
    this.bufferedAmount = 0
    return this
  }

  #emit(type: Type, event: object): void {
    for (const listener of [...(this.#listeners.get(type) ?? [])]) listener(event)
  }
}

/** A constructor of fakes, and the fakes it made. */
export function fakeTransport(): {
  WebSocketCtor: WebSocketConstructor
  sockets: FakeWebSocket[]
  last(): FakeWebSocket
} {
  const sockets: FakeWebSocket[] = []
  return {
    sockets,
    last: () => sockets.at(-1) as FakeWebSocket,
    WebSocketCtor: class extends FakeWebSocket {
      constructor(url: string, protocols?: string[], options?: any) {
        super(url, protocols ?? [], options)
        sockets.push(this)
      }
    } as WebSocketConstructor,
  }
}

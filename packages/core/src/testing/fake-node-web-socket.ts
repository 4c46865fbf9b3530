import type { ExtendedWebSocketLike } from '../web-socket-like.ts'
import type { FakeEnding } from './fake-connection.ts'
import { FakeWebSocket } from './fake-web-socket.ts'

interface Ping {
  readonly sent: number
  resolve(roundTrip: number): void
  reject(error: DOMException): void
}

/** A transport with what our own for Node has besides, over a fake server. */
export abstract class FakeNodeWebSocket extends FakeWebSocket implements ExtendedWebSocketLike {
  failure: Error | null = null
  #sink: ((data: string | ArrayBuffer | Blob) => void) | null = null
  #kept: (() => void)[] | null = null
  readonly #pings: Ping[] = []

  /** The server's clock. */
  protected abstract now(): number

  /** Milliseconds until the PONG; fails with a DOMException when the connection ends before, or is not open. */
  ping(): Promise<number> {
    const roundTrip = new Promise<number>((resolve, reject) => {
      if (this.readyState === 1) this.#pings.push({ sent: this.now(), resolve, reject })
      else reject(new DOMException('The WebSocket is not open.', 'InvalidStateError'))
    })
    // Ignoring one never raises.
    roundTrip.catch(() => {})
    if (this.readyState === 1) this.peer.takesPing()
    return roundTrip
  }

  /** Nothing is received, not even the end, until {@link resume} or `close()`. */
  pause(): void {
    this.#kept ??= []
  }

  resume(): void {
    const kept = this.#kept ?? []
    this.#kept = null
    // What arrives may pause again.
    for (const arrive of kept) this.arrives(arrive)
  }

  override close(code?: number, reason?: string): void {
    super.close(code, reason)
    this.resume()
  }

  setMessageSink(sink: ((data: string | ArrayBuffer | Blob) => void) | null): void {
    this.#sink = sink
  }

  protected override arrives(arrive: () => void): void {
    if (this.#kept) this.#kept.push(arrive)
    else arrive()
  }

  protected override deliver(data: string | ArrayBuffer | Blob): void {
    if (this.#sink) this.#sink(data)
    else super.deliver(data)
  }

  protected override pong(): void {
    const ping = this.#pings.shift()
    ping?.resolve(this.now() - ping.sent)
  }

  protected override ended(ending: FakeEnding, failure: Error | null): void {
    this.failure = failure
    for (const { reject } of this.#pings.splice(0)) {
      reject(new DOMException('The connection has ended.', 'NetworkError'))
    }
    super.ended(ending, failure)
  }
}

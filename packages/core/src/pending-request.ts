import { Subscription } from 'rxjs'
import { type Timer, timer } from './clock.ts'
import type { ConnectionState } from './connection-state.ts'
import { RETIREMENT } from './connections.ts'
import { EverwireError, RequestError, textOf } from './errors.ts'
import { inside } from './inside.ts'
import type { ObservableWebSocket } from './observable-web-socket.ts'
import type { SendReceipt } from './receipt.ts'
import type { WebSocketLike } from './web-socket-like.ts'

const OPEN = 1

/** A request that waits for its reply. */
export class PendingRequest<In, Out> {
  /** The lease, the timer and the listeners, until it is settled. */
  readonly #waiting = new Subscription()
  #receipt: SendReceipt | undefined
  /** The transport that the message went out on: only it can bring the reply. */
  #carrier: WebSocketLike | null = null
  #retirement: Timer | undefined
  readonly #socket: ObservableWebSocket<In, Out>
  readonly #match: (message: In) => boolean
  readonly #resolve: (reply: In) => void
  readonly #reject: (reason: unknown) => void

  constructor(
    socket: ObservableWebSocket<In, Out>,
    match: (message: In) => boolean,
    resolve: (reply: In) => void,
    reject: (reason: unknown) => void,
  ) {
    this.#socket = socket
    this.#match = match
    this.#resolve = resolve
    this.#reject = reject
  }

  /** Sends the message and waits. */
  send(message: Out, timeout: number, signal: AbortSignal | undefined): void {
    const waiting = this.#waiting
    this.#expire(timeout)
    if (signal) this.#obey(signal)
    const complete = () => this.#over(undefined)
    waiting.add(this.#socket.data$.subscribe({ next: this.#receive, error: this.#over, complete }))
    // Closed by the caller, or impossible to dial.
    if (waiting.closed) return
    try {
      // Once nobody waits for the reply any more, the message is not to be sent either.
      this.#receipt = this.#socket.send(message, { ttl: timeout })
    } catch (error) {
      this.#settle(() => this.#reject(error))
      return
    }
    waiting.add(this.#socket.on('state', this.#check))
    waiting.add(this.#receipt.status$.subscribe(this.#check))
  }

  #expire(timeout: number): void {
    const expiry = timer(inside(this.#socket).clock)
    expiry(timeout, () => {
      const message = this.#receipt?.status === 'queued' ? 'it was still waiting to be sent' : 'it was sent'
      this.#fail('timeout', `No reply within ${timeout} ms of the request; ${message}.`)
    })
    this.#waiting.add(() => expiry())
  }

  /** @see https://dom.spec.whatwg.org/#abortcontroller-api-integration */
  #obey(signal: AbortSignal): void {
    const abort = () => this.#settle(() => this.#reject(signal.reason))
    signal.addEventListener('abort', abort)
    this.#waiting.add(() => signal.removeEventListener('abort', abort))
  }

  readonly #receive = (message: In): void => {
    try {
      if (this.#match(message)) this.#settle(() => this.#resolve(message))
    } catch (error) {
      const threw = new EverwireError('usage', `\`match\` threw at a message: ${textOf(error)}`, { cause: error })
      this.#settle(() => this.#reject(threw))
    }
  }

  /** The message or the connection moved on. */
  readonly #check = (): void => {
    const { status, why } = this.#receipt as SendReceipt
    if (status === 'queued') return
    if (status === 'dropped') {
      this.#fail('dropped', 'The request was never sent.', why)
      return
    }
    // A session that confirms messages outlives the connection.
    if (status === 'acked') return
    const { raw, readyState, state } = this.#socket
    this.#carrier ??= raw
    const sent = status === 'sent' && raw !== null
    if (sent && raw === this.#carrier) return
    if (sent && readyState === OPEN) this.#outlive()
    else this.#lose(why ?? reasonOf(state))
  }

  /** The connection was replaced without a gap, and the old one is heard for a while. */
  #outlive(): void {
    if (this.#retirement) return
    const retirement = timer(inside(this.#socket).clock)
    this.#retirement = retirement
    retirement(RETIREMENT, () => this.#lose(undefined))
    this.#waiting.add(() => retirement())
  }

  /** The socket is over. */
  readonly #over = (reason: unknown): void => {
    // A message that was still queued has been dropped before, and that was told.
    if (this.#receipt) this.#lose(reason)
    else this.#fail('dropped', 'The request was never sent.', reason)
  }

  #lose(cause: unknown): void {
    this.#fail(
      'unknown',
      'The connection ended before the reply; whether the request was acted upon is unknown.',
      cause,
    )
  }

  #fail(code: 'dropped' | 'unknown' | 'timeout', message: string, cause?: unknown): void {
    this.#settle(() => this.#reject(new RequestError(code, message, { cause })))
  }

  #settle(tell: () => void): void {
    if (this.#waiting.closed) return
    this.#waiting.unsubscribe()
    tell()
  }
}

/** Why there is no connection, as far as the state tells. */
function reasonOf(state: ConnectionState): unknown {
  if (state.phase === 'closed') return state.error
  return state.phase === 'waiting' ? state.cause : undefined
}

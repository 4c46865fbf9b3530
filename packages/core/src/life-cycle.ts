import { Timer } from './clock.ts'
import { Connection } from './connection.ts'
import { type Cause, type ConnectionEvent, type ConnectionState, IDLE, reduce } from './connection-state.ts'
import { DialLimiter } from './dial-limit.ts'
import { closedByCaller, ending, offlineCause, syntheticClose } from './endings.ts'
import { type ClosedError, EverwireError } from './errors.ts'
import type { ResolvedOptions } from './resolve-options.ts'
import { asksAnew } from './target.ts'
import { type Verdict, verdictOf } from './verdict.ts'
import type { BinaryType, CloseEventLike, MessageEventLike, Received, WebSocketLike } from './web-socket-like.ts'

/** How long a connection must have been open before it counts as a success. */
const STABLE = 5000

/** What the life cycle tells the socket. Properties have changed already when these are called. */
export interface LifeCycleEvents {
  /** Does what changes the state as one step: what it causes to be told is told afterwards. */
  step(change: () => void): void
  transition(before: ConnectionState): void
  constructed(transport: WebSocketLike): void
  opened(event: unknown): void
  message(data: Received, event: MessageEventLike | null): void
  error(error: EverwireError): void
  /** A connection that was in use is gone; `event` is what its transport said, or stands for it. */
  closed(event: CloseEventLike): void
  /** It is over: without an error by `close()` or a normal end, with one by a terminal failure. */
  over(reason: ClosedError, failed: boolean): void
}

/** Dials when leased, dials again when a connection ends, hangs up when released: the states and their timers. */
export class LifeCycle {
  state: ConnectionState = IDLE
  binaryType: BinaryType
  /** `close()` was called, and `open()` not since. */
  sticky = false
  /** The device says that it has no network. */
  offline = false
  /** The server asked for the delay. */
  #firm = false
  #leases = 0
  #attempt = 0
  #askedAnew = false
  #cause: Cause | undefined
  #connection: Connection | null = null
  readonly #options: ResolvedOptions
  readonly #events: LifeCycleEvents
  readonly #phase: Timer
  readonly #linger: Timer
  readonly #limiter: DialLimiter

  constructor(options: ResolvedOptions, binaryType: BinaryType, events: LifeCycleEvents) {
    this.#options = options
    this.binaryType = binaryType
    this.#events = events
    this.#phase = new Timer(options.clock)
    this.#linger = new Timer(options.clock)
    this.#limiter = new DialLimiter(options.dialLimit)
  }

  /** The transport in use, or null. */
  get transport(): WebSocketLike | null {
    return this.#connection?.transport ?? null
  }

  get leased(): boolean {
    return this.#leases > 0
  }

  /** Holds the connection open; after a terminal failure it dials again, held back by the dial limit. */
  acquire(): void {
    this.#leases++
    this.#linger.clear()
    const { state } = this
    if (state.phase === 'idle') this.#events.step(() => this.#dial())
    else if (state.phase === 'closed' && !this.sticky) this.#events.step(() => this.#revive(state))
  }

  /** Gives a lease back; after the last one the connection is left behind once `linger` has passed. */
  release(): void {
    if (--this.#leases > 0) return
    this.#after(this.#linger, this.#options.linger, () => {
      if (!this.#transition({ type: 'release' })) return
      this.#leave()
      this.#attempt = 0
      this.#cause = undefined
    })
  }

  /** By the caller: undoes `close()`, and dials at once what is not connected or connecting. */
  open(): void {
    this.acquire()
    const { phase } = this.state
    if (phase !== 'open' && phase !== 'connecting') this.reconnect()
  }

  /** By the caller: a new connection now, if anybody holds a lease. */
  reconnect(): void {
    if (this.#leases === 0) return
    this.#events.step(() => {
      if (this.state.phase === 'closing') this.#closed(syntheticClose(1006, ''))
      this.sticky = false
      this.#settle()
      this.#dial()
    })
  }

  /** By the caller: ends for good, after the closing handshake where there is somebody to shake hands with. */
  close(code: number | undefined, reason: string | undefined): void {
    this.sticky = true
    this.#events.step(() => {
      const { state } = this
      if (state.phase === 'closed') this.#events.over(closedByCaller(state.code, state.reason), false)
      if (!this.#transition({ type: 'close' })) return
      if (this.transport) {
        this.#after(this.#phase, this.#options.closeTimeout, () => this.#closed(syntheticClose(1006, '')))
        this.#connection?.close(code, reason)
      } else this.#closed(syntheticClose(code ?? 1005, reason ?? ''))
    })
  }

  /** A timer whose end is a step. */
  #after(timer: Timer, delay: number, change: () => void): void {
    timer.set(delay, () => this.#events.step(change))
  }

  /** The network or the page came back: what waits dials within a second, unless the server asked for its delay. */
  hurry(): void {
    const { state } = this
    if (state.phase !== 'waiting' || this.#firm) return
    const { clock, random } = this.#options
    const delay = Math.max(1000 * random(), this.#limiter.wait(clock.now()))
    if (clock.now() + delay < state.retryAt) this.#events.step(() => this.#wait(delay, state.cause))
  }

  /** The peer fell silent. */
  dead(): void {
    if (this.state.phase !== 'open') return
    this.#events.step(() => {
      this.#leave()
      this.#events.error(new EverwireError('dead', 'The peer gave no sign of life; the connection is given up.'))
      this.#ended({ type: 'dead' }, syntheticClose(1006, ''))
    })
  }

  #dial(): void {
    this.#leave()
    const connection = new Connection(this.#options, this.binaryType, {
      constructed: (transport) => this.#events.constructed(transport),
      opened: (event) => this.#events.step(() => this.#opened(connection.transport as WebSocketLike, event)),
      message: (data, event) => this.state.phase === 'open' && this.#events.message(data, event),
      error: (error) => this.#events.error(error),
      ended: (cause, event, hopeless) => this.#events.step(() => this.#ended(cause, event, hopeless)),
    })
    this.#connection = connection
    this.#transition({ type: 'dial', attempt: this.#attempt })
    connection.dial(this.#attempt, this.#cause)
  }

  #opened({ protocol, extensions }: WebSocketLike, event: unknown): void {
    // close() may have come while the handshake was under way; then the transport is closing already.
    if (!this.#transition({ type: 'open', protocol, extensions, now: this.#options.clock.now() })) return
    this.#events.opened(event)
  }

  #leave(): void {
    this.#phase.clear()
    const connection = this.#connection
    this.#connection = null
    connection?.leave()
  }

  /** Forgets failures once a connection has proven itself. */
  #settle(): void {
    if (this.state.phase !== 'open' || this.#options.clock.now() - this.state.since < STABLE) return
    this.#attempt = 0
    this.#askedAnew = false
  }

  #ended(told: Cause, event: CloseEventLike | null, hopeless = false): void {
    const cause = this.offline ? offlineCause(told) : told
    this.#connection = null
    this.#cause = cause
    if (this.state.phase === 'closing') {
      this.#closed(event ?? syntheticClose(1006, ''))
      return
    }
    this.#settle()
    const verdict = hopeless ? null : this.#judge(cause)
    if (this.sticky) {
      // The policy, which is the user's, called close().
      this.#events.closed(event ?? syntheticClose(1006, ''))
      return
    }
    if (verdict && verdict.delay !== null) {
      this.#askedAnew ||= verdict.asked
      this.#firm = verdict.firm
      this.#attempt++
      this.#wait(Math.max(verdict.delay, this.#limiter.wait(this.#options.clock.now())), cause)
      if (event) this.#events.closed(event)
      return
    }
    const end = ending(cause, event, this.#options.policy === null)
    const { code, reason, wasClean } = end.event
    this.#transition({ type: 'closed', code, reason, wasClean, ...(end.failed && { error: end.error }) })
    if (event) this.#events.closed(event)
    if (end.failed) this.#events.error(end.error)
    this.#events.over(end.error, end.failed)
  }

  #judge(cause: Cause): Verdict {
    const { policy, closeCodes, random } = this.#options
    const canAskAnew = asksAnew(this.#options) && !this.#askedAnew
    const ending = { cause, attempt: this.#attempt + 1, closeCodes, canAskAnew, random }
    try {
      return verdictOf({ ...ending, policy })
    } catch (error) {
      this.#events.error(
        new EverwireError('options', 'The `reconnect` policy threw; the default one decides.', { cause: error }),
      )
      return verdictOf({ ...ending, policy: () => 1000 * 2 ** Math.min(this.#attempt, 5) })
    }
  }

  /** A new lease after the end: a first attempt again, at once unless the dial limit holds it back. */
  #revive({ code, reason, wasClean }: ConnectionState & { phase: 'closed' }): void {
    this.#attempt = 0
    const wait = this.#limiter.wait(this.#options.clock.now())
    if (wait > 0) this.#wait(wait, this.#cause ?? { type: 'closed', code, reason, wasClean })
    else this.#redial()
  }

  #wait(delay: number, cause: Cause): void {
    const now = this.#options.clock.now()
    this.#transition({ type: 'wait', attempt: this.#attempt, delay, now, cause })
    this.#after(this.#phase, delay, () => this.#redial())
  }

  #redial(): void {
    this.#limiter.record(this.#options.clock.now())
    this.#dial()
  }

  #closed(event: CloseEventLike): void {
    this.#leave()
    const { code, reason, wasClean } = event
    this.#transition({ type: 'closed', code, reason, wasClean })
    this.#events.closed(event)
    this.#events.over(closedByCaller(code, reason), false)
  }

  /** Moves on and tells it; answers whether it did move. */
  #transition(event: ConnectionEvent): boolean {
    const before = this.state
    this.state = reduce(before, event)
    if (this.state === before) return false
    this.#events.transition(before)
    return true
  }
}

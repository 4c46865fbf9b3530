import { Timer } from './clock.ts'
import { type Cause, type ConnectionEvent, type ConnectionState, IDLE, reduce } from './connection-state.ts'
import { Connections } from './connections.ts'
import { closedByCaller, ending, syntheticClose } from './endings.ts'
import type { ClosedError, EverwireError } from './errors.ts'
import { Leases } from './leases.ts'
import type { ResolvedOptions } from './resolve-options.ts'
import { Retries } from './retries.ts'
import type { BinaryType, CloseEventLike, MessageEventLike, Received, WebSocketLike } from './web-socket-like.ts'

/** What the life cycle tells the socket. Properties have changed already when these are called. */
export interface LifeCycleEvents {
  /** Does what changes the state as one step: what it causes to be told is told afterwards. */
  step(change: () => void): void
  transition(before: ConnectionState): void
  constructed(transport: WebSocketLike): void
  opened(event: unknown): void
  /** The transport in use is another one without a gap; answers what to call when the old one is gone. */
  replaced(event: unknown): () => void
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
  /** `close()` was called, and `open()` not since. */
  sticky = false
  readonly #options: ResolvedOptions
  readonly #events: LifeCycleEvents
  readonly #retries: Retries
  readonly #leases: Leases
  readonly #connections: Connections
  readonly #phase: Timer

  constructor(options: ResolvedOptions, binaryType: BinaryType, events: LifeCycleEvents) {
    this.#options = options
    this.#events = events
    this.#retries = new Retries(options, events.error)
    this.#phase = new Timer(options.clock)
    this.#leases = new Leases(options.clock, options.linger, () => events.step(() => this.#hangUp()))
    this.#connections = new Connections(options, binaryType, {
      step: events.step,
      constructed: events.constructed,
      opened: (transport, event) => this.#move('open', transport) && events.opened(event),
      replaced: (transport, event) => {
        this.#move('replace', transport)
        return events.replaced(event)
      },
      message: (data, event) => this.state.phase === 'open' && events.message(data, event),
      error: events.error,
      ended: (cause, event, hopeless) => this.#ended(cause, event, hopeless),
      adopted: (event) => {
        if (this.state.phase === 'open') this.#retries.opened(this.state.since)
        if (this.#transition({ type: 'dial', attempt: this.#retries.attempt })) {
          events.closed(event ?? syntheticClose(1006, ''))
        }
      },
    })
  }

  /** The transport in use, or null. */
  get transport(): WebSocketLike | null {
    return this.#connections.transport
  }

  get leased(): boolean {
    return this.#leases.held
  }

  /** How binary messages are to arrive, from the next connection on. */
  get binaryType(): BinaryType {
    return this.#connections.binaryType
  }

  set binaryType(binaryType: BinaryType) {
    this.#connections.binaryType = binaryType
  }

  /** The device says whether it has a network. */
  set offline(offline: boolean) {
    this.#retries.offline = offline
  }

  /** Holds the connection open; after a terminal failure it dials again, held back by the dial limit. */
  acquire(): void {
    this.#leases.acquire()
    const { state } = this
    if (state.phase === 'idle') this.#events.step(() => this.#dial())
    else if (state.phase === 'closed' && !this.sticky) this.#events.step(() => this.#revive(state))
  }

  /** Gives a lease back; after the last one the connection is left behind once `linger` has passed. */
  release(): void {
    this.#leases.release()
  }

  /** By the caller: undoes `close()`, and dials at once what is not connected or connecting. */
  open(): void {
    this.acquire()
    const { phase } = this.state
    if (phase !== 'open' && phase !== 'connecting') this.reconnect()
  }

  /** By the caller: a new connection now, if anybody holds a lease; with `overlap` beside the open one, which it replaces. */
  reconnect(overlap = false): void {
    if (!this.leased) return
    this.#events.step(() => {
      if (overlap && this.state.phase === 'open') {
        this.#connections.dialBeside(this.#retries.attempt)
        return
      }
      if (this.state.phase === 'closing') this.#closed(syntheticClose(1006, ''))
      if (this.state.phase === 'open') this.#retries.opened(this.state.since)
      this.sticky = false
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
        this.#connections.close(code, reason)
      } else this.#closed(syntheticClose(code ?? 1005, reason ?? ''))
    })
  }

  /** The network or the page came back: what waits dials within a second, unless the server asked for its delay. */
  hurry(): void {
    const { state } = this
    if (state.phase !== 'waiting') return
    const delay = this.#retries.sooner(state.retryAt)
    if (delay !== null) this.#events.step(() => this.#wait(delay, state.cause))
  }

  /** Gives up the open connection, because its peer fell silent or sent what may not be; then it is told the code. */
  giveUp(cause: Cause, event: CloseEventLike): void {
    if (this.state.phase !== 'open') return
    this.#events.step(() => {
      if (cause.type === 'closed') this.#connections.close(event.code, event.reason)
      this.#leave()
      this.#ended(cause, event, false)
    })
  }

  #dial(): void {
    this.#phase.clear()
    const { attempt, cause } = this.#retries
    // Before the transition: what is left must not hear of what follows.
    this.#connections.leave()
    this.#transition({ type: 'dial', attempt })
    this.#connections.dial(attempt, cause)
  }

  /** Into `open`; not where close() came while the handshake was under way. */
  #move(type: 'open' | 'replace', { protocol, extensions }: WebSocketLike): boolean {
    return this.#transition({ type, protocol, extensions, now: this.#options.clock.now() })
  }

  #hangUp(): void {
    if (!this.#transition({ type: 'release' })) return
    this.#leave()
    this.#retries.forget()
  }

  #leave(): void {
    this.#phase.clear()
    this.#connections.leave()
  }

  #ended(cause: Cause, event: CloseEventLike | null, hopeless: boolean): void {
    if (this.state.phase === 'closing') {
      this.#closed(event ?? syntheticClose(1006, ''))
      return
    }
    if (this.state.phase === 'open') this.#retries.opened(this.state.since)
    const delay = this.#retries.after(cause, hopeless)
    if (this.sticky) {
      // The policy, which is the user's, called close().
      this.#events.closed(event ?? syntheticClose(1006, ''))
    } else if (delay === null) this.#fail(cause, event)
    else {
      this.#wait(delay, this.#retries.cause ?? cause)
      if (event) this.#events.closed(event)
    }
  }

  #fail(cause: Cause, event: CloseEventLike | null): void {
    const end = ending(cause, event, this.#options.policy === null)
    const { code, reason, wasClean } = end.event
    this.#transition({ type: 'closed', code, reason, wasClean, ...(end.failed && { error: end.error }) })
    if (event) this.#events.closed(event)
    if (end.failed) this.#events.error(end.error)
    this.#events.over(end.error, end.failed)
  }

  /** A new lease after the end: a first attempt again, at once unless the dial limit holds it back. */
  #revive({ code, reason, wasClean }: ConnectionState & { phase: 'closed' }): void {
    const retries = this.#retries
    retries.attempt = 0
    const delay = retries.limited()
    if (delay > 0) this.#wait(delay, retries.cause ?? { type: 'closed', code, reason, wasClean })
    else this.#redial()
  }

  #wait(delay: number, cause: Cause): void {
    const now = this.#options.clock.now()
    this.#transition({ type: 'wait', attempt: this.#retries.attempt, delay, now, cause })
    this.#after(this.#phase, delay, () => this.#redial())
  }

  #redial(): void {
    this.#retries.record()
    this.#dial()
  }

  #closed(event: CloseEventLike): void {
    this.#leave()
    const { code, reason, wasClean } = event
    this.#transition({ type: 'closed', code, reason, wasClean })
    this.#events.closed(event)
    this.#events.over(closedByCaller(code, reason), false)
  }

  /** A timer whose end is a step. */
  #after(timer: Timer, delay: number, change: () => void): void {
    timer.set(delay, () => this.#events.step(change))
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

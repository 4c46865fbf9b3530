import { timer } from './clock.ts'
import type { ConnectionHandlers } from './connection.ts'
import { type Cause, type ConnectionState, IDLE, moved } from './connection-state.ts'
import { type Connections, connections } from './connections.ts'
import { closedByCaller, isNormal, syntheticClose, terminal } from './endings.ts'
import { type ClosedError, failure } from './errors.ts'
import type { ResolvedOptions } from './resolve-options.ts'
import { retries } from './retries.ts'
import type { RunQueue } from './run-queue.ts'
import type { BinaryType, CloseEventLike, WebSocketLike } from './web-socket-like.ts'

/** What the life cycle tells the socket. Properties have changed already when these are called. */
export interface LifeCycleHandlers extends Omit<ConnectionHandlers, 'ended'> {
  transition(before: ConnectionState): void
  /** The transport that was replaced is gone. */
  retired(transport: WebSocketLike): void
  /** A connection is gone; `event` is what its transport said, or stands for it, absent where it never had one. */
  closed(event: CloseEventLike | undefined): void
  /** It is over: without an error by `close()` or a normal end, with one by a terminal failure. */
  over(reason: ClosedError, failed: boolean): void
}

/** Dials when leased, dials again when a connection ends, hangs up when released: the states and their timers. */
export interface LifeCycle {
  state: ConnectionState
  /** `close()` was called, and `open()` not since. */
  sticky: boolean
  /** Leases that are held. */
  held: number
  readonly line: Pick<Connections, 'transport' | 'binaryType'>
  /** Holds the connection open; after a terminal failure it dials again, held back by the dial limit. */
  acquire(): void
  /** Gives a lease back; after the last one the connection is left behind once `linger` has passed. */
  release(): void
  /** By the caller: a lease that undoes `close()`, and dials at once what is not connected or connecting. */
  open(): void
  /** By the caller: a new connection now, if anybody holds a lease and `close()` is undone; with `overlap` beside the open one, which it replaces. */
  reconnect(overlap?: boolean): void
  /** By the caller: ends for good, after the closing handshake where there is somebody to shake hands with. */
  close(code?: number, reason?: string): void
  /** The device says whether it has a network. */
  offline(offline: boolean): void
  /** The network or the page came back: what waits dials within a second, unless the server asked for its delay. */
  hurry(): void
  /** The peer fell silent: the open connection is given up. */
  dead(): void
  /** The peer sent what may not be: the same, and it is told the code. */
  refuse(code: number, reason: string): void
}

export function lifeCycle(
  options: ResolvedOptions,
  binaryType: BinaryType,
  step: RunQueue['step'],
  tell: LifeCycleHandlers,
): LifeCycle {
  const { clock, policy, linger, closeTimeout } = options
  const memory = retries(options, tell.error)
  const phaseEnd = timer(clock)
  const lingering = timer(clock)

  const line = connections(options, binaryType, step, {
    ...tell,
    opened(event) {
      // Where it replaces one that was open.
      remember()
      memory.cause = undefined
      const { protocol, extensions } = line.transport as WebSocketLike
      // Not where close() came while the handshake was under way.
      if (move({ phase: 'open', attempt: memory.attempt, protocol, extensions, since: clock.now() })) tell.opened(event)
    },
    ended,
    adopted(event = syntheticClose()) {
      remember()
      if (move({ phase: 'connecting', attempt: memory.attempt })) tell.closed(event)
    },
  })

  /** Moves on and tells it; answers whether it did move. */
  function move(to: ConnectionState): boolean {
    const before = self.state
    self.state = moved(before, to)
    if (self.state === before) return false
    tell.transition(before)
    return true
  }

  /** What was open is left, or ended. */
  function remember(): void {
    if (self.state.phase === 'open') memory.opened(self.state.since)
  }

  function dial(): void {
    const { attempt, cause } = memory
    // Before the transition: what is left must not hear of what follows.
    leave()
    move({ phase: 'connecting', attempt })
    // Who watches from inside is told at once, and may have called close().
    if (self.state.phase === 'connecting') line.dial(attempt, cause)
  }

  function redial(): void {
    memory.record()
    dial()
  }

  function wait(delay: number, cause: Cause): void {
    move({ phase: 'waiting', attempt: memory.attempt, delay, retryAt: clock.now() + delay, cause })
    if (self.state.phase === 'waiting') phaseEnd(delay, () => step(redial))
  }

  function leave(): void {
    phaseEnd()
    line.leave()
  }

  function hangUp(): void {
    if (!move(IDLE)) return
    leave()
    memory.attempt = 0
  }

  /** A new lease: a first attempt, and after a failure one that the dial limit may hold back. */
  function revive(): void {
    const { cause } = memory
    memory.attempt = 0
    const delay = memory.limited()
    if (!cause) dial()
    else if (delay > 0) wait(delay, cause)
    else redial()
  }

  function ended(cause: Cause, event?: CloseEventLike, hopeless?: boolean): void {
    if (self.state.phase === 'closing') {
      closed(event)
      return
    }
    leave()
    remember()
    const before = self.state
    const delay = memory.after(cause, hopeless)
    // Not where the policy, which is the user's, went on by itself: it called close(), or reconnect().
    if (self.state === before) {
      if (delay === null) {
        conclude(event, terminal(cause, event), policy !== null || !isNormal(cause))
        return
      }
      wait(delay, memory.cause as Cause)
    }
    // Else close(), called meanwhile, has told it.
    if (self.state.phase !== 'closed') tell.closed(event)
  }

  function closed(event = syntheticClose()): void {
    leave()
    conclude(event, closedByCaller(event))
  }

  function conclude(event: CloseEventLike | undefined, error: ClosedError, failed = false): void {
    const { code, reason, wasClean } = event ?? syntheticClose()
    move({ phase: 'closed', code, reason, wasClean, ...(failed && { error }) })
    tell.closed(event)
    if (failed) tell.error(error)
    tell.over(error, failed)
  }

  /** A new connection now; it is called for what is leased only. */
  function replace(): void {
    if (self.state.phase === 'closing') closed()
    remember()
    self.sticky = false
    dial()
  }

  const self: LifeCycle = {
    line,
    state: IDLE,
    sticky: false,
    held: 0,
    acquire() {
      self.held++
      lingering()
      const { phase } = self.state
      if (phase === 'idle' || (phase === 'closed' && !self.sticky)) step(revive)
    },
    release() {
      if (--self.held === 0) lingering(linger, () => step(hangUp))
    },
    open() {
      self.acquire()
      if (self.state.phase !== 'open' && self.state.phase !== 'connecting') step(replace)
    },
    reconnect(overlap) {
      if (self.held === 0 || self.sticky) return
      if (overlap && self.state.phase === 'open') step(() => line.dialBeside(memory.attempt))
      else step(replace)
    },
    close(code, reason) {
      self.sticky = true
      step(() => {
        if (self.state.phase === 'closed') tell.over(closedByCaller(self.state), false)
        if (!move({ phase: 'closing' })) return
        if (line.transport) {
          phaseEnd(closeTimeout, () => step(closed))
          line.close(code, reason)
        } else closed(syntheticClose(code ?? 1005, reason))
      })
    },
    offline(offline) {
      memory.offline = offline
    },
    hurry() {
      const { state } = self
      if (state.phase !== 'waiting') return
      const delay = memory.sooner(state.retryAt)
      if (delay !== null) step(() => wait(delay, state.cause))
    },
    dead: () =>
      step(() => {
        tell.error(failure('dead', 'heartbeat'))
        ended({ type: 'dead' }, syntheticClose())
      }),
    refuse(code, reason) {
      if (self.state.phase !== 'open') return
      const event = { type: 'close', code, reason, wasClean: false }
      step(() => {
        line.close(code, reason)
        ended({ ...event, type: 'closed' }, event)
      })
    },
  }
  return self
}

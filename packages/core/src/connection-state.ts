import type { EverwireError } from './errors.ts'

/**
 * Why a connection ended, or why an attempt failed.
 *
 * - `closed`: the connection was open and ended, with this code (1006: without a close frame).
 * - `refused`: it never opened; `status` and `retryAfter` (milliseconds) where the transport can tell.
 * - `timeout`: it did not open within `connectTimeout`.
 * - `dead`: it was open, and the peer fell silent.
 * - `offline`: the device has no network.
 * - `options`: a function among the options threw, rejected or hung, or the transport's constructor threw.
 */
export type Cause =
  | { readonly type: 'closed'; readonly code: number; readonly reason: string; readonly wasClean: boolean }
  | { readonly type: 'refused'; readonly status?: number; readonly retryAfter?: number }
  | { readonly type: 'timeout' }
  | { readonly type: 'dead' }
  | { readonly type: 'offline' }
  | { readonly type: 'options'; readonly error: unknown }

/**
 * Where a socket is. A frozen object whose identity changes only on a transition. `attempt` counts retries: 0 is the
 * first dial, and it returns to 0 after 5 s of open. `since` and `retryAt` are epoch milliseconds, `delay` milliseconds.
 * `waiting.attempt` is the number of the attempt that follows.
 *
 * @example
 * ```ts
 * socket.state$.subscribe((state) => {
 *   if (state.phase === 'waiting') console.log(`attempt ${state.attempt} in ${state.delay} ms`, state.cause)
 * })
 * ```
 */
export type ConnectionState =
  | { readonly phase: 'idle' }
  | { readonly phase: 'connecting'; readonly attempt: number }
  | {
      readonly phase: 'open'
      readonly attempt: number
      readonly protocol: string
      readonly extensions: string
      readonly since: number
    }
  | {
      readonly phase: 'waiting'
      readonly attempt: number
      readonly delay: number
      readonly retryAt: number
      readonly cause: Cause
    }
  | { readonly phase: 'closing' }
  | {
      readonly phase: 'closed'
      readonly code: number
      readonly reason: string
      readonly wasClean: boolean
      readonly error?: EverwireError
    }

/** What happens to a connection, as the reducer is told of it. Times are handed in. */
export type ConnectionEvent =
  | { readonly type: 'dial'; readonly attempt: number }
  | { readonly type: 'open' | 'replace'; readonly protocol: string; readonly extensions: string; readonly now: number }
  | {
      readonly type: 'wait'
      readonly attempt: number
      readonly delay: number
      readonly now: number
      readonly cause: Cause
    }
  | { readonly type: 'close' }
  | {
      readonly type: 'closed'
      readonly code: number
      readonly reason: string
      readonly wasClean: boolean
      readonly error?: EverwireError
    }
  | { readonly type: 'release' }

/** The state before anything happened, and after the last lease was released. */
export const IDLE: ConnectionState = Object.freeze({ phase: 'idle' })

/**
 * The connection's state machine: pure, and total, because an event that has no meaning in a state leaves it as it is.
 *
 * ```
 * idle ─dial→ connecting ─open→ open ─close→ closing ─closed→ closed
 *                 ↑ dial │ wait   │ wait
 *                 └─── waiting ←──┘            any ─release→ idle        open ─replace→ open
 * ```
 */
export function reduce(state: ConnectionState, event: ConnectionEvent): ConnectionState {
  switch (event.type) {
    case 'dial':
      return state.phase === 'closing' ? state : Object.freeze({ phase: 'connecting', attempt: event.attempt })
    case 'open':
    case 'replace':
      if (state.phase !== (event.type === 'open' ? 'connecting' : 'open')) return state
      return Object.freeze({
        phase: 'open',
        attempt: state.attempt,
        protocol: event.protocol,
        extensions: event.extensions,
        since: event.now,
      })
    case 'wait': {
      if (state.phase === 'closing' || state.phase === 'idle') return state
      const { attempt, delay, cause } = event
      return Object.freeze({ phase: 'waiting', attempt, delay, retryAt: event.now + delay, cause })
    }
    case 'close':
      return state.phase === 'closed' || state.phase === 'closing' ? state : Object.freeze({ phase: 'closing' })
    case 'closed': {
      if (state.phase === 'closed') return state
      const { type: _, ...rest } = event
      return Object.freeze({ phase: 'closed', ...rest })
    }
    case 'release':
      return state.phase === 'closed' || state.phase === 'closing' ? state : IDLE
  }
}

/** WHATWG's `readyState` for a state: 3 also when nothing is dialled. */
export function readyStateOf(state: ConnectionState): 0 | 1 | 2 | 3 {
  if (state.phase === 'connecting') return 0
  if (state.phase === 'open') return 1
  return state.phase === 'closing' ? 2 : 3
}

import type { EverwireError } from './errors.ts'

/**
 * Why a connection ended, or why an attempt failed.
 *
 * - `closed`: the connection was open and ended, with this code (1006: without a close frame).
 * - `refused`: it never opened; `status` and `retryAfter` (milliseconds) where the transport can tell.
 * - `timeout`: it did not open within `connectTimeout`.
 * - `dead`: it was open, and the peer fell silent.
 * - `offline`: the device has no network.
 * - `options`: a function among the options threw or rejected, or the transport's constructor threw. (One that hangs is a
 *   `timeout`.)
 *
 * @example
 * ```ts
 * const explain = (cause: Cause) => (cause.type === 'closed' ? `closed with ${cause.code}` : cause.type)
 * ```
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

/** The state before anything happened, and after the last lease was released. */
export const IDLE: ConnectionState = /* @__PURE__ */ Object.freeze({ phase: 'idle' })

/** From which phases there is no way to a phase. */
const BARRED: Readonly<Record<ConnectionState['phase'], string>> = {
  idle: 'closing closed',
  connecting: 'closing',
  open: 'idle waiting closing closed',
  waiting: 'idle closing',
  closing: 'closing closed',
  closed: 'closed',
}

/**
 * The connection's state machine: pure, and total, because a step that has no meaning in a state leaves it as it is.
 *
 * ```
 * idle → connecting → open → closing → closed       any → idle       open → open: replaced
 *             ↑ ↓       ↓
 *             waiting ←─┘
 * ```
 */
export function moved(from: ConnectionState, to: ConnectionState): ConnectionState {
  return BARRED[to.phase].includes(from.phase) ? from : Object.freeze(to)
}

/** WHATWG's `readyState` for a state: 3 also when nothing is dialled. */
export function readyStateOf({ phase }: ConnectionState): 0 | 1 | 2 | 3 {
  return phase === 'connecting' ? 0 : phase === 'open' ? 1 : phase === 'closing' ? 2 : 3
}

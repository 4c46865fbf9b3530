import { type ConnectionState, IDLE, readyStateOf } from './connection-state.ts'
import type { EverwireError } from './errors.ts'
import { listen, type SocketHandlers } from './listen.ts'
import type { AnySocket, Receiving } from './observable-web-socket.ts'
import { cancelPaint, flushPaint, paintNextFrame } from './paint.ts'
import { sharedView, still, type View } from './view.ts'

/**
 * What a component shows of its connection. Another object only after a change.
 *
 * @example
 * ```ts
 * const badge = ({ state, error }: Status) => (error ? `${state.phase}: ${error.message}` : state.phase)
 * ```
 */
export interface Status {
  /** The socket's state; idle without a URL. */
  readonly state: ConnectionState
  /**
   * WHATWG's, but for a component: -1 without a URL, and 0 while idle, because it will open. (The socket itself says 3
   * there.)
   */
  readonly readyState: -1 | 0 | 1 | 2 | 3
  /** The last error since the connection was last opened, or undefined. */
  readonly error: EverwireError | undefined
}

/**
 * The status before anything happened, as servers render it and pages hydrate it.
 *
 * @example
 * ```ts
 * const rendered = typeof window === 'undefined' ? IDLE_STATUS : statusView(socket).get()
 * ```
 */
export const IDLE_STATUS: Status = /* @__PURE__ */ Object.freeze({ state: IDLE, readyState: 0, error: undefined })

/** The status without a URL. */
export const NO_STATUS: Status = /* @__PURE__ */ Object.freeze({ state: IDLE, readyState: -1, error: undefined })

/**
 * What the bindings paint of a connection. Watching it is no lease. A transition is told at once, after everything that
 * waited to be painted; errors wait for the next frame.
 *
 * @param socket null: there is no URL.
 *
 * @example
 * ```ts
 * const status = statusView(socket)
 * const stop = status.subscribe(() => badge(status.get().state.phase))
 * ```
 */
export function statusView(socket: AnySocket | null): View<Status> {
  if (!socket) return still(NO_STATUS)
  let error = errorOf(socket.state)
  let status: Status = snapshot(socket.state, error)
  const get = () => {
    const { state } = socket
    error = errorOf(state) ?? error
    if (status.state !== state || status.error !== error) status = snapshot(state, error)
    return status
  }
  return sharedView(get, (changed) => {
    // What was shown before nobody watched may have been over since.
    if (socket.state.phase === 'open') error = undefined
    const transitions = socket.on('state', (state) => {
      if (state.phase === 'open') error = undefined
      error = errorOf(state) ?? error
      cancelPaint(changed)
      flushPaint()
      changed()
    })
    const errors = socket.on('error', (latest) => {
      error = latest
      paintNextFrame(changed)
    })
    return () => {
      transitions.unsubscribe()
      errors.unsubscribe()
      cancelPaint(changed)
    }
  })
}

/**
 * The status of a component's connection, as {@link statusView} has it, but watching is a lease: while anybody does, the
 * handlers are called, once however many do.
 *
 * @param socket null: there is no URL.
 * @param current Answers the handlers as they are now.
 * @param release Called when the last one leaves: `release` of the component's commands.
 *
 * @example
 * ```ts
 * const { release, ...told } = commands(() => socket)
 * const status = leasedStatus(socket, () => options, release)
 * const hangUp = status.subscribe(() => badge(status.get().state.phase))
 * ```
 */
export function leasedStatus<In>(
  socket: Receiving<In> | null,
  current: () => SocketHandlers<In>,
  release: () => unknown,
): View<Status> {
  const status = statusView(socket)
  if (!socket) return status
  return sharedView(status.get, (changed) => {
    // Before the lease, which dials: so it misses nothing of that.
    const unwatch = status.subscribe(changed)
    const listening = listen(socket, current)
    return () => {
      release()
      listening.unsubscribe()
      unwatch()
    }
  })
}

function snapshot(state: ConnectionState, error: EverwireError | undefined): Status {
  return { state, readyState: state.phase === 'idle' ? 0 : readyStateOf(state), error }
}

function errorOf(state: ConnectionState): EverwireError | undefined {
  return state.phase === 'closed' ? state.error : undefined
}

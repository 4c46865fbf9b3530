import type { Cause } from './connection-state.ts'
import { ClosedError, textOf } from './errors.ts'
import type { CloseEventLike } from './web-socket-like.ts'

/** How a socket ended that does not come back by itself. */
export interface Ending {
  readonly event: CloseEventLike
  readonly error: ClosedError
  /** False for a normal end of a socket that was not to reconnect. */
  readonly failed: boolean
}

/** The `close` of a connection that no transport speaks for. */
export function syntheticClose(code: number, reason: string): CloseEventLike {
  return { type: 'close', code, reason, wasClean: code !== 1006 }
}

/** Why messages can no longer be sent after `close()`. */
export function closedByCaller(code: number, reason: string): ClosedError {
  return new ClosedError('close() was called; open() opens it again.', code, reason)
}

/** The cause of an end that came without a network: what says nothing else is put down to that. */
export function offlineCause(cause: Cause): Cause {
  const silent = cause.type === 'closed' ? cause.code === 1006 : cause.type === 'refused' && cause.status === undefined
  return silent || cause.type === 'timeout' || cause.type === 'dead' ? { type: 'offline' } : cause
}

/** What a terminal cause amounts to. RFC 6455 section 7.1.5: without a close frame the code is 1006. */
export function ending(cause: Cause, event: CloseEventLike | null, once: boolean): Ending {
  const closed = event ?? syntheticClose(1006, '')
  const { code, reason } = closed
  const normal = cause.type === 'closed' && cause.wasClean && (code === 1000 || code === 1001 || code === 1005)
  const error = new ClosedError(describe(cause, code, reason), code, reason, {
    cause: cause.type === 'options' ? cause.error : event,
  })
  return { event: closed, error, failed: !(once && normal) }
}

function describe(cause: Cause, code: number, reason: string): string {
  switch (cause.type) {
    case 'closed':
      return `The connection ended for good with close code ${code}${reason && ` (${reason})`}.`
    case 'refused':
      return `The connection was refused for good${cause.status ? ` with HTTP status ${cause.status}` : ''}.`
    case 'options':
      return `The connection cannot be dialled: ${textOf(cause.error)}`
    default:
      return `The connection ended for good (${cause.type}).`
  }
}

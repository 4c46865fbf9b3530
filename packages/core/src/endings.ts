import type { Cause } from './connection-state.ts'
import { ClosedError, textOf } from './errors.ts'
import { say } from './prose.ts'
import type { CloseEventLike } from './web-socket-like.ts'

/** The `close` of a connection that no transport speaks for. */
export function syntheticClose(code = 1006, reason = ''): CloseEventLike {
  return { type: 'close', code, reason, wasClean: code !== 1006 }
}

/** Why messages can no longer be sent after `close()`. */
export function closedByCaller({ code, reason }: Pick<CloseEventLike, 'code' | 'reason'>): ClosedError {
  return new ClosedError(say('close()'), code, reason)
}

/** A clean end that a server may well mean: of a socket that is not to reconnect it is no failure. */
export function isNormal(cause: Cause): boolean {
  return cause.type === 'closed' && cause.wasClean && [1000, 1001, 1005].includes(cause.code)
}

/** The error of a terminal cause. RFC 6455 section 7.1.5: without a close frame the code is 1006. */
export function terminal(cause: Cause, event: CloseEventLike | undefined): ClosedError {
  const { code, reason } = event ?? syntheticClose()
  const { type } = cause
  let detail = ''
  if (type === 'closed') detail = code + (reason && ` ${reason}`)
  if (type === 'refused' && cause.status) detail += cause.status
  if (type === 'options') detail = textOf(cause.error)
  const options = { cause: type === 'options' ? cause.error : event }
  return new ClosedError(say(`final ${type}`, detail), code, reason, options)
}

import type { OutgoingHttpHeaders } from 'node:http'
import type { ErrorCode, ErrorMessage } from './messages.ts'

/**
 * What a client asked for cannot be done. Over HTTP it becomes a status with a JSON body, over a WebSocket a JSON
 * message; the message says what was wrong and what to do.
 */
export class InputError extends Error {
  override readonly name = 'InputError'
  readonly code: ErrorCode
  /** The status where the answer goes over HTTP. */
  readonly status: number
  readonly headers: OutgoingHttpHeaders

  constructor(code: ErrorCode, message: string, status = 400, headers: OutgoingHttpHeaders = {}) {
    super(message)
    this.code = code
    this.status = status
    this.headers = headers
  }
}

/** The error as it goes over the wire. */
export const errorMessage = (code: ErrorCode, message: string): ErrorMessage => ({ error: { code, message } })

/** A failure of the server itself: told to the operator in full, to the client without the inside. */
export function toInputError(error: unknown): InputError {
  if (error instanceof InputError) return error
  console.error(error)
  return new InputError('internal', 'The server failed at this. It goes on; its own log says why.', 500)
}

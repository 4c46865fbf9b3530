import { type OutgoingHttpHeaders, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { errorMessage, type InputError } from './input-error.ts'

/** A refused client may take so long to read why. */
const LINGER_MS = 2_000

/** The JSON headers of every answer. */
export const jsonHeaders = (body: string): OutgoingHttpHeaders => ({
  'Content-Type': 'application/json',
  'Content-Length': Buffer.byteLength(body),
  'Cache-Control': 'no-store',
})

/** Answers with an error on a bare socket, where HTTP's own response object is not at hand, and ends the connection. */
export function refuse(socket: Duplex, error: InputError, more: OutgoingHttpHeaders = {}): void {
  if (socket.destroyed || socket.writableEnded) return
  const body = JSON.stringify(errorMessage(error.code, error.message))
  const headers = { Connection: 'close', ...jsonHeaders(body), ...error.headers, ...more }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  socket.on('error', () => socket.destroy())
  socket.end([`HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? ''}`, ...lines, '', body].join('\r\n'))
  // What is still on its way is read and dropped: closing with unread bytes would reset the connection, and a reset
  // takes back an answer the client has not read yet.
  socket.resume()
  const timer = setTimeout(() => socket.destroy(), LINGER_MS)
  socket.once('close', () => clearTimeout(timer))
}

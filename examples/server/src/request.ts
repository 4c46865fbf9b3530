import type { IncomingMessage } from 'node:http'
import { InputError } from './input-error.ts'
import type { OriginAllowList } from './origins.ts'

/** The address of a request; an `InputError` where it is none. */
export function urlOf(request: IncomingMessage): URL {
  const base = 'http://localhost'
  const target = request.url ?? ''
  // A target starts with a slash (RFC 9112, 3.2.1); two would be taken for a host name.
  if (target.startsWith('/') && URL.canParse(`${base}${target}`)) return new URL(`${base}${target}`)
  throw new InputError('bad-request', 'The request target is no path. Ask for one such as /healthz.')
}

/** A page that is not allowed gets an error, no matter that its browser would hide the answer from it. */
export function checkOrigin(origins: OriginAllowList, request: IncomingMessage): void {
  if (origins.allows(request.headers.origin)) return
  const message = 'Pages of this origin are not allowed. Start the server with --origin to allow it.'
  throw new InputError('origin-not-allowed', message, 403)
}

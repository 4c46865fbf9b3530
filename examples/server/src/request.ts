import type { IncomingMessage } from 'node:http'
import { InputError } from './input-error.ts'
import type { OriginAllowList } from './origins.ts'

/** The address of a request; an `InputError` where it is none. */
export const urlOf = (request: IncomingMessage): URL => urlOfTarget(request.url ?? '')

/** The address that a request's target is; an `InputError` where it is none. */
export function urlOfTarget(target: string): URL {
  // A path, or a whole address as proxies send it (RFC 9112, 3.2). A path of two slashes must not become a host name.
  const address = target.startsWith('/') ? `http://localhost${target}` : target
  if (/^https?:/i.test(address) && URL.canParse(address)) return new URL(address)
  throw new InputError('bad-request', 'The request target is no path. Ask for one such as /healthz.')
}

/** A page that is not allowed gets an error, no matter that its browser would hide the answer from it. */
export function checkOrigin(origins: OriginAllowList, request: IncomingMessage): void {
  if (origins.allows(request.headers.origin)) return
  const message = 'Pages of this origin are not allowed. Start the server with --origin to allow it.'
  throw new InputError('origin-not-allowed', message, 403)
}

import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { doFault } from './fault-api.ts'
import type { Faults } from './faults.ts'
import { errorMessage, InputError, toInputError } from './input-error.ts'
import { ENDPOINTS, type FaultReport, type Health } from './messages.ts'
import type { OriginAllowList } from './origins.ts'
import { jsonHeaders } from './refuse.ts'
import { checkOrigin, urlOf } from './request.ts'

/** What the HTTP side needs of the rest. */
export interface HttpContext {
  readonly origins: OriginAllowList
  /** Missing unless the server was started with faults. */
  readonly faults: Faults | undefined
  readonly health: () => Health
}

/** Answers plain HTTP requests. Never throws. */
export function answer(context: HttpContext, request: IncomingMessage, response: ServerResponse): void {
  try {
    const body = route(context, request)
    send(request, response, context, body === undefined ? 204 : 200, body)
  } catch (thrown) {
    const error = toInputError(thrown)
    send(request, response, context, error.status, errorMessage(error.code, error.message), error.headers)
  }
}

function route(context: HttpContext, request: IncomingMessage): Health | FaultReport | undefined {
  const { pathname, searchParams } = urlOf(request)
  const isControl = pathname.startsWith('/faults/')
  if (isControl) checkOrigin(context.origins, request)
  if (request.method === 'OPTIONS') {
    checkOrigin(context.origins, request)
    return undefined
  }
  if (pathname === '/healthz') {
    checkMethod(request, 'GET', 'HEAD')
    return context.health()
  }
  if (isControl) {
    if (context.faults === undefined) {
      throw new InputError('faults-off', 'Faults are off. Start the server with --faults to have them.', 404)
    }
    checkMethod(request, 'POST')
    checkNoBody(request)
    return doFault(context.faults, pathname.slice('/faults/'.length), searchParams)
  }
  if (ENDPOINTS.some((endpoint) => endpoint === pathname)) {
    const headers = { Upgrade: 'websocket', Connection: 'Upgrade' }
    const message = `${pathname} is a WebSocket endpoint. Open it with ws://.`
    throw new InputError('upgrade-required', message, 426, headers)
  }
  throw new InputError('not-found', `There is nothing here. Ask for /healthz, or open ${ENDPOINTS.join(', ')}.`, 404)
}

function checkMethod(request: IncomingMessage, ...allowed: string[]): void {
  if (allowed.includes(request.method ?? '')) return
  const message = `This takes ${allowed.join(' or ')} only.`
  throw new InputError('method-not-allowed', message, 405, { Allow: [...allowed, 'OPTIONS'].join(', ') })
}

function checkNoBody({ headers }: IncomingMessage): void {
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
  if (!hasBody) return
  const message = 'A fault takes no body. Put its parameters into the query.'
  throw new InputError('body-not-taken', message, 413, { Connection: 'close' })
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  { origins }: HttpContext,
  status: number,
  body: object | undefined,
  headers: OutgoingHttpHeaders = {},
): void {
  const text = body === undefined ? undefined : JSON.stringify(body)
  const cors = corsHeaders(origins, request)
  response.writeHead(status, { ...(text !== undefined && jsonHeaders(text)), ...cors, ...headers })
  response.end(text)
}

/** https://fetch.spec.whatwg.org/#http-cors-protocol: what an allowed page may read and ask for. */
function corsHeaders(origins: OriginAllowList, { headers: { origin } }: IncomingMessage): OutgoingHttpHeaders {
  if (origin === undefined || !origins.allows(origin)) return { Vary: 'Origin' }
  return {
    Vary: 'Origin',
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Allow-Methods': 'GET, POST',
    'Access-Control-Allow-Headers': 'Content-Type',
    'Access-Control-Max-Age': '600',
  }
}

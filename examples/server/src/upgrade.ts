import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { Clock } from './clock.ts'
import { Connection, type Connections } from './connection.ts'
import type { Endpoint } from './endpoint.ts'
import type { Faults } from './faults.ts'
import { InputError, toInputError } from './input-error.ts'
import type { AddressLimit } from './limits.ts'
import { ENDPOINTS, type EndpointPath, MAX_MESSAGE_BYTES } from './messages.ts'
import type { OriginAllowList } from './origins.ts'
import { refuse } from './refuse.ts'
import { checkOrigin, urlOf } from './request.ts'

/** What the WebSocket side needs of the rest. */
export interface UpgradeContext {
  readonly endpoints: Readonly<Record<EndpointPath, Endpoint>>
  readonly connections: Connections
  readonly origins: OriginAllowList
  readonly addresses: AddressLimit
  readonly faults: Faults | undefined
  readonly clock: Clock
  readonly isClosing: () => boolean
}

const SERVER_OPTIONS = {
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  maxPayload: MAX_MESSAGE_BYTES,
  // A client that does not answer a closing handshake is cut after so many milliseconds.
  closeTimeout: 5_000,
}

/** Answers WebSocket handshakes (RFC 6455, 4.2). Never throws. */
export function upgradeListener(
  context: UpgradeContext,
): (request: IncomingMessage, socket: Duplex, head: Buffer) => void {
  const server = new WebSocketServer(SERVER_OPTIONS)
  server.on('wsClientError', (error, socket, request) => refuse(socket, handshakeError(error, request)))

  /** Runs at once, or at the thaw when the endpoint is frozen, by which time all may have changed. */
  const open = (path: EndpointPath, query: URLSearchParams, request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (context.isClosing()) throw new InputError('shutting-down', 'The server is shutting down. Try again later.', 503)
    const refusal = context.faults?.refusal(path)
    if (refusal !== undefined) throw refusal
    const openSession = context.endpoints[path](query)
    server.handleUpgrade(request, socket, head, (ws) => {
      const connection = new Connection(path, ws, socket, context.clock)
      context.connections.add(connection)
      ws.once('close', () => context.connections.delete(connection))
      connection.serve(openSession(connection))
    })
  }

  return (request, socket, head) => {
    // Until ws takes over, nobody else listens, and an unheard error would end the process.
    socket.on('error', () => socket.destroy())
    const attempt = (step: () => void) => {
      try {
        step()
      } catch (thrown) {
        refuse(socket, toInputError(thrown))
      }
    }
    attempt(() => {
      const { path, query } = readTarget(request)
      checkOrigin(context.origins, request)
      takePlace(context.addresses, request, socket)
      const goOn = () => open(path, query, request, socket, head)
      if (!context.faults?.hold(path, socket, () => attempt(goOn))) goOn()
    })
  }
}

function readTarget(request: IncomingMessage): { path: EndpointPath; query: URLSearchParams } {
  const { pathname, searchParams } = urlOf(request)
  const path = ENDPOINTS.find((endpoint) => endpoint === pathname)
  if (path !== undefined) return { path, query: searchParams }
  throw new InputError('not-found', `There is no WebSocket endpoint here. There are ${ENDPOINTS.join(', ')}.`, 404)
}

function takePlace(addresses: AddressLimit, request: IncomingMessage, socket: Duplex): void {
  const giveBack = addresses.take(request.socket.remoteAddress ?? '')
  if (giveBack !== undefined) socket.once('close', giveBack)
  else throw new InputError('too-many-connections', 'Your address has too many connections. Close one first.', 429)
}

/** Which status an unfit handshake gets; a wrong version is told the right one (RFC 6455, 4.4). */
function handshakeError(error: Error, { method, headers }: IncomingMessage): InputError {
  const message = `${error.message}. Open a WebSocket of RFC 6455.`
  if (method !== 'GET') return new InputError('method-not-allowed', message, 405, { Allow: 'GET' })
  if (headers.upgrade?.toLowerCase() === 'websocket' && headers['sec-websocket-version'] !== '13') {
    return new InputError('upgrade-required', message, 426, { Upgrade: 'websocket', 'Sec-WebSocket-Version': '13' })
  }
  return new InputError('bad-request', message)
}

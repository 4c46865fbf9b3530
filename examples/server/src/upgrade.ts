import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { InputError } from './input-error.ts'
import { MAX_MESSAGE_BYTES } from './messages.ts'
import type { OriginAllowList } from './origins.ts'
import { type Reception, targetOf } from './reception.ts'
import { refuse } from './refuse.ts'
import { checkOrigin } from './request.ts'
import { WebSocketChannel } from './web-socket-channel.ts'

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
  receive: Reception,
  origins: OriginAllowList,
): (request: IncomingMessage, socket: Duplex, head: Buffer) => void {
  const server = new WebSocketServer(SERVER_OPTIONS)
  server.on('wsClientError', (error, socket, request) => refuse(socket, handshakeError(error, request)))
  return (request, socket, head) =>
    receive({
      socket,
      address: request.socket.remoteAddress ?? '',
      target() {
        const target = targetOf(request.url ?? '')
        checkOrigin(origins, request)
        return target
      },
      accept: (serve) => server.handleUpgrade(request, socket, head, (ws) => serve(new WebSocketChannel(ws, socket))),
      refuse: (error) => refuse(socket, error),
    })
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

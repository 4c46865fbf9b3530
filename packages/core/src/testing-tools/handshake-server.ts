import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type TlsOptions } from 'node:tls'

/** A server that does with each connection what a test wants, and nothing else. */
export interface RawServer {
  readonly port: number
  readonly server: Server
  /** The connections that are open now. */
  readonly sockets: ReadonlySet<Socket>
  /** How many connections there have been. */
  count: number
  close(): Promise<void>
}

/** Listens on a port of its own (or a Unix socket), with TLS where `tls` is given. */
export async function rawServer(
  onSocket: (socket: Socket) => void,
  { tls, listen = { port: 0, host: '127.0.0.1' } }: { tls?: TlsOptions; listen?: object } = {},
): Promise<RawServer> {
  const sockets = new Set<Socket>()
  const accept = (socket: Socket): void => {
    sockets.add(socket)
    result.count++
    // Resets and refused certificates are what these servers are for.
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    onSocket(socket)
  }
  const server = tls
    ? createTlsServer({ ...tls, allowHalfOpen: true }, accept)
    : createServer({ allowHalfOpen: true }, accept)
  server.on('tlsClientError', () => {})
  // With TLS, these are below the sockets that tests see, and also there when the handshake failed.
  const connections = new Set<Socket>()
  server.on('connection', (connection: Socket) => {
    connections.add(connection)
    connection.on('close', () => connections.delete(connection))
  })
  const result: RawServer = {
    port: 0,
    server,
    sockets,
    count: 0,
    async close() {
      for (const connection of connections) connection.destroy()
      server.close()
      await once(server, 'close')
    },
  }
  server.listen(listen)
  await once(server, 'listening')
  const address = server.address()
  return Object.assign(result, { port: typeof address === 'object' ? (address as AddressInfo).port : 0 })
}

/** Calls back once the request head is complete, with its text. */
export function onRequest(socket: Socket, done: (request: string) => void): void {
  let text = ''
  const receive = (chunk: Buffer): void => {
    text += chunk.toString('latin1')
    if (!text.includes('\r\n\r\n')) return
    socket.off('data', receive)
    done(text)
  }
  socket.on('data', receive)
}

/** A header's value in a request, or undefined. */
export function header(request: string, name: string): string | undefined {
  return new RegExp(`^${name}: (.*)$`, 'im').exec(request)?.[1]?.trim()
}

/** What proves that the server read the key (RFC 6455, 4.2.2). */
export function acceptOf(request: string): string {
  const key = header(request, 'Sec-WebSocket-Key') ?? ''
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
}

/** The shortest valid answer to a request. */
export function switching(request: string, more = ''): string {
  return (
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
    `Sec-WebSocket-Accept: ${acceptOf(request)}\r\n${more}\r\n`
  )
}

/** Resolves once the peer has ended or dropped the connection. */
export function gone(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('end', resolve)
    socket.once('close', () => resolve())
  })
}

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { TlsOptions } from 'node:tls'
import { onRequest, type RawServer, rawServer } from './handshake-server.ts'

/** A CONNECT proxy that notes what it is asked, and tunnels to this machine whatever name it is asked for. */
export interface ProxyServer extends RawServer {
  readonly requests: string[]
}

/** @param answer decides about a request: the response to refuse with, or null to tunnel */
export async function proxyServer(
  answer: (request: string) => string | null = () => null,
  tls?: TlsOptions,
): Promise<ProxyServer> {
  const requests: string[] = []
  const handle = async (socket: Socket, request: string): Promise<void> => {
    requests.push(request)
    const refusal = answer(request)
    if (refusal !== null) return void socket.end(refusal)
    socket.pause()
    const upstream = connect({ host: '127.0.0.1', port: Number(/:(\d+) HTTP/.exec(request)?.[1]) })
    upstream.on('error', () => socket.destroy())
    socket.on('close', () => upstream.destroy())
    await once(upstream, 'connect')
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
    socket.pipe(upstream).pipe(socket)
  }
  const server = await rawServer(
    (socket) => onRequest(socket, (request) => void handle(socket, request)),
    tls ? { tls } : {},
  )
  return Object.assign(server, { requests })
}

import { once } from 'node:events'
import type { Socket } from 'node:net'
import type { TransportInit } from '../node/transport-init.ts'
import { WebSocket } from '../node/web-socket.ts'
import { type ClientFrame, parseClientFrames } from './frames.ts'
import { onRequest, type RawServer, rawServer, switching } from './handshake-server.ts'

/** The server's end of a connection that is open: what a test writes to it byte by byte. */
export interface ServerEnd {
  readonly socket: Socket
  /** All bytes that came so far. */
  received(): Buffer
  /** Resolves with the frames that came, once there are as many. */
  frames(count: number): Promise<ClientFrame[]>
}

const servers: RawServer[] = []
const clients: WebSocket[] = []

/** Has {@link hangUpAll} close a server too. */
export function keep(server: RawServer): RawServer {
  servers.push(server)
  return server
}

/** A server that upgrades every connection and hands it to the test. */
export async function frameServer(onOpen: (end: ServerEnd) => void, headers = ''): Promise<string> {
  const server = keep(
    await rawServer((socket) => {
      socket.setNoDelay(true)
      onRequest(socket, (request) => {
        socket.write(switching(request, headers))
        let bytes = Buffer.alloc(0)
        socket.on('data', (chunk: Buffer) => {
          bytes = Buffer.concat([bytes, chunk])
        })
        onOpen({ socket, received: () => bytes, frames: (count) => framesOf(socket, () => bytes, count) })
      })
    }),
  )
  return `ws://127.0.0.1:${server.port}`
}

async function framesOf(socket: Socket, bytes: () => Buffer, count: number): Promise<ClientFrame[]> {
  for (;;) {
    const frames = whole(bytes())
    if (frames && frames.length >= count) return frames
    await once(socket, 'data')
  }
}

function whole(bytes: Buffer): ClientFrame[] | null {
  try {
    return parseClientFrames(bytes)
  } catch {
    return null
  }
}

/** A client that is dropped by {@link hangUpAll}; binary messages come as ArrayBuffer. */
export function client(url: string, options: TransportInit = {}): WebSocket {
  const socket = new WebSocket(url, options)
  socket.binaryType = 'arraybuffer'
  clients.push(socket)
  return socket
}

export async function openClient(url: string, options: TransportInit = {}): Promise<WebSocket> {
  const socket = client(url, options)
  await new Promise((resolve, reject) => {
    socket.onopen = resolve
    socket.onerror = () => reject(socket.failure)
  })
  socket.onerror = null
  return socket
}

/** How a connection ends: the names of `error` and `close` as they are fired, and what the latter says. */
export function endingOf(
  socket: WebSocket,
): Promise<{ events: string[]; code: number; reason: string; wasClean: boolean }> {
  const events: string[] = []
  return new Promise((resolve) => {
    socket.addEventListener('error', () => events.push('error'))
    socket.addEventListener('close', (event) => {
      const { code, reason, wasClean } = event as CloseEvent
      resolve({ events: [...events, 'close'], code, reason, wasClean })
    })
  })
}

/** Ends all connections and servers of a test. */
export async function hangUpAll(): Promise<void> {
  for (const socket of clients.splice(0)) socket.close()
  for (const server of servers.splice(0)) await server.close()
}

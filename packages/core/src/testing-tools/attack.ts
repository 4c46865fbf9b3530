import { once } from 'node:events'
import type { Socket } from 'node:net'
import type { TransportInit } from '../node/transport-init.ts'
import { ClientFrameReader } from './client-frame-reader.ts'
import { CLOSE } from './frames.ts'
import { gone, onRequest, rawServer, switching } from './handshake-server.ts'
import { client, endingOf, keep } from './web-socket-server.ts'

/** Something a server does to a client. */
export interface Attack {
  readonly name: string
  /** The code of the Close frame the server is told; null: the handshake is never done, so it is told nothing. */
  readonly code: number | null
  /** Headers of the server's handshake. */
  readonly headers?: string
  readonly options?: TransportInit
  /** Does it, once the connection is open; with the code null instead of the handshake, given the request. */
  attack(socket: Socket, request: string): unknown
}

/** What became of the client. */
export interface Survival {
  readonly ending: object
  /** The codes of the Close frames that the server was sent. */
  readonly told: readonly number[]
  readonly messages: number
  /** Whether the connection was there 2 s after the client had noticed; for a handshake, after it had begun. */
  readonly late: boolean
  /** The most memory outside of the heap it took beyond `maxMessageSize`, the server's part included. */
  readonly memory: number
}

export const MiB: number = 2 ** 20
/** In which a client is to be gone, in milliseconds. */
const SOON = 2000

/** Lets a server attack; one that `stays` never ends the connection by itself. */
export async function survive({ code, headers, options, attack }: Attack, stays: boolean): Promise<Survival> {
  const told: number[] = []
  let arm!: () => void
  // Armed after what it must not come before: timers of one process fire in order, however slow the machine is.
  const armed = new Promise<void>((resolve) => {
    arm = resolve
  })
  const late = armed.then(() => new Promise<true>((resolve) => setTimeout(resolve, SOON, true)))
  const server = keep(
    await rawServer((socket) => {
      if (!stays) socket.on('end', () => socket.end())
      onRequest(socket, (request) => {
        const reader = new ClientFrameReader()
        socket.on('data', (chunk: Buffer) => {
          for (const frame of reader.push(chunk)) if (frame.opcode === CLOSE) told.push(codeIn(frame.payload))
          if (told.length > 0) arm()
        })
        if (code !== null) socket.write(switching(request, headers))
        void attack(socket, request)
      })
    }),
  )
  const before = process.memoryUsage().external
  let peak = 0
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().external - before)
  }, 5)
  if (code === null) arm()
  const socket = client(`ws://127.0.0.1:${server.port}/`, { handshakeTimeout: 1000, ...options })
  let messages = 0
  socket.addEventListener('message', () => messages++)
  const ended = endingOf(socket)
  const isLate = await Promise.race([ended.then(() => false), late])
  const ending = await ended
  clearInterval(watch)
  return { ending, told, messages, late: isLate, memory: peak - (options?.maxMessageSize ?? 0) }
}

/** Writes without end, as fast as it is let, until the client drops the connection. */
export async function flood(socket: Socket, next: () => Uint8Array | string): Promise<void> {
  const over = gone(socket).then(() => true)
  while (!socket.destroyed && socket.writable) {
    if (socket.write(next())) await new Promise(setImmediate)
    else if (await Promise.race([over, once(socket, 'drain').then(() => false)])) return
  }
}

/** Writes a little, again and again, until the client drops the connection. */
export function drip(socket: Socket, piece: string): void {
  const timer = setInterval(() => socket.write(piece), 20)
  void gone(socket).then(() => clearInterval(timer))
  socket.once('close', () => clearInterval(timer))
}

function codeIn(payload: Uint8Array): number {
  return payload.length < 2 ? 0 : Buffer.from(payload).readUInt16BE()
}

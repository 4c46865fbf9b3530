import { createHash } from 'node:crypto'
import type { Socket } from 'node:net'
import type { TransportInit } from '../node/transport-init.ts'
import { ClientFrameReader } from './client-frame-reader.ts'
import { BINARY, CLOSE, type ClientFrame, closePayload, frame, PING, PONG, TEXT } from './frames.ts'
import { client, endingOf, frameServer } from './web-socket-server.ts'

/** What a server says, and what a client that sends every message back must answer. */
export interface Conversation {
  /** Each is a write of its own; a number waits until the client has sent as many frames. */
  readonly says: Iterable<Uint8Array | number>
  /** All frames of the client but Close, as {@link inWords} says them. */
  readonly hears: readonly string[]
  /**
   * How it ends by what was said: `closes` as the server wished, with this code in the client's Close frame, or the client
   * `fails` the connection with this code. By default the server closes with 1000 once it has heard all.
   */
  readonly ends?: { readonly closes: number | null } | { readonly fails: number }
  readonly options?: TransportInit
  /** Headers of the server's handshake. */
  readonly headers?: string
}

const NAMES: Readonly<Record<number, string>> = { [TEXT]: 'text', [BINARY]: 'binary', [PING]: 'ping', [PONG]: 'pong' }

/** A frame in words: what it is, and what it holds or the digest of that. */
export function inWords(opcode: number, payload: Uint8Array | string = ''): string {
  const bytes = Buffer.from(payload as Uint8Array)
  const content = bytes.length <= 32 ? bytes.toString('latin1') : createHash('sha1').update(bytes).digest('hex')
  return `${NAMES[opcode]} ${bytes.length} ${content}`
}

/** Plays a conversation over TCP and answers what happened, which is to equal {@link expected}. */
export async function play(conversation: Conversation): Promise<object> {
  const { options = {}, headers = '' } = conversation
  const frames: ClientFrame[] = []
  const url = await frameServer(({ socket }) => void serve(socket, conversation, frames), headers)
  const socket = client(url, options)
  socket.onmessage = ({ data }) => socket.send(data)
  const { events, code, wasClean } = await endingOf(socket)
  return {
    hears: frames.filter(({ opcode }) => opcode !== CLOSE).map(({ opcode, payload }) => inWords(opcode, payload)),
    closes: frames.filter(({ opcode }) => opcode === CLOSE).map(({ payload }) => codeIn(payload)),
    events,
    code,
    wasClean,
  }
}

async function serve(socket: Socket, { says, hears, ends }: Conversation, frames: ClientFrame[]): Promise<void> {
  const reader = new ClientFrameReader()
  let wake = (): void => {}
  socket.removeAllListeners('data')
  socket.on('data', (chunk: Buffer) => {
    frames.push(...reader.push(chunk))
    wake()
  })
  socket.on('drain', () => wake())
  socket.on('close', () => wake())
  const isClosed = (): boolean => frames.at(-1)?.opcode === CLOSE
  const until = async (done: () => boolean): Promise<void> => {
    while (!done() && !isClosed() && !socket.destroyed) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
  for (const said of says) {
    if (typeof said === 'number') await until(() => frames.length >= said)
    else if (socket.write(said)) await new Promise(setImmediate)
    else await until(() => !socket.writableNeedDrain)
    if (isClosed()) break
  }
  if (!ends) {
    await until(() => frames.length >= hears.length)
    if (!isClosed()) socket.write(frame(CLOSE, closePayload(1000)))
  }
  await until(isClosed)
  socket.end()
}

/** What {@link play} is to answer. */
export function expected({ hears, ends = { closes: 1000 } }: Conversation): object {
  if ('fails' in ends) return { hears, closes: [ends.fails], events: ['error', 'close'], code: 1006, wasClean: false }
  return { hears, closes: [ends.closes], events: ['close'], code: ends.closes ?? 1005, wasClean: true }
}

function codeIn(payload: Uint8Array): number | null {
  return payload.length < 2 ? null : Buffer.from(payload).readUInt16BE()
}

import type { Socket } from 'node:net'
import type { PerMessageDeflateOptions } from '../node/transport-init.ts'
import { ClientFrameReader } from './client-frame-reader.ts'
import { CLOSE, type ClientFrame, closePayload, frame } from './frames.ts'
import { Compressor, Decompressor, type Direction } from './server-deflate.ts'
import { client, endingOf, frameServer } from './web-socket-server.ts'

/** What both ends agree on for permessage-deflate. */
export interface Agreement {
  readonly offer?: PerMessageDeflateOptions
  /** What the server answers behind `permessage-deflate`. */
  readonly answer: string
  readonly toClient: Direction
  readonly toServer: Direction
}

/** Messages that a server sends compressed, one after the other, each in fragments of `fragment` bytes; 0: in one frame. */
export interface Exchange {
  readonly messages: readonly Uint8Array[]
  readonly opcode: number
  readonly fragment: number
}

/** How it went, with a client that sends back every message. */
export interface Outcome {
  /** Which messages came back as something else. */
  readonly wrong: readonly number[]
  /** How many came back compressed. */
  readonly compressed: number
  readonly ending: object
}

export async function echo(agreement: Agreement, exchange: Exchange): Promise<Outcome> {
  const servers: EchoedServer[] = []
  const url = await frameServer(
    ({ socket }) => servers.push(new EchoedServer(socket, agreement, exchange)),
    `Sec-WebSocket-Extensions: permessage-deflate${agreement.answer}\r\n`,
  )
  const socket = client(url, { perMessageDeflate: { ...agreement.offer, threshold: 0 } })
  socket.onmessage = ({ data }) => socket.send(data)
  const ending = await endingOf(socket)
  const [server] = servers
  server?.close()
  return { wrong: server?.wrong ?? [], compressed: server?.compressed ?? 0, ending }
}

class EchoedServer {
  readonly wrong: number[] = []
  compressed = 0
  readonly #socket: Socket
  readonly #exchange: Exchange
  readonly #compressor: Compressor
  readonly #decompressor: Decompressor
  #next = 0

  constructor(socket: Socket, { toClient, toServer }: Agreement, exchange: Exchange) {
    this.#socket = socket
    this.#exchange = exchange
    this.#compressor = new Compressor(toClient)
    this.#decompressor = new Decompressor(toServer)
    const reader = new ClientFrameReader()
    socket.removeAllListeners('data')
    socket.on('data', (chunk: Buffer) => {
      for (const one of reader.push(chunk)) if (one.opcode !== CLOSE) void this.#hear(one)
    })
    void this.#say()
  }

  close(): void {
    this.#compressor.close()
    this.#decompressor.close()
  }

  async #hear(one: ClientFrame): Promise<void> {
    const { messages, opcode } = this.#exchange
    const isCompressed = one.rsv === 4
    const payload = isCompressed ? await this.#decompressor.message(one.payload) : one.payload
    const isSame = one.opcode === opcode && one.fin && Buffer.compare(payload, messages[this.#next] as Uint8Array) === 0
    if (isCompressed) this.compressed++
    if (!isSame) this.wrong.push(this.#next)
    this.#next++
    await this.#say()
  }

  async #say(): Promise<void> {
    const { messages, opcode, fragment } = this.#exchange
    const message = messages[this.#next]
    if (!message) {
      this.#socket.end(frame(CLOSE, closePayload(1000)))
      return
    }
    const payload = await this.#compressor.message(message)
    const size = fragment || payload.length
    for (let at = 0; at < payload.length; at += size) {
      const shape = { fin: at + size >= payload.length, rsv: at === 0 ? 4 : 0 }
      this.#socket.write(frame(at === 0 ? opcode : 0, payload.subarray(at, at + size), shape))
    }
  }
}

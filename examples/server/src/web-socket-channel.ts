import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import type { Channel, ChannelHandlers } from './channel.ts'

/** Messages of a WebSocket. */
export class WebSocketChannel implements Channel {
  readonly #ws: WebSocket
  readonly #socket: Duplex

  constructor(ws: WebSocket, socket: Duplex) {
    this.#ws = ws
    this.#socket = socket
    // ws closes the connection with the right code by itself; without a listener the error would end the process.
    ws.on('error', () => {})
  }

  get isOpen(): boolean {
    return this.#ws.readyState === this.#ws.OPEN
  }

  get queuedBytes(): number {
    return this.#ws.bufferedAmount
  }

  listen({ message, ended }: ChannelHandlers): void {
    this.#ws.on('message', (data, isBinary) => message(data as Buffer, isBinary))
    this.#ws.once('close', ended)
  }

  send(data: string | Buffer, onWritten?: () => void): void {
    // The type decides the frame: a string is text, a Buffer is binary.
    this.#ws.send(data, (error) => {
      if (!error) onWritten?.()
    })
  }

  batch(sendAll: () => void): void {
    this.#socket.cork()
    try {
      sendAll()
    } finally {
      this.#socket.uncork()
    }
  }

  close(code: number, reason: string): void {
    this.#ws.close(code, reason)
  }

  cut(): void {
    this.#ws.terminate()
  }

  freeze(): void {
    this.#ws.pause()
    this.#socket.cork()
  }

  thaw(): void {
    this.#socket.uncork()
    this.#ws.resume()
  }
}

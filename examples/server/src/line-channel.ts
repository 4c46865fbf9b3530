import { isUtf8 } from 'node:buffer'
import type { Socket } from 'node:net'
import type { Channel, ChannelHandlers } from './channel.ts'
import { type CloseMessage, MAX_MESSAGE_BYTES } from './messages.ts'

const LF = 0x0a
const CR = 0x0d
/** How long a client that is told to go may stay, in milliseconds. */
const LINGER_MS = 2_000

/**
 * Messages of a TCP stream, one a line. A stream has no closing handshake, so a line says the code and the reason before
 * the server ends it.
 */
export class LineChannel implements Channel {
  readonly #socket: Socket
  #rest: Buffer = Buffer.alloc(0)
  #isClosing = false
  #isFrozen = false

  constructor(socket: Socket) {
    this.#socket = socket
  }

  get isOpen(): boolean {
    return !this.#isClosing && !this.#socket.destroyed
  }

  get queuedBytes(): number {
    return this.#socket.writableLength
  }

  listen({ message, ended }: ChannelHandlers): void {
    this.#socket.on('data', (chunk: Buffer) => this.#cut(chunk, message))
    this.#socket.once('end', () => this.#end())
    this.#socket.once('close', ended)
    this.#socket.resume()
  }

  send(data: string | Buffer, onWritten?: () => void): void {
    this.#socket.write(`${data}\n`, (error) => {
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
    if (!this.isOpen) return
    const last: CloseMessage = { close: { code, reason } }
    this.send(JSON.stringify(last))
    this.#end()
  }

  cut(): void {
    this.#socket.destroy()
  }

  freeze(): void {
    this.#isFrozen = true
    this.#socket.pause()
    this.#socket.cork()
  }

  thaw(): void {
    this.#isFrozen = false
    this.#socket.uncork()
    this.#socket.resume()
    if (this.#isClosing) this.#end()
  }

  /** Ends our side; at the thaw where it is frozen, since ending a stream lets out what it holds back. */
  #end(): void {
    this.#isClosing = true
    if (!this.#isFrozen) endSoon(this.#socket)
  }

  /** What a closing connection still delivers is read, so that its end is seen, and dropped. */
  #cut(chunk: Buffer, message: ChannelHandlers['message']): void {
    this.#rest = Buffer.concat([this.#rest, chunk])
    for (let end = this.#rest.indexOf(LF); end >= 0 && this.isOpen; end = this.#rest.indexOf(LF)) {
      const line = this.#rest.subarray(0, end)
      this.#rest = this.#rest.subarray(end + 1)
      if (line.length > MAX_MESSAGE_BYTES) this.#closeTooLong()
      else if (!isUtf8(line)) this.close(1007, 'A line is text in UTF-8.')
      else message(withoutReturn(line), false)
    }
    if (this.#rest.length > MAX_MESSAGE_BYTES) this.#closeTooLong()
    if (!this.isOpen) this.#rest = Buffer.alloc(0)
  }

  #closeTooLong(): void {
    this.close(1009, `A line may have ${MAX_MESSAGE_BYTES} bytes at most.`)
  }
}

/** Calls `then` with the first line of a stream, once; what follows it waits to be read. */
export function firstLine(socket: Socket, then: (line: Buffer) => void, onTooLong: () => void): void {
  let held = Buffer.alloc(0)
  const take = (chunk: Buffer): void => {
    held = Buffer.concat([held, chunk])
    const end = held.indexOf(LF)
    if (end < 0 && held.length <= MAX_MESSAGE_BYTES) return
    socket.off('data', take).pause()
    if (end < 0 || end > MAX_MESSAGE_BYTES) {
      onTooLong()
      return
    }
    if (end + 1 < held.length) socket.unshift(held.subarray(end + 1))
    then(withoutReturn(held.subarray(0, end)))
  }
  socket.on('data', take)
}

/** Ends a stream once all is written, and cuts it when the client does not leave. */
export function endSoon(socket: Socket): void {
  if (socket.destroyed || socket.writableEnded) return
  socket.end()
  // Closing with unread bytes would reset the connection, and a reset takes back what the client has not read yet.
  socket.resume()
  const timer = setTimeout(() => socket.destroy(), LINGER_MS)
  socket.once('close', () => clearTimeout(timer))
}

/** CR LF ends a line as LF does. */
function withoutReturn(line: Buffer): Buffer {
  return line.at(-1) === CR ? line.subarray(0, -1) : line
}

import type { Deflater, DeflateUse, Environment } from './environment.ts'
import { FrameWriter, type Transmitter } from './frame-writer.ts'
import { BINARY, CONTROL, FIN, PONG, RSV1, TEXT } from './opcode.ts'

/** A frame that waits behind a message that is still being compressed. */
interface Waiting {
  readonly opcode: number
  readonly payload: Uint8Array
  readonly credit: number
}

export interface SenderHandlers extends Transmitter {
  /** Work that went on elsewhere has left frames to flush. */
  ready(): void
  /** Compression failed, so no later message can be sent. */
  violation(error: Error): void
}

/**
 * Messages in, frames out, in order. Compression has one queue: once a message's compression goes on elsewhere, all that
 * is sent later waits behind it, a Close frame too; only a Pong may pass.
 */
export class Sender {
  /** Bytes of messages that were sent but not transmitted. */
  bufferedAmount = 0
  readonly #environment: Environment
  readonly #deflate: DeflateUse | null
  readonly #writer: FrameWriter
  readonly #handlers: SenderHandlers
  #deflater: Deflater | null = null
  /** What waits; its first entry is being compressed. Null: nothing is. */
  #queue: Waiting[] | null = null

  constructor(environment: Environment, deflate: DeflateUse | null, handlers: SenderHandlers) {
    this.#environment = environment
    this.#deflate = deflate
    this.#handlers = handlers
    this.#writer = new FrameWriter(environment, handlers)
  }

  get pending(): boolean {
    return this.#writer.pending
  }

  /** Whether a message is being compressed, and a Close frame would wait. */
  get busy(): boolean {
    return this.#queue !== null
  }

  text(text: string): void {
    if (this.#queue || (this.#deflate && text.length * 3 >= this.#deflate.threshold)) {
      this.#message(TEXT, this.#environment.encodeUtf8(text), true)
    } else this.bufferedAmount += this.#writer.text(FIN | TEXT, text)
  }

  binary(bytes: Uint8Array): void {
    this.#message(BINARY, bytes, false)
  }

  control(opcode: number, payload: Uint8Array): void {
    if (this.#queue && opcode !== PONG) this.#queue.push({ opcode, payload: payload.slice(), credit: 0 })
    else this.#writer.frame(FIN | opcode, payload, 0)
  }

  flush(): void {
    this.#writer.flush()
  }

  /** Nothing was sent for a while: keep no memory for it. */
  rest(): void {
    this.#writer.rest()
  }

  /** What is not transmitted yet never will be. */
  close(): void {
    this.#queue = null
    this.#writer.close()
    this.#deflater?.close()
    this.#deflater = null
  }

  #message(opcode: number, payload: Uint8Array, owned: boolean): void {
    const credit = payload.length
    this.bufferedAmount += credit
    // The caller may change its bytes as soon as `send` is back.
    if (this.#queue) this.#queue.push({ opcode, payload: owned ? payload : copied(payload), credit })
    else if (!this.#frame(opcode, payload, credit)) this.#queue = [{ opcode, payload, credit }]
  }

  /** False: its compression goes on elsewhere. */
  #frame(opcode: number, payload: Uint8Array, credit: number): boolean {
    const deflate = this.#deflate
    if (!deflate || opcode & CONTROL || payload.length < deflate.threshold) {
      this.#writer.frame(FIN | opcode, payload, credit)
      return true
    }
    this.#deflater ??= this.#environment.createDeflater(deflate, {
      done: (error, bytes) => this.#deflated(error, bytes),
    })
    const compressed = this.#deflater.deflate(payload)
    if (compressed) this.#writer.frame(FIN | RSV1 | opcode, compressed, credit)
    return compressed !== null
  }

  #deflated(error: Error | null, compressed: Uint8Array): void {
    const queue = this.#queue
    const done = queue?.shift()
    if (!queue || !done) return
    if (error) {
      this.#queue = null
      this.#handlers.violation(error)
      return
    }
    this.#writer.frame(FIN | RSV1 | done.opcode, compressed, done.credit)
    let next = queue[0]
    while (next && this.#frame(next.opcode, next.payload, next.credit)) {
      queue.shift()
      next = queue[0]
    }
    if (!next) this.#queue = null
    this.#handlers.ready()
  }
}

function copied(bytes: Uint8Array): Uint8Array {
  return Uint8Array.prototype.slice.call(bytes)
}

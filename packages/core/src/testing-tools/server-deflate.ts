import { constants, createDeflateRaw, createInflateRaw, type DeflateRaw, type InflateRaw } from 'node:zlib'
import { concat, hex } from './frames.ts'

/** What a sender takes off a message's end, and a receiver puts back (RFC 7692, 7.2). */
export const TAIL: Uint8Array = hex('00 00 ff ff')

/** How one direction compresses. */
export interface Direction {
  readonly windowBits: number
  /** Whether a message may refer to those before. */
  readonly takeover: boolean
}

export const FULL: Direction = { windowBits: 15, takeover: true }

/** A server's end of one direction, which uses all it may. */
class Context<Stream extends DeflateRaw | InflateRaw> {
  #stream: Stream | null = null
  readonly #make: () => Stream
  readonly #takeover: boolean

  constructor(make: () => Stream, takeover: boolean) {
    this.#make = make
    this.#takeover = takeover
  }

  async work(input: Uint8Array | string): Promise<Uint8Array> {
    this.#stream ??= this.#make()
    const stream: Stream = this.#stream
    const pieces: Uint8Array[] = []
    const take = (piece: Uint8Array): void => void pieces.push(piece)
    stream.on('data', take)
    await new Promise<void>((resolve, reject) => {
      stream.once('error', reject)
      stream.write(input)
      stream.flush(constants.Z_SYNC_FLUSH, () => {
        stream.off('error', reject)
        resolve()
      })
    })
    stream.off('data', take)
    if (!this.#takeover) this.close()
    return concat(...pieces)
  }

  close(): void {
    this.#stream?.close()
    this.#stream = null
  }
}

/** Compresses messages as a server does. */
export class Compressor {
  readonly #context: Context<DeflateRaw>

  constructor({ windowBits, takeover }: Direction = FULL) {
    // zlib makes no raw window of 2^8; its window of 2^9 reaches back no further than 250 bytes.
    this.#context = new Context(() => createDeflateRaw({ windowBits: Math.max(windowBits, 9) }), takeover)
  }

  async message(payload: Uint8Array | string): Promise<Uint8Array> {
    return (await this.#context.work(payload)).subarray(0, -TAIL.length)
  }

  close(): void {
    this.#context.close()
  }
}

/** Decompresses messages as a server does, within the window that was agreed: what refers further back is an error. */
export class Decompressor {
  readonly #context: Context<InflateRaw>

  constructor({ windowBits, takeover }: Direction = FULL) {
    this.#context = new Context(() => createInflateRaw({ windowBits }), takeover)
  }

  message(payload: Uint8Array): Promise<Uint8Array> {
    return this.#context.work(concat(payload, TAIL))
  }

  close(): void {
    this.#context.close()
  }
}

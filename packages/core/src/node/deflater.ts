import { constants, createDeflateRaw, type DeflateRaw } from 'node:zlib'
import type { Deflater, DeflaterHandlers, DeflateUse } from '../protocol/environment.ts'
import { ZlibHandle } from './zlib-handle.ts'

/** Larger messages are compressed in the thread pool. */
const ON_THE_SPOT = 64 * 1024
/** The sync flush's end, which is not sent (RFC 7692, 7.2.1): 00 00 ff ff. */
const TAIL = 4
/** A message without bytes (RFC 7692, 7.2.3.6): zlib would write nothing for it. */
const EMPTY = Uint8Array.of(0x00)

/** For all deflaters of the process, and large enough for what cannot be compressed. */
let scratch: Uint8Array | null = null

/** {@link Deflater} with zlib: on the spot where the runtime lets us and the message is small, else in its thread pool. */
export class NodeDeflater implements Deflater {
  readonly #handlers: DeflaterHandlers
  readonly #stream: DeflateRaw
  readonly #handle: ZlibHandle | null
  readonly #takeover: boolean
  #closed = false

  /** @param sync false leaves all work to the thread pool */
  constructor(parameters: DeflateUse, handlers: DeflaterHandlers, sync = true) {
    this.#handlers = handlers
    this.#takeover = !parameters.clientNoContextTakeover
    // zlib has no raw window of 2^8; with 2^9 it refers back 2^9 - 262 = 250 bytes at most, which fits into 2^8.
    const windowBits = Math.max(parameters.clientMaxWindowBits, 9)
    this.#stream = createDeflateRaw({ windowBits, level: parameters.level })
    this.#handle = sync ? ZlibHandle.of(this.#stream) : null
    this.#stream.on('error', () => {})
  }

  deflate(bytes: Uint8Array): Uint8Array | null {
    if (bytes.length === 0) return EMPTY
    const handle = this.#handle
    if (!handle || bytes.length > ON_THE_SPOT) return this.#elsewhere(Uint8Array.prototype.slice.call(bytes))
    scratch ??= Buffer.allocUnsafeSlow(2 * ON_THE_SPOT)
    handle.write(bytes, 0, bytes.length, scratch)
    if (handle.left > 0 || handle.room === 0) throw new Error('zlib made more than twice of what it was given')
    if (!this.#takeover) handle.reset()
    return scratch.subarray(0, scratch.length - handle.room - TAIL)
  }

  close(): void {
    this.#closed = true
    this.#stream.close()
  }

  #elsewhere(bytes: Uint8Array): null {
    const stream = this.#stream
    const pieces: Uint8Array[] = []
    const onData = (piece: Uint8Array): void => void pieces.push(piece)
    const settle = (error: Error | null): void => {
      if (this.#closed) return
      stream.removeListener('data', onData)
      stream.removeListener('error', settle)
      if (error) this.close()
      const whole = Buffer.concat(pieces)
      this.#handlers.done(error, whole.subarray(0, whole.length - TAIL))
    }
    stream.on('data', onData)
    stream.on('error', settle)
    stream.write(bytes)
    stream.flush(constants.Z_SYNC_FLUSH, () => {
      while (stream.read() !== null);
      if (!this.#takeover) stream.reset()
      settle(null)
    })
    return null
  }
}

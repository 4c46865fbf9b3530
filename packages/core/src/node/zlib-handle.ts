import { constants, createDeflateRaw, createInflateRaw, type DeflateRaw, type InflateRaw } from 'node:zlib'

/** Node's binding below a zlib stream, as far as it is used. It is not documented, hence every look at it is a question. */
interface Binding {
  writeSync(
    flush: number,
    input: Uint8Array,
    at: number,
    length: number,
    out: Uint8Array,
    to: number,
    room: number,
  ): void
  reset(): void
  onerror: (message: string, errno: number, code: string) => void
}

/**
 * Synchronous work on the context of a zlib stream. Node's public synchronous functions keep no context between calls,
 * and its streams go round the thread pool: 25 us a message, where the work itself takes 3.
 *
 * It must not be used while the stream itself is at work: zlib's binding aborts the process then.
 */
export class ZlibHandle {
  /** Bytes of the last {@link write}'s input that were not read, and bytes of output that were not filled. */
  left = 0
  room = 0
  readonly #binding: Binding
  readonly #state: Uint32Array
  #error: string | null = null

  /** The handle of a stream; null where this runtime's streams are built otherwise. */
  static of(stream: DeflateRaw | InflateRaw): ZlibHandle | null {
    supported ??= works()
    return supported ? ZlibHandle.#unchecked(stream) : null
  }

  /** For the self-test. */
  static unproven(stream: DeflateRaw | InflateRaw): ZlibHandle | null {
    return ZlibHandle.#unchecked(stream)
  }

  static #unchecked(stream: DeflateRaw | InflateRaw): ZlibHandle | null {
    const { _handle: binding, _writeState: state } = stream as unknown as {
      _handle?: Binding
      _writeState?: Uint32Array
    }
    if (typeof binding?.writeSync !== 'function' || typeof binding.reset !== 'function') return null
    return state instanceof Uint32Array && state.length === 2 ? new ZlibHandle(binding, state) : null
  }

  private constructor(binding: Binding, state: Uint32Array) {
    this.#binding = binding
    this.#state = state
    const { onerror } = binding
    binding.onerror = (message, errno, code) => {
      this.#error = message
      onerror.call(binding, message, errno, code)
    }
  }

  /**
   * Works on `input[start, end)` with a sync flush, into `output` from its beginning.
   *
   * @throws Error when the data is malformed
   */
  write(input: Uint8Array, start: number, end: number, output: Uint8Array): void {
    this.#binding.writeSync(constants.Z_SYNC_FLUSH, input, start, end - start, output, 0, output.length)
    if (this.#error !== null) throw new Error(this.#error)
    this.room = this.#state[0] as number
    this.left = this.#state[1] as number
  }

  reset(): void {
    this.#binding.reset()
  }
}

let supported: boolean | null = null

/** Whether two messages survive the way through both directions, the second with the first as its context. */
function works(): boolean {
  const deflate = createDeflateRaw()
  const inflate = createInflateRaw()
  try {
    const compress = ZlibHandle.unproven(deflate)
    const decompress = ZlibHandle.unproven(inflate)
    if (!compress || !decompress) return false
    const message = Uint8Array.from({ length: 64 }, (_, index) => index * 7)
    const [compressed, output] = [new Uint8Array(256), new Uint8Array(256)]
    return [80, 32].every((most) => {
      compress.write(message, 0, message.length, compressed)
      const size = compressed.length - compress.room
      decompress.write(compressed, 0, size, output)
      const whole = output.length - decompress.room === message.length && compress.left + decompress.left === 0
      return whole && size <= most && message.every((byte, index) => output[index] === byte)
    })
  } catch {
    return false
  } finally {
    deflate.close()
    inflate.close()
  }
}

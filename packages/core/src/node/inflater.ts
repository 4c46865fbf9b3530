import { createInflateRaw, type InflateRaw } from 'node:zlib'
import type { Inflater, InflaterHandlers } from '../protocol/environment.ts'
import type { DeflateParameters } from '../protocol/extensions.ts'
import { ZlibHandle } from './zlib-handle.ts'

/** What the sender of a message took off its end (RFC 7692, 7.2.2): the rest of an empty stored block. */
const TAIL = Uint8Array.of(0x00, 0x00, 0xff, 0xff)
const SIZE = 64 * 1024

/** For all inflaters of the process: nothing stays in these between two calls. */
let scratch: { readonly input: Uint8Array; readonly output: Uint8Array } | null = null

/** {@link Inflater} with zlib: on the spot where the runtime lets us and the output is small, else in its thread pool. */
export class NodeInflater implements Inflater {
  readonly #parameters: DeflateParameters
  readonly #handlers: InflaterHandlers
  readonly #sync: boolean
  #stream!: InflateRaw
  #handle: ZlibHandle | null = null
  #closed = false

  /** @param sync false leaves all work to the thread pool */
  constructor(parameters: DeflateParameters, handlers: InflaterHandlers, sync = true) {
    this.#parameters = parameters
    this.#handlers = handlers
    this.#sync = sync
    this.#open()
  }

  inflate(bytes: Uint8Array, start: number, end: number, last: boolean, allowance: number): boolean {
    const handle = this.#handle
    scratch ??= { input: Buffer.allocUnsafeSlow(SIZE), output: Buffer.allocUnsafeSlow(SIZE) }
    const { input } = scratch
    const size = end - start
    if (!handle || allowance <= 0) return this.#elsewhere(joined(bytes.subarray(start, end), last), last)
    if (!last) return this.#onTheSpot(handle, bytes, start, end, false, allowance)
    if (size + TAIL.length > input.length) return this.#elsewhere(joined(bytes.subarray(start, end), last), last)
    input.set(start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end))
    input.set(TAIL, size)
    return this.#onTheSpot(handle, input, 0, size + TAIL.length, true, allowance)
  }

  close(): void {
    this.#closed = true
    this.#stream.close()
  }

  #open(): void {
    this.#stream = createInflateRaw({ windowBits: this.#parameters.serverMaxWindowBits })
    this.#handle = this.#sync ? ZlibHandle.of(this.#stream) : null
    // An error on the spot is thrown; this is only so that the event has a listener.
    this.#stream.on('error', () => {})
  }

  #onTheSpot(
    handle: ZlibHandle,
    bytes: Uint8Array,
    start: number,
    end: number,
    last: boolean,
    allowance: number,
  ): boolean {
    const output = scratch?.output as Uint8Array
    let rest = allowance
    for (let at = start; ; ) {
      handle.write(bytes, at, end, output)
      at = end - handle.left
      const made = output.length - handle.room
      rest -= made
      const more = handle.room === 0
      if (!more && handle.left > 0) {
        handle.reset()
        if (!last || handle.left > TAIL.length) {
          this.#handlers.output(output, 0, made, false)
          continue
        }
        // A final block ended the message, and only our tail is left of it.
        at = end
      }
      this.#handlers.output(output, 0, made, last && !more)
      if (!more) return true
      if (rest <= 0) return this.#elsewhere(Uint8Array.prototype.slice.call(bytes, at, end), last)
    }
  }

  /** Goes on with the public stream, on the same context. `bytes` is ours. */
  #elsewhere(bytes: Uint8Array, last: boolean): boolean {
    const stream = this.#stream
    const before = stream.bytesWritten
    let settled = false
    const settle = (error: Error | null): void => {
      if (settled || this.#closed) return
      settled = true
      stream.removeListener('data', onData)
      stream.removeListener('error', settle)
      if (error) this.close()
      this.#handlers.done(error)
    }
    const attempt = (work: () => void): void => {
      if (settled || this.#closed) return
      try {
        work()
      } catch (error) {
        settle(error as Error)
      }
    }
    const onData = (chunk: Uint8Array): void => attempt(() => this.#handlers.output(chunk, 0, chunk.length, false))
    stream.on('data', onData)
    stream.on('error', settle)
    stream.write(bytes, () =>
      attempt(() => {
        while (stream.read() !== null);
        const left = bytes.length - (stream.bytesWritten - before)
        const again = left > (last ? TAIL.length : 0)
        if (left > 0) this.#replace()
        if (again) {
          settled = true
          this.#elsewhere(bytes.subarray(bytes.length - left), last)
          return
        }
        if (last) this.#handlers.output(bytes, 0, 0, true)
        settle(null)
      }),
    )
    return false
  }

  /** After a final block (BFINAL): the next one begins a context of its own, as zlib's compressors do. */
  #replace(): void {
    this.#stream.close()
    this.#open()
  }
}

function joined(bytes: Uint8Array, last: boolean): Uint8Array {
  const whole = new Uint8Array(bytes.length + (last ? TAIL.length : 0))
  whole.set(bytes)
  if (last) whole.set(TAIL, bytes.length)
  return whole
}

import { type Arena, type Environment, MASK_OVERRUN } from './environment.ts'
import { maskedHeaderLength, writeHeader } from './frame-header.ts'

export interface Transmitter {
  /** Takes an arena's first `length` bytes, which carry `credit` bytes of messages. True: it is free again at once. */
  transmit(arena: Arena, length: number, credit: number): boolean
}

const LONGEST_HEADER = 14
/** Up to this length a loop is faster than the calls to encode and to mask. */
const SHORT = 64

/**
 * Writes masked frames one behind the other into an arena, so that all that is sent in one turn becomes one write. An
 * arena that is full is transmitted at once; the last one waits for {@link flush}.
 */
export class FrameWriter {
  readonly #environment: Environment
  readonly #transmitter: Transmitter
  #arena: Arena | null = null
  #length = 0
  #credit = 0

  constructor(environment: Environment, transmitter: Transmitter) {
    this.#environment = environment
    this.#transmitter = transmitter
  }

  /** Whether something waits for {@link flush}. */
  get pending(): boolean {
    return this.#length > 0
  }

  /** Writes one text frame and answers the size of its payload, in bytes. */
  text(first: number, text: string): number {
    const most = text.length * 3
    const arena = this.#room(most + LONGEST_HEADER + MASK_OVERRUN)
    if (most + LONGEST_HEADER + MASK_OVERRUN > arena.capacity) {
      const bytes = this.#environment.encodeUtf8(text)
      this.frame(first, bytes, bytes.length)
      return bytes.length
    }
    const start = this.#length
    const { bytes } = arena
    if (text.length <= SHORT && this.#shortAscii(first, text, bytes)) return text.length
    // Most text is ASCII: its header's length is known before its bytes are. Otherwise the bytes move by two.
    const guess = maskedHeaderLength(text.length)
    const size = this.#environment.encodeUtf8Into(text, bytes, start + guess)
    const header = maskedHeaderLength(size)
    if (header !== guess) bytes.copyWithin(start + header, start + guess, start + guess + size)
    const key = this.#environment.maskingKey()
    writeHeader(bytes, start, first, size, key)
    this.#length = start + header + size
    if (size > 0) arena.mask(start + header, this.#length, key)
    this.#credit += size
    return size
  }

  /** Encodes and masks in one pass; false, and nothing is written, where the text is not all ASCII. */
  #shortAscii(first: number, text: string, bytes: Uint8Array): boolean {
    const { length } = text
    const key = this.#environment.maskingKey()
    const start = this.#length + 6
    for (let index = 0; index < length; index++) {
      const code = text.charCodeAt(index)
      if (code > 0x7f) return false
      bytes[start + index] = code ^ (key >>> ((index & 3) << 3))
    }
    writeHeader(bytes, this.#length, first, length, key)
    this.#length = start + length
    this.#credit += length
    return true
  }

  /** Writes one frame, through as many arenas as it takes; `credit` falls due with its bytes. */
  frame(first: number, payload: Uint8Array, credit: number): void {
    let arena = this.#room(Math.min(LONGEST_HEADER + payload.length, LONGEST_HEADER + 256) + MASK_OVERRUN)
    let key = this.#environment.maskingKey()
    let due = credit
    this.#length += writeHeader(arena.bytes, this.#length, first, payload.length, key)
    for (let from = 0; from < payload.length; ) {
      const start = this.#length
      const to = Math.min(payload.length, from + arena.capacity - MASK_OVERRUN - start)
      arena.bytes.set(from === 0 && to === payload.length ? payload : payload.subarray(from, to), start)
      this.#length = start + to - from
      arena.mask(start, this.#length, key)
      key = rotate(key, to - from)
      from = to
      if (from < payload.length) {
        this.#credit += Math.min(due, this.#length - start)
        due -= Math.min(due, this.#length - start)
        this.flush()
        arena = this.#room(LONGEST_HEADER + MASK_OVERRUN)
      }
    }
    this.#credit += due
  }

  /** Transmits what was written. */
  flush(): void {
    const arena = this.#arena
    if (!arena || this.#length === 0) return
    const length = this.#length
    const credit = this.#credit
    this.#length = 0
    this.#credit = 0
    if (!this.#transmitter.transmit(arena, length, credit)) this.#arena = null
  }

  /** Gives the empty arena back to who else can use it. */
  rest(): void {
    if (this.#length > 0) return
    this.#arena?.release()
    this.#arena = null
  }

  /** What was not transmitted never will be. */
  close(): void {
    this.#length = 0
    this.rest()
  }

  /** An arena with `size` bytes left, or an empty one. */
  #room(size: number): Arena {
    if (this.#arena && this.#length > 0 && this.#length + size > this.#arena.capacity) this.flush()
    this.#arena ??= this.#environment.acquireArena()
    return this.#arena
  }
}

/** The key as the byte `by` bytes further on sees it. */
function rotate(key: number, by: number): number {
  const bits = (by & 3) * 8
  return bits === 0 ? key : (key >>> bits) | (key << (32 - bits))
}

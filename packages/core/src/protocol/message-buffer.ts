import { INVALID_PAYLOAD, MESSAGE_TOO_BIG } from './close-code.ts'
import type { Environment } from './environment.ts'
import { TEXT } from './opcode.ts'
import { ProtocolViolation } from './protocol-violation.ts'
import { lastBoundary, Utf8Validator } from './utf8.ts'

/** A header is trusted with this much memory; beyond, memory follows the bytes that have arrived. */
const TRUSTED = 1 << 20
/** Below this, the validator itself is faster than a call of the runtime's. */
const WORTH_A_CALL = 64
const EMPTY: Uint8Array<ArrayBuffer> = new Uint8Array(0)

/** Assembles one message at a time from pieces of its payload, within `limit` bytes in all. */
export class MessageBuffer {
  /** Bytes of the current message so far. */
  length = 0
  #bytes = EMPTY
  #text = false
  readonly #utf8 = new Utf8Validator()
  readonly #environment: Environment
  readonly #limit: number

  constructor(environment: Environment, limit: number) {
    this.#environment = environment
    this.#limit = limit
  }

  begin(opcode: number): void {
    this.#text = opcode === TEXT
  }

  /** Refuses `size` more bytes if they would be too many; to be asked before anything is allocated for them. */
  admit(size: number): void {
    if (this.length + size <= this.#limit) return
    throw new ProtocolViolation(MESSAGE_TOO_BIG, `The message is larger than ${this.#limit} bytes`)
  }

  /** Where the next bytes of the message belong, at most `size`. */
  target(size: number): Uint8Array {
    return this.#bytes.subarray(this.length, Math.min(this.length + size, this.#bytes.length))
  }

  /**
   * Adds the next piece; one that was read straight into {@link target} is already in its place.
   *
   * @param announced how many bytes the frame will bring after this piece
   */
  append(bytes: Uint8Array, start: number, end: number, announced: number): void {
    const length = this.length + end - start
    this.admit(end - start)
    if (bytes.buffer !== this.#bytes.buffer) {
      if (length > this.#bytes.length) this.#grow(length, length + announced)
      this.#bytes.set(start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end), this.length)
    }
    if (this.#text && !this.#validate(this.length, length)) throw invalidText()
    this.length = length
  }

  /** Adds the message's last piece and answers the message. */
  finish(bytes: Uint8Array, start: number, end: number): string | ArrayBuffer {
    if (this.length === 0) return this.#whole(bytes, start, end)
    this.append(bytes, start, end, 0)
    const message = this.#text ? this.#decode() : this.#take()
    this.reset()
    return message
  }

  reset(): void {
    this.length = 0
    this.#bytes = EMPTY
    this.#utf8.reset()
  }

  /** A message in one piece needs no buffer. */
  #whole(bytes: Uint8Array, start: number, end: number): string | ArrayBuffer {
    this.admit(end - start)
    if (!this.#text) return copy(this.#environment, bytes, start, end)
    return decodeText(this.#environment, bytes, start, end)
  }

  #decode(): string {
    if (!this.#utf8.complete) throw invalidText()
    return this.#environment.decodeUtf8(this.#bytes, 0, this.length)
  }

  #take(): ArrayBuffer {
    const { buffer } = this.#bytes
    return buffer.byteLength === this.length ? buffer : buffer.slice(0, this.length)
  }

  /** The runtime checks whole characters in bulk; the validator carries what is cut at either end. */
  #validate(start: number, end: number): boolean {
    let at = start
    while (!this.#utf8.complete && at < end) if (!this.#utf8.push(this.#bytes, at, ++at)) return false
    if (end - at >= WORTH_A_CALL) {
      const boundary = lastBoundary(this.#bytes, at, end)
      if (this.#environment.isUtf8(this.#bytes, at, boundary)) at = boundary
    }
    return this.#utf8.push(this.#bytes, at, end)
  }

  /** What was announced is allocated whole, so that it needs no copy, unless it is a little after much, or beyond trust. */
  #grow(needed: number, announced: number): void {
    const wanted = (announced - this.length) * 4 >= this.length ? announced : this.length * 2
    const trusted = Math.max(TRUSTED, this.length * 2)
    const grown = this.#environment.allocate(Math.max(needed, Math.min(wanted, trusted, this.#limit)))
    grown.set(this.#bytes.subarray(0, this.length))
    this.#bytes = grown
  }
}

/** @throws ProtocolViolation when it is not UTF-8 */
export function decodeText(environment: Environment, bytes: Uint8Array, start: number, end: number): string {
  const text = environment.decodeUtf8(bytes, start, end)
  // Only a text with U+FFFD in it can have been malformed, and few have: the check is paid for by those.
  if (text.includes('\ufffd') && !environment.isUtf8(bytes, start, end)) throw invalidText()
  return text
}

export function copy(environment: Environment, bytes: Uint8Array, start: number, end: number): ArrayBuffer {
  const own = environment.allocate(end - start)
  own.set(start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end))
  return own.buffer
}

function invalidText(): ProtocolViolation {
  return new ProtocolViolation(INVALID_PAYLOAD, 'The peer sent text that is not UTF-8')
}

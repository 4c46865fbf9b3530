import { HandshakeFailure } from './handshake-failure.ts'
import { isFieldValue, isToken, trim } from './token.ts'

/** The status line and headers of a response (RFC 9112, 4 and 5). */
export interface ResponseHead {
  /** The minor version of HTTP/1. */
  readonly minor: 0 | 1
  readonly status: number
  /** Each header's values in order, by lower-case name. */
  readonly headers: ReadonlyMap<string, readonly string[]>
}

/** All heads up to the final one together, so it also bounds how many `100 Continue` are skipped. */
export const MAX_HEAD_BYTES: number = 16 * 1024
/** Header lines of one head. */
export const MAX_HEADERS: number = 128

const CR = 0x0d
const LF = 0x0a
const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?$/

/**
 * Reads a response head from a stream that may be cut anywhere, looking at each byte once. It is strict where leniency
 * has let two readers disagree on where a message ends: a bare CR or LF, NUL and other controls, folded lines and white
 * space before the colon are all refused.
 */
export class ResponseHeadParser {
  /** The bytes of the line that is not complete yet. */
  readonly #partial: number[] = []
  /** The bytes seen so far. */
  #size = 0
  #head: HeadBuilder | null = null

  /**
   * Takes the next bytes.
   *
   * @returns the head and how many of these bytes belong to it, or null while it is incomplete
   * @throws HandshakeFailure at the end of the first line that is malformed, or when the head is too large
   */
  push(chunk: Uint8Array): { readonly head: ResponseHead; readonly consumed: number } | null {
    let start = 0
    while (true) {
      const end = chunk.indexOf(LF, start)
      const stop = end < 0 ? chunk.length : end + 1
      this.#size += stop - start
      if (this.#size > MAX_HEAD_BYTES) throw new HandshakeFailure(`The response head exceeds ${MAX_HEAD_BYTES} bytes`)
      if (end < 0) {
        for (let i = start; i < stop; i++) this.#partial.push(chunk[i] as number)
        return null
      }
      const head = this.#line(this.#complete(chunk.subarray(start, end)))
      if (head) return { head, consumed: stop }
      start = stop
    }
  }

  /** The line that ends with `bytes`, one character a byte, without its CR. */
  #complete(bytes: Uint8Array): string {
    let codes: ArrayLike<number> = bytes
    if (this.#partial.length > 0) {
      for (const byte of bytes) this.#partial.push(byte)
      codes = this.#partial
    }
    // Not spread: that would iterate over the bytes one by one.
    const line = String.fromCharCode.apply(null, codes as number[])
    this.#partial.length = 0
    if (line.charCodeAt(line.length - 1) !== CR) throw new HandshakeFailure('A line of the response ends without CR')
    return line.slice(0, -1)
  }

  #line(line: string): ResponseHead | null {
    if (this.#head === null) {
      this.#head = new HeadBuilder(line)
      return null
    }
    if (line !== '') {
      this.#head.add(line)
      return null
    }
    const head = this.#head
    this.#head = null
    // RFC 9110, 15.2: other 1xx responses may come before the final one, which for an upgrade is 101.
    return head.status < 200 && head.status !== 101 ? null : head
  }
}

class HeadBuilder implements ResponseHead {
  readonly minor: 0 | 1
  readonly status: number
  readonly headers = new Map<string, string[]>()
  #count = 0

  constructor(statusLine: string) {
    const match = STATUS_LINE.exec(statusLine)
    if (!match) throw new HandshakeFailure('The server did not answer with an HTTP/1.1 status line')
    this.minor = match[1] === '1' ? 1 : 0
    this.status = Number(match[2])
  }

  add(line: string): void {
    if (++this.#count > MAX_HEADERS) throw new HandshakeFailure(`The response has more than ${MAX_HEADERS} headers`)
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(colon, 0)).toLowerCase()
    // A folded line (RFC 9112, 5.2) begins with white space, so its name is no token either.
    if (!isToken(name)) throw new HandshakeFailure('The response has a malformed header name')
    const value = trim(line.slice(colon + 1))
    if (!isFieldValue(value))
      throw new HandshakeFailure(`The response header ${name.slice(0, 80)} has control characters`)
    const values = this.headers.get(name)
    if (values) values.push(value)
    else this.headers.set(name, [value])
  }
}

import type { ResponseHead } from './response-head.ts'

/** How much of a refusal's body is kept, in bytes. */
export const MAX_BODY_BYTES: number = 16 * 1024

const LF = 0x0a
/** The length of a chunk-size line (RFC 9112, 7.1) with its extensions. */
const MAX_LINE = 256

/**
 * Reads the beginning of a refusal's body (RFC 9112, 6 and 7). It serves a message for people, so whatever is wrong
 * with the body just ends it.
 */
export class ResponseBody {
  /** Whether no more is to come, or to be kept. */
  done: boolean
  readonly #bytes: number[] = []
  readonly #chunked: boolean
  /** Bytes to come of the body or of its current chunk; Infinity: up to the end of the connection. */
  #left: number
  /** The chunk-size line as far as it was read. */
  #line = ''

  constructor({ status, headers }: ResponseHead) {
    this.#chunked = headers.get('transfer-encoding')?.at(-1)?.toLowerCase().endsWith('chunked') ?? false
    const length = Number(headers.get('content-length')?.[0] ?? Number.POSITIVE_INFINITY)
    this.#left = this.#chunked ? 0 : length
    this.done = status === 204 || status === 304 || (!this.#chunked && !(length > 0))
  }

  /** What came, read as UTF-8. */
  get text(): string {
    return new TextDecoder().decode(Uint8Array.from(this.#bytes))
  }

  /** Takes the next bytes, cut anywhere. */
  push(chunk: Uint8Array): void {
    for (let i = 0; i < chunk.length && !this.done; i++) {
      const byte = chunk[i] as number
      if (this.#left > 0) this.#keep(byte)
      else if (byte === LF) this.#startChunk()
      else if (this.#line.length < MAX_LINE) this.#line += String.fromCharCode(byte)
      else this.done = true
    }
  }

  #keep(byte: number): void {
    this.#bytes.push(byte)
    this.#left--
    this.done = this.#bytes.length === MAX_BODY_BYTES || (this.#left === 0 && !this.#chunked)
  }

  #startChunk(): void {
    const line = this.#line.trim()
    this.#line = ''
    // The line end behind a chunk's data looks like an empty line.
    if (line === '') return
    this.#left = Number.parseInt(line, 16)
    this.done = !(this.#left > 0)
  }
}

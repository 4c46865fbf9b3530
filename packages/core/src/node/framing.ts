import { MessageBuffer } from '../protocol/message-buffer.ts'
import { BINARY, TEXT } from '../protocol/opcode.ts'
import { environment } from './environment.ts'
import { describe, OptionError } from './errors.ts'

/**
 * Cuts the bytes of one connection into messages.
 *
 * @example Messages of 8 bytes
 * ```ts
 * class EightBytes implements FramingDecoder {
 *   #rest = Buffer.alloc(0)
 *
 *   push(chunk: Uint8Array, message: (data: ArrayBuffer) => void): void {
 *     this.#rest = Buffer.concat([this.#rest, chunk])
 *     for (; this.#rest.length >= 8; this.#rest = this.#rest.subarray(8)) {
 *       message(new Uint8Array(this.#rest.subarray(0, 8)).buffer)
 *     }
 *   }
 * }
 * ```
 */
export interface FramingDecoder {
  /**
   * Takes the next bytes, cut anywhere and valid during the call only, and calls `message` for each message they complete.
   * What it throws fails the connection.
   */
  push(chunk: Uint8Array, message: (data: string | ArrayBuffer) => void): void
  /** The peer sends no more. What it throws, because a message is incomplete, fails the connection. */
  end?(message: (data: string | ArrayBuffer) => void): void
}

/**
 * How a stream of bytes is cut into messages.
 *
 * @example Messages that end with a NUL byte
 * ```ts
 * const framing: Framing = {
 *   encode: (message) => Buffer.concat([Buffer.from(message), Buffer.alloc(1)]),
 *   decoder: (maxMessageSize) => new NulDecoder(maxMessageSize),
 * }
 * ```
 */
export interface Framing {
  /** One message as it goes over the wire, in memory of its own. What it throws, `send` throws. */
  encode(message: string | Uint8Array): Uint8Array
  /** A decoder for one connection; it must refuse larger messages before it holds them. */
  decoder(maxMessageSize: number): FramingDecoder
}

/**
 * - `'chunks'`: bytes as they come, `maxMessageSize` at most at a time; where one message ends and the next begins is not
 *   kept
 * - `'lines'`: text in UTF-8 that ends with LF or CR LF, as JSON lines do
 * - `'lengthPrefix'`: each message behind its length, 32 bits, the highest first
 *
 * @example
 * ```ts
 * const framing: FramingName = 'lines'
 * ```
 */
export type FramingName = 'chunks' | 'lines' | 'lengthPrefix'

const LF = 0x0a
const NOTHING = new Uint8Array(0)
const PREFIX = 4

const chunks: Framing = {
  encode: (message) => Buffer.from(message),
  decoder: (maxMessageSize) => ({
    push(chunk, message) {
      for (let start = 0; start < chunk.length; start += maxMessageSize) {
        message(new Uint8Array(chunk.subarray(start, start + maxMessageSize)).buffer)
      }
    },
  }),
}

const lines: Framing = {
  encode(message) {
    const bytes = Buffer.from(message)
    if (bytes.includes(LF)) throw new TypeError('A message with a line break would arrive as two: `framing` is lines')
    return Buffer.concat([bytes, Buffer.of(LF)])
  },
  decoder: (maxMessageSize) => new LineDecoder(maxMessageSize),
}

class LineDecoder implements FramingDecoder {
  readonly #line: MessageBuffer

  constructor(maxMessageSize: number) {
    this.#line = new MessageBuffer(environment, maxMessageSize)
    this.#line.begin(TEXT)
  }

  push(chunk: Uint8Array, message: (data: string) => void): void {
    let start = 0
    for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, start)) {
      const line = this.#line.finish(chunk, start, end) as string
      start = end + 1
      message(line.endsWith('\r') ? line.slice(0, -1) : line)
    }
    if (start < chunk.length) this.#line.append(chunk, start, chunk.length, 0)
  }

  end(): void {
    if (this.#line.length > 0) throw new Error('The stream ended inside a line')
  }
}

const lengthPrefix: Framing = {
  encode(message) {
    const bytes = Buffer.from(message)
    const prefix = Buffer.alloc(PREFIX)
    prefix.writeUInt32BE(bytes.length)
    return Buffer.concat([prefix, bytes])
  },
  decoder: (maxMessageSize) => new LengthPrefixDecoder(maxMessageSize),
}

class LengthPrefixDecoder implements FramingDecoder {
  readonly #message: MessageBuffer
  /** Bytes of the prefix that are there. */
  #prefixed = 0
  /** The length as far as it was read, then the bytes still missing. */
  #left = 0

  constructor(maxMessageSize: number) {
    this.#message = new MessageBuffer(environment, maxMessageSize)
    this.#message.begin(BINARY)
  }

  push(chunk: Uint8Array, message: (data: ArrayBuffer) => void): void {
    let at = 0
    while (at < chunk.length) {
      if (this.#prefixed < PREFIX) {
        this.#left = this.#left * 256 + (chunk[at++] as number)
        if (++this.#prefixed < PREFIX) continue
        this.#message.admit(this.#left)
      }
      const end = Math.min(at + this.#left, chunk.length)
      this.#left -= end - at
      if (this.#left > 0) this.#message.append(chunk, at, end, this.#left)
      else {
        this.#prefixed = 0
        message(this.#message.finish(end > at ? chunk : NOTHING, end > at ? at : 0, end > at ? end : 0) as ArrayBuffer)
      }
      at = end
    }
  }

  end(): void {
    if (this.#prefixed > 0) throw new Error('The stream ended inside a message')
  }
}

const framings: Readonly<Record<FramingName, Framing>> = { chunks, lines, lengthPrefix }

/** A message as `framing` puts it. @throws TypeError when that is not bytes */
export function encoded(framing: Framing, message: string | Uint8Array): Uint8Array {
  const bytes: unknown = framing.encode(message)
  if (bytes instanceof Uint8Array) return bytes
  throw new TypeError(`framing.encode answered ${describe(bytes)} instead of a Uint8Array`)
}

/** A decoder of `framing`. @throws TypeError when it is none */
export function decoderOf(framing: Framing, maxMessageSize: number): FramingDecoder {
  const decoder: Partial<FramingDecoder> | null | undefined = framing.decoder(maxMessageSize)
  if (typeof decoder?.push === 'function') return decoder as FramingDecoder
  throw new TypeError(`framing.decoder answered ${describe(decoder)} instead of a decoder with push()`)
}

/** The framing that an option names or is. @throws OptionError */
export function framingOf(option: FramingName | Framing): Framing {
  if (typeof option === 'string' && Object.hasOwn(framings, option)) return framings[option]
  if (typeof option === 'object' && typeof option?.encode === 'function' && typeof option.decoder === 'function') {
    return option
  }
  throw new OptionError('framing', describe(option), "'chunks', 'lines', 'lengthPrefix' or { encode, decoder }")
}

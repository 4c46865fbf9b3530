import type { DeflateParameters } from './extensions.ts'

/** What a runtime does better than plain JavaScript; handed in, so that everything here stays pure. */
export interface Environment {
  /** Milliseconds of a clock that never goes back. */
  now(): number
  /** Decodes UTF-8, with U+FFFD for what is malformed. No byte order mark is dropped. */
  decodeUtf8(bytes: Uint8Array, start: number, end: number): string
  /** Whether these bytes are UTF-8. */
  isUtf8(bytes: Uint8Array, start: number, end: number): boolean
  /** Encodes as UTF-8, lone surrogates as U+FFFD. */
  encodeUtf8(text: string): Uint8Array
  /** Encodes into memory that is large enough and answers the number of bytes. */
  encodeUtf8Into(text: string, bytes: Uint8Array, at: number): number
  /** Memory of a message of its own; its content is overwritten before anybody sees it. */
  allocate(size: number): Uint8Array<ArrayBuffer>
  /** A masking key nobody can guess, fresh for every frame (RFC 6455, 5.3), as a 32-bit integer. */
  maskingKey(): number
  /** Memory to write frames to. */
  acquireArena(): Arena
  createInflater(parameters: DeflateParameters, handlers: InflaterHandlers): Inflater
  createDeflater(parameters: DeflateUse, handlers: DeflaterHandlers): Deflater
}

/** permessage-deflate as agreed, and from which size on it is used. */
export interface DeflateUse extends DeflateParameters {
  /** Messages shorter than this many bytes are sent as they are. */
  readonly threshold: number
  /** zlib's compression level, 0 to 9. */
  readonly level: number
}

/** A piece of memory that frames are written to and masked in. */
export interface Arena {
  readonly bytes: Uint8Array
  /** How much of `bytes` may be used; `mask` may touch what is behind. */
  readonly capacity: number
  /** Masks `bytes[start, end)`; the key's lowest byte goes first. Up to {@link MASK_OVERRUN} bytes behind may be changed. */
  mask(start: number, end: number, key: number): void
  release(): void
}

/** How far beyond its end `Arena.mask` may write. */
export const MASK_OVERRUN = 32

export interface InflaterHandlers {
  /** A piece of output, valid during the call; `last` is the message's end. What it throws ends the inflater's work. */
  output(bytes: Uint8Array, start: number, end: number, last: boolean): void
  /** Work that went on elsewhere is done, or failed. */
  done(error: Error | null): void
}

/** One direction of RFC 7692: compressed payload in, message out. */
export interface Inflater {
  /**
   * Inflates the next piece of a message, and with `last` the tail that the sender removed (7.2.2).
   *
   * @param allowance how many bytes of output may be made at once, before the work goes on elsewhere
   * @returns true when it is done; false when it goes on elsewhere (`done` is called) and `bytes` is no longer needed
   * @throws Error when the data is malformed
   */
  inflate(bytes: Uint8Array, start: number, end: number, last: boolean, allowance: number): boolean
  /** Ends it, also in the middle of its work; no handler is called afterwards. */
  close(): void
}

export interface DeflaterHandlers {
  done(error: Error | null, compressed: Uint8Array): void
}

/** The other direction: message in, compressed payload out. */
export interface Deflater {
  /**
   * Compresses one message, without the tail 00 00 ff ff.
   *
   * @returns the payload, valid until the next call; null when the work goes on elsewhere (`done` is called), on a
   * copy of `bytes`.
   */
  deflate(bytes: Uint8Array): Uint8Array | null
  close(): void
}

import type { BinaryType, Received, Sendable } from './web-socket-like.ts'

/**
 * Turns messages into what goes over the wire and back. `decode` and `encode` may throw: a message that cannot be decoded
 * is a `DecodeError` on `error$` and the stream goes on, one that cannot be encoded is thrown by `send`.
 *
 * @example
 * ```ts
 * const upper: Codec<string> = { decode: (data) => String(data).toUpperCase(), encode: (message) => message }
 * ```
 */
export interface Codec<In, Out = In> {
  /** How the transport is to hand over binary messages; `'arraybuffer'` where absent. */
  readonly binaryType?: BinaryType
  decode(data: Received): In
  encode(message: Out): Sendable
}

/** A codec of whatever messages. */
// biome-ignore lint/suspicious/noExplicitAny: both type parameters vary, so no other type takes all of them
export type AnyCodec = Codec<any, any>

/**
 * JSON in text messages. Binary messages are read as UTF-8; a `Blob` cannot be read at once and is an error.
 *
 * @example
 * ```ts
 * const socket = webSocket<Quote, Command>('wss://example.com/feed', { codec: json() })
 * ```
 */
export function json<In = unknown, Out = In>(): Codec<In, Out> {
  return {
    decode: (data) => JSON.parse(typeof data === 'string' ? data : new TextDecoder().decode(data as ArrayBuffer)) as In,
    encode(message) {
      const text: string | undefined = JSON.stringify(message)
      // JSON.stringify answers undefined for undefined, functions and symbols; sending that would send "undefined".
      if (text === undefined) throw new TypeError(`JSON has no form for ${typeof message}`)
      return text
    },
  }
}

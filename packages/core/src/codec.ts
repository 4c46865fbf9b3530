import type { StandardSchemaV1 } from '@standard-schema/spec'
import { resolve } from './check.ts'
import { validator } from './schema.ts'
import type { BinaryType, Received, Sendable } from './web-socket-like.ts'

/**
 * What happens to a received message that cannot be decoded. `'report'`: a `DecodeError` on `error$`. `'drop'`: nothing.
 * `'close'`: the `DecodeError`, and the connection is closed with code 4007, which is final unless `closeCodes` says
 * otherwise. The stream goes on with the next message but for `'close'`.
 *
 * @example
 * ```ts
 * const onInvalid: OnInvalid = 'close'
 * webSocket('wss://example.com/feed', { codec: json({ schema: Quote, onInvalid }), closeCodes: { 4007: 'retry' } })
 * ```
 */
export type OnInvalid = 'report' | 'drop' | 'close'

/**
 * Turns messages into what goes over the wire and back. `decode` and `encode` may throw: what becomes of a message that
 * cannot be decoded is for `onInvalid` to say, one that cannot be encoded is an `EncodeError` thrown by `send`.
 *
 * @example
 * ```ts
 * import { decode, encode } from '@msgpack/msgpack'
 *
 * const msgpack: Codec<unknown> = {
 *   decode: (data) => decode(data as ArrayBuffer),
 *   encode: (message) => encode(message),
 * }
 * ```
 */
export interface Codec<In, Out = In> {
  /** How the transport is to hand over binary messages; `'arraybuffer'` where absent. */
  readonly binaryType?: BinaryType
  /** Default `'report'`. */
  readonly onInvalid?: OnInvalid
  decode(data: Received): In
  encode(message: Out): Sendable
}

/** A codec of whatever messages. */
// biome-ignore lint/suspicious/noExplicitAny: both type parameters vary, so no other type takes all of them
export type AnyCodec = Codec<any, any>

/**
 * The options of `json` without a schema.
 *
 * @example
 * ```ts
 * const options: JsonOptions = { onInvalid: 'drop' }
 * const codec = json<Quote, Command>(options)
 * ```
 */
export interface JsonOptions {
  readonly schema?: undefined
  readonly outgoing?: undefined
  /** Default `'report'`. */
  readonly onInvalid?: OnInvalid
}

/**
 * The options of `json` with a schema.
 *
 * @example
 * ```ts
 * const options: JsonSchemaOptions<typeof Quote, typeof Command> = { schema: Quote, outgoing: Command }
 * const codec = json(options)
 * ```
 */
export interface JsonSchemaOptions<Schema extends StandardSchemaV1, Outgoing extends StandardSchemaV1> {
  /** Checks each received message, and makes it: subscribers get the schema's output. It must be synchronous. */
  readonly schema: Schema
  /**
   * Checks each message that is sent, and makes it: its output goes over the wire. Where it is absent, what is sent is
   * checked by `schema`, whose input is the form on the wire, and goes out as it was given.
   */
  readonly outgoing?: Outgoing
  /** Default `'report'`. */
  readonly onInvalid?: OnInvalid
}

/**
 * JSON in text messages. Binary messages are read as UTF-8; a `Blob` cannot be read at once and is an error.
 *
 * With a schema of any library that implements Standard Schema, messages are checked in both directions and have the
 * schema's types: one that comes in invalid meets `onInvalid`, one that goes out invalid is an `EncodeError` thrown by
 * `send`, and nothing is sent. Either error's `cause` is a {@link SchemaError} with the issues.
 *
 * @throws OptionError when a schema is none, or `onInvalid` none of its values.
 *
 * @example
 * ```ts
 * const socket = webSocket<Quote, Command>('wss://example.com/feed', { codec: json() })
 * ```
 *
 * @example
 * ```ts
 * const Quote = z.object({ symbol: z.string(), price: z.number() })
 * const Command = z.object({ subscribe: z.string() })
 * const socket = webSocket('wss://example.com/feed', { codec: json({ schema: Quote, outgoing: Command }) })
 * ```
 */
export function json<In = unknown, Out = In>(options?: JsonOptions): Codec<In, Out>
export function json<Schema extends StandardSchemaV1, Outgoing extends StandardSchemaV1 = Schema>(
  options: JsonSchemaOptions<Schema, Outgoing>,
): Codec<StandardSchemaV1.InferOutput<Schema>, StandardSchemaV1.InferInput<Outgoing>>
export function json(
  options: JsonOptions | JsonSchemaOptions<StandardSchemaV1, StandardSchemaV1> = {},
): Codec<unknown, unknown> {
  const { onInvalid } = resolve<{ onInvalid: OnInvalid }>({ onInvalid: ['report', 'drop', 'close'] }, options)
  const { schema, outgoing } = options
  if (schema === undefined && outgoing === undefined) return { onInvalid, decode: parse, encode: stringify }
  const checked = validator('schema', schema as StandardSchemaV1)
  const transform = outgoing !== undefined && validator('outgoing', outgoing)
  return {
    onInvalid,
    decode: (data) => checked(parse(data)),
    encode(message) {
      if (transform) return stringify(transform(message))
      checked(message)
      return stringify(message)
    },
  }
}

// `__proto__` in the text becomes a property like any other: JSON.parse defines, and nothing here assigns or merges.
function parse(data: Received): unknown {
  return JSON.parse(
    typeof data === 'string' ? data : new TextDecoder('utf-8', { fatal: true }).decode(data as ArrayBuffer),
  )
}

function stringify(message: unknown): string {
  const text: string | undefined = JSON.stringify(message)
  // JSON.stringify answers undefined for undefined, functions and symbols; sending that would send "undefined".
  if (text === undefined) throw new TypeError(`JSON has no form for ${typeof message}`)
  return text
}

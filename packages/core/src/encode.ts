import type { Codec } from './codec.ts'
import { EncodeError, textOf } from './errors.ts'
import { say } from './prose.ts'
import type { Sendable } from './web-socket-like.ts'
import { isSendable } from './wire-size.ts'

/** A message as it goes over the wire. @throws EncodeError when the codec threw, or what it answered cannot be sent. */
export function encode<Out>(codec: Codec<unknown, Out> | undefined, message: Out): Sendable {
  let data: unknown
  try {
    data = codec ? codec.encode(message) : message
  } catch (error) {
    throw new EncodeError(say('encode', textOf(error)), { cause: error })
  }
  if (isSendable(data)) return data
  throw new EncodeError(say(codec ? 'codec.encode' : 'codec', data === null ? 'null' : typeof data))
}

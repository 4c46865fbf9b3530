import { isString, resolve } from './check.ts'
import { failure } from './errors.ts'
import type { BinaryType } from './web-socket-like.ts'
import { wireSize } from './wire-size.ts'

/** What `close` may be called with; a reason without a code means 1000. */
export function checkClose(code: number | undefined, reason: string | undefined): number | undefined {
  if (code !== undefined && code !== 1000 && !(Number.isInteger(code) && code >= 3000 && code <= 4999)) {
    throw failure('usage', 'close code', String(code))
  }
  resolve({ reason: [undefined, isString] }, { reason })
  // RFC 6455 section 5.5: a close frame has 125 bytes, two of them for the code.
  const size = wireSize(reason ?? '')
  if (size > 123) throw failure('usage', 'close reason', `${size} bytes`)
  return code ?? (reason === undefined ? undefined : 1000)
}

export function checkBinaryType(value: unknown): asserts value is BinaryType {
  if (value !== 'arraybuffer' && value !== 'blob') throw failure('usage', 'binaryType', String(value))
}

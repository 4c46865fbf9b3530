import { EverwireError } from './errors.ts'
import type { BinaryType } from './web-socket-like.ts'
import { wireSize } from './wire-size.ts'

/** Bytes a close frame has left for its reason: RFC 6455 section 5.5, 125 less the code's two. */
const REASON_BYTES = 123

/** What `close` may be called with; a reason without a code means 1000. */
export function checkClose(code: number | undefined, reason: string | undefined): number | undefined {
  if (code !== undefined && code !== 1000 && !(Number.isInteger(code) && code >= 3000 && code <= 4999)) {
    throw new EverwireError('usage', `The close code is ${String(code)}; allowed: 1000, or 3000 to 4999.`)
  }
  if (reason !== undefined && wireSize(reason) > REASON_BYTES) {
    throw new EverwireError(
      'usage',
      `The close reason has ${wireSize(reason)} bytes of UTF-8; allowed: ${REASON_BYTES}.`,
    )
  }
  return code ?? (reason === undefined ? undefined : 1000)
}

export function checkBinaryType(value: unknown): asserts value is BinaryType {
  if (value === 'arraybuffer' || value === 'blob') return
  throw new EverwireError('usage', `binaryType is ${String(value)}; allowed: 'arraybuffer' or 'blob'.`)
}

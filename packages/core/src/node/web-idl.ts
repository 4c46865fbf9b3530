import { isToken } from '../protocol/token.ts'
import { wellFormed } from './events.ts'
import type { TransportInit } from './options.ts'

/** Conversions of the constructor's, `send`'s and `close`'s arguments, as Web IDL and the WebSocket standard want them. */

/** The second argument is protocols, or the options at once. */
export function splitArguments(
  protocols: unknown,
  options: TransportInit | undefined,
): { readonly protocols: string[]; readonly options: TransportInit | undefined } {
  const iterable = typeof protocols === 'object' && protocols !== null && Symbol.iterator in protocols
  if (typeof protocols === 'object' && protocols !== null && !iterable) return { protocols: [], options: protocols }
  if (protocols === undefined) return { protocols: [], options }
  const tokens = iterable ? Array.from(protocols as Iterable<unknown>, String) : [String(protocols)]
  const seen = new Set<string>()
  for (const token of tokens) {
    if (!isToken(token))
      throw new DOMException(`The subprotocol ${JSON.stringify(token.slice(0, 80))} is not a token`, 'SyntaxError')
    if (seen.has(token.toLowerCase()))
      throw new DOMException(`The subprotocol ${token.slice(0, 80)} is there twice`, 'SyntaxError')
    seen.add(token.toLowerCase())
  }
  return { protocols: tokens, options }
}

/** `[Clamp] unsigned short`. */
function clamped(value: unknown): number {
  const number = Number(value)
  if (Number.isNaN(number)) return 0
  const within = Math.min(Math.max(number, 0), 0xffff)
  const rounded = Math.round(within)
  // Halves go to the even neighbour.
  return Math.abs(within % 1) === 0.5 && rounded % 2 === 1 ? rounded - 1 : rounded
}

/**
 * The arguments of `close()`.
 *
 * @throws DOMException `InvalidAccessError` for a code that is not 1000 or 3000 to 4999; `SyntaxError` for a reason of more
 * than 123 bytes
 */
export function closeArguments(
  code: unknown,
  reason: unknown,
): { readonly code: number | undefined; readonly reason: string } {
  const number = code === undefined ? undefined : clamped(code)
  const text = reason === undefined ? '' : wellFormed(String(reason))
  if (number !== undefined && number !== 1000 && (number < 3000 || number > 4999)) {
    throw new DOMException(`The close code ${number} is neither 1000 nor between 3000 and 4999`, 'InvalidAccessError')
  }
  if (Buffer.byteLength(text) > 123) throw new DOMException('The close reason is longer than 123 bytes', 'SyntaxError')
  return { code: number ?? (text === '' ? undefined : 1000), reason: text }
}

/** `(BufferSource or Blob or USVString)`; a view's own bytes are not copied here. */
export function sendable(data: unknown): string | Blob | Uint8Array {
  if (typeof data === 'string') return data
  if (ArrayBuffer.isView(data)) {
    if (!(data.buffer instanceof ArrayBuffer))
      throw new TypeError('A view of shared memory cannot be sent: copy it first')
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  }
  if (data instanceof ArrayBuffer) return new Uint8Array(data)
  if (data instanceof Blob) return data
  return String(data)
}

/** Makes what is on a prototype enumerable, as an interface's members are. */
export function enumerable(prototype: object, names: readonly string[]): void {
  for (const name of names) Object.defineProperty(prototype, name, { enumerable: true })
}

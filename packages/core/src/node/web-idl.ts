import { isArrayBuffer } from 'node:util/types'
import { isToken } from '../protocol/token.ts'
import { OptionError } from './errors.ts'
import type { TransportInit, WebSocketInit } from './transport-init.ts'

/** Conversions of the constructor's, `send`'s and `close`'s arguments, as Web IDL and the WebSocket standard want them. */

/** @throws TypeError when an operation was given no argument at all, which is not the same as `undefined` */
export function needArgument(operation: string, given: number): void {
  if (given === 0) throw new TypeError(`${operation} needs an argument`)
}

/**
 * The second argument is protocols, or the options at once. A third that is no object is ignored, as Web IDL ignores what an
 * operation does not know.
 */
export function splitArguments(
  second: unknown,
  third: unknown,
): { readonly protocols: string[]; readonly options: TransportInit | undefined } {
  const bag = isObject(second) && !(Symbol.iterator in second) ? second : isObject(third) ? third : undefined
  if (bag === undefined) return { protocols: protocolsOf(second), options: undefined }
  const { protocols, ...options }: WebSocketInit = bag
  if (bag !== second && protocols !== undefined)
    throw new OptionError('protocols', 'given twice', 'the second argument')
  return { protocols: protocolsOf(bag === second ? protocols : second), options }
}

/** `(DOMString or sequence<DOMString>)`, each a token and none twice. */
function protocolsOf(value: unknown): string[] {
  if (value === undefined) return []
  const iterable = isObject(value) && Symbol.iterator in value
  const tokens = iterable ? Array.from(value as Iterable<unknown>, String) : [String(value)]
  const seen = new Set<string>()
  for (const token of tokens) {
    if (!isToken(token))
      throw new DOMException(`The subprotocol ${JSON.stringify(token.slice(0, 80))} is not a token`, 'SyntaxError')
    if (seen.has(token.toLowerCase()))
      throw new DOMException(`The subprotocol ${token.slice(0, 80)} is there twice`, 'SyntaxError')
    seen.add(token.toLowerCase())
  }
  return tokens
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
    if (!isArrayBuffer(data.buffer)) throw new TypeError('A view of shared memory cannot be sent: copy it first')
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  }
  if (isArrayBuffer(data)) return new Uint8Array(data)
  if (data instanceof Blob) return data
  return String(data)
}

/** Makes a class what Web IDL makes of an interface, as far as JavaScript's classes differ: enumerable members, and a tag. */
export function defineInterface(prototype: object, tag: string, members: readonly string[]): void {
  for (const name of members) Object.defineProperty(prototype, name, { enumerable: true })
  Object.defineProperty(prototype, Symbol.toStringTag, { value: tag, configurable: true })
}

/** With lone surrogates replaced, as Web IDL's USVString asks. */
export function wellFormed(text: string): string {
  return (text as { toWellFormed?(): string }).toWellFormed?.() ?? text.replace(LONE_SURROGATES, '\ufffd')
}

const LONE_SURROGATES = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

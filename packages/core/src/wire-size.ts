import type { Sendable } from './web-socket-like.ts'

/** How many bytes a message takes on the wire, without framing; strings as UTF-8, lone surrogates as U+FFFD. */
export function wireSize(data: Sendable): number {
  if (typeof data !== 'string') return data.byteLength
  let size = data.length
  for (let index = 0; index < data.length; index++) {
    const unit = data.charCodeAt(index)
    if (unit < 0x80) continue
    size += unit < 0x800 ? 1 : 2
    // A surrogate pair is two units and four bytes.
    if (unit >= 0xd800 && unit < 0xdc00 && (data.charCodeAt(index + 1) & 0xfc00) === 0xdc00) index++
  }
  return size
}

/** Whether a transport takes it: WHATWG's `send` without `Blob`, whose bytes are not at hand. */
export function isSendable(data: unknown): data is Sendable {
  return typeof data === 'string' || data instanceof ArrayBuffer || ArrayBuffer.isView(data)
}

/** A copy of a binary message, so that the caller may reuse its buffer while the message waits. */
export function copied(data: Sendable): Sendable {
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice()
  return data.slice(0)
}

/**
 * Validates UTF-8 that arrives in pieces, and fails at the first byte no valid text can contain there (RFC 6455, 8.1), not
 * at the end of the message: overlong forms, surrogates and code points above U+10FFFF are told apart by the second byte.
 */
export class Utf8Validator {
  /** Continuation bytes the current character still needs. */
  #needed = 0
  /** The range the next continuation byte must lie in (Unicode, table 3-7). */
  #lower = 0x80
  #upper = 0xbf

  /** Whether what was pushed ends with a whole character. */
  get complete(): boolean {
    return this.#needed === 0
  }

  reset(): void {
    this.#needed = 0
    this.#lower = 0x80
    this.#upper = 0xbf
  }

  /** Takes the next bytes; false at the first bad one. */
  push(bytes: Uint8Array, start: number, end: number): boolean {
    for (let at = start; at < end; at++) {
      const byte = bytes[at] as number
      if (this.#needed === 0) {
        if (byte > 0x7f && !this.#lead(byte)) return false
      } else {
        if (byte < this.#lower || byte > this.#upper) return false
        this.#needed--
        this.#lower = 0x80
        this.#upper = 0xbf
      }
    }
    return true
  }

  #lead(byte: number): boolean {
    if (byte < 0xc2 || byte > 0xf4) return false
    this.#needed = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3
    if (byte === 0xe0) this.#lower = 0xa0
    else if (byte === 0xed) this.#upper = 0x9f
    else if (byte === 0xf0) this.#lower = 0x90
    else if (byte === 0xf4) this.#upper = 0x8f
    return true
  }
}

/** Where the last character that is cut by `end` begins; `end` when none is. */
export function lastBoundary(bytes: Uint8Array, start: number, end: number): number {
  for (let at = end - 1; at >= start && at >= end - 3; at--) {
    const byte = bytes[at] as number
    if (byte < 0x80) return end
    if (byte >= 0xc0) return at + (byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4) > end ? at : end
  }
  return end
}

/**
 * Masks `bytes[start, end)` in place (RFC 6455, 5.3), four bytes at a time; the key's lowest byte goes first. This is for
 * runtimes and sizes where nothing faster is at hand, on machines of either byte order.
 */
export function mask(bytes: Uint8Array, start: number, end: number, key: number): void {
  let at = start
  let rest = key
  while (at < end && ((bytes.byteOffset + at) & 3) !== 0) {
    bytes[at++] = (bytes[at - 1] as number) ^ rest
    rest = (rest >>> 8) | (rest << 24)
  }
  const count = (end - at) >> 2
  if (LITTLE_ENDIAN && count > 0) {
    const words = new Int32Array(bytes.buffer, bytes.byteOffset + at, count)
    for (let index = 0; index < count; index++) words[index] = (words[index] as number) ^ rest
    at += count * 4
  }
  while (at < end) {
    bytes[at++] = (bytes[at - 1] as number) ^ rest
    rest = (rest >>> 8) | (rest << 24)
  }
}

const LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1

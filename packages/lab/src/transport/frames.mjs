// Frames and messages both sides of a benchmark make by the same rule, so that each knows what the other must have received.
import { createHash } from 'node:crypto'

/**
 * What one message of a workload is: text or bytes, the same every time but for deflate, where no two are alike.
 * @param {{ kind: 'text' | 'binary' | 'json', size: number }} workload
 * @param {number} index
 * @returns {string | Uint8Array}
 */
export function messageOf({ kind, size }, index) {
  if (kind === 'binary') return Uint8Array.from({ length: size }, (_, at) => (at * 31 + index) & 0xff)
  if (kind === 'json') return quotes(size, index)
  const head = `${index}:`
  return head + 'x'.repeat(size - head.length)
}

/** A batch of price quotes as JSON, of about `size` bytes. */
function quotes(size, index) {
  const items = []
  for (let length = 2, at = 0; length < size - 60; at++) {
    const item = {
      symbol: SYMBOLS[(index + at * 7) % SYMBOLS.length],
      price: 100 + ((index * 37 + at * 911) % 9973) / 100,
      volume: (index * 13 + at * 17) % 10_007,
    }
    items.push(item)
    length += JSON.stringify(item).length + 1
  }
  return JSON.stringify({ type: 'quotes', at: 1_700_000_000_000 + index, items })
}

const SYMBOLS = [
  'ACME',
  'GLOBEX',
  'INITECH',
  'UMBRELLA',
  'HOOLI',
  'STARK',
  'WAYNE',
  'WONKA',
  'SOYLENT',
  'TYRELL',
  'CYBERDYNE',
  'OSCORP',
]

/** A running digest of messages. */
export class Digest {
  #hash = createHash('sha256')

  /** @param {string | ArrayBuffer | Uint8Array} message */
  add(message) {
    this.#hash.update(typeof message === 'string' ? message : new Uint8Array(message))
  }

  get value() {
    return this.#hash.digest('hex')
  }
}

/**
 * One unmasked frame.
 * @param {number} first the first header byte
 * @param {Uint8Array} payload
 */
export function serverFrame(first, payload) {
  const { length } = payload
  const head = Buffer.alloc(length < 126 ? 2 : length < 65536 ? 4 : 10)
  head[0] = first
  if (length < 126) head[1] = length
  else if (length < 65536) {
    head[1] = 126
    head.writeUInt16BE(length, 2)
  } else {
    head[1] = 127
    head.writeBigUInt64BE(BigInt(length), 2)
  }
  return Buffer.concat([head, payload])
}

/** Reads masked frames from chunks, without keeping payloads unless asked. */
export class ClientFrames {
  #rest = Buffer.alloc(0)
  #skip = 0

  /**
   * @param {boolean} keep whether payloads are unmasked and handed on
   * @param {(first: number, payload: Buffer | null) => void} onFrame
   */
  constructor(keep, onFrame) {
    this.keep = keep
    this.onFrame = onFrame
  }

  /** @param {Buffer} chunk */
  push(chunk) {
    let at = 0
    if (this.#skip > 0) {
      at = Math.min(this.#skip, chunk.length)
      this.#skip -= at
      if (this.#skip > 0) return
      this.onFrame(this.#first, null)
    }
    let bytes = chunk
    if (this.#rest.length > 0) {
      bytes = Buffer.concat([this.#rest, at ? chunk.subarray(at) : chunk])
      at = 0
    }
    for (;;) {
      const left = bytes.length - at
      if (left < 2) break
      const short = bytes[at + 1] & 0x7f
      const head = short < 126 ? 6 : short === 126 ? 8 : 14
      if (left < head) break
      const length =
        short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2))
      this.#first = bytes[at]
      if (left < head + length) {
        if (this.keep) break
        this.#skip = head + length - left
        this.#rest = Buffer.alloc(0)
        return
      }
      let payload = null
      if (this.keep) {
        payload = Buffer.from(bytes.subarray(at + head, at + head + length))
        for (let index = 0; index < length; index++) payload[index] ^= bytes[at + head - 4 + (index & 3)]
      }
      at += head + length
      this.onFrame(this.#first, payload)
    }
    this.#rest = Buffer.from(bytes.subarray(at))
  }

  #first = 0
}

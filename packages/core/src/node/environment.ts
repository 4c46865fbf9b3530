import { isUtf8 } from 'node:buffer'
import { randomFillSync } from 'node:crypto'
import type { Environment } from '../protocol/environment.ts'
import { ArenaPool } from './arenas.ts'
import { NodeDeflater } from './deflater.ts'
import { NodeInflater } from './inflater.ts'

/** Node's decoders, below `toString`, which would need a view for each text. Documented nowhere, there since Node 0.11. */
interface Slices {
  utf8Slice?(this: Uint8Array, start: number, end: number): string
  utf8Write?(this: Uint8Array, text: string, at: number, length: number): number
}
const { utf8Slice, utf8Write } = Buffer.prototype as unknown as Slices

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const encoder = new TextEncoder()

/** How many masking keys are drawn at a time: a call of the CSPRNG costs as much as hundreds of them. */
const keys = new Int32Array(1024)
let drawn = keys.length

function maskingKey(): number {
  if (drawn === keys.length) {
    randomFillSync(keys)
    drawn = 0
  }
  return keys[drawn++] as number
}

const arenas = new ArenaPool()

/** What Node does for the protocol. */
export const environment: Environment = {
  now: () => performance.now(),
  decodeUtf8: utf8Slice
    ? (bytes, start, end) => utf8Slice.call(bytes, start, end)
    : (bytes, start, end) => decoder.decode(bytes.subarray(start, end)),
  isUtf8: (bytes, start, end) => isUtf8(bytes.subarray(start, end)),
  encodeUtf8: (text) => encoder.encode(text),
  encodeUtf8Into: utf8Write
    ? (text, bytes, at) => utf8Write.call(bytes, text, at, bytes.length - at)
    : (text, bytes, at) => encoder.encodeInto(text, bytes.subarray(at)).written,
  allocate: (size) => Buffer.allocUnsafeSlow(size) as unknown as Uint8Array<ArrayBuffer>,
  maskingKey,
  acquireArena: () => arenas.acquire(),
  createInflater: (parameters, handlers) => new NodeInflater(parameters, handlers),
  createDeflater: (parameters, handlers) => new NodeDeflater(parameters, handlers),
}

import { deflateRawSync } from 'node:zlib'

/** What a server might send, and whether it was agreed to compress. */
export interface Stream {
  readonly bytes: Uint8Array
  readonly deflate: boolean
}

type Frame = readonly [first: number, payload: Uint8Array]

const text = (size: number): Uint8Array => Buffer.from('aé€😀'.repeat(size)).subarray(0, size)
const compressed = (bytes: Uint8Array): Uint8Array => Buffer.concat([deflateRawSync(bytes), Buffer.of(0)])
const zeros = compressed(Buffer.alloc(3000))
const small = (
  [
    [[0x81, text(6)]],
    [[0x82, Buffer.alloc(200, 7)]],
    [
      [0x01, text(3)],
      [0x89, text(5)],
      [0x00, text(0)],
      [0x80, text(4)],
    ],
    [
      [0x8a, Buffer.alloc(125)],
      [0x89, Buffer.alloc(0)],
      [0x88, Buffer.from([0x03, 0xe8, 0x62, 0x79, 0x65])],
    ],
    [
      [0xc1, compressed(Buffer.from('compressed '.repeat(20)))],
      [0x81, Buffer.from('plain')],
    ],
    [
      [0x41, zeros.subarray(0, 8)],
      [0x80, zeros.subarray(8)],
    ],
  ] satisfies Frame[][]
).map(stream)
const large = stream([
  [0x82, Buffer.alloc(70_000, 1)],
  [0x81, Buffer.from('after')],
])

function stream(frames: readonly Frame[]): Buffer {
  return Buffer.concat(frames.flatMap(([first, payload]) => [header(first, payload.length), payload]))
}

function header(first: number, size: number): Buffer {
  if (size < 126) return Buffer.of(first, size)
  if (size < 65_536) return Buffer.of(first, 126, size >> 8, size & 255)
  const long = Buffer.alloc(10)
  long.writeUInt16BE((first << 8) | 127)
  long.writeBigUInt64BE(BigInt(size), 2)
  return long
}

/** A stream of the corpus after one to four mutations. Most are small, since most time is for them. */
export function mutatedStream(random: () => number): Stream {
  const below = (limit: number): number => Math.floor(random() * limit)
  const one = (): Buffer => small[below(small.length)] as Buffer
  let bytes = below(200) === 0 ? large : one()
  if (below(3) === 0) bytes = Buffer.concat([bytes, one()])
  for (let times = 1 + below(4); times > 0; times--) bytes = mutated(bytes, below)
  // Making a zlib context costs more than all the rest of a stream.
  return { bytes, deflate: below(20) === 0 }
}

function mutated(bytes: Buffer, below: (limit: number) => number): Buffer {
  const at = below(bytes.length || 1)
  const [before, behind] = [bytes.subarray(0, at), bytes.subarray(at)]
  const bits = bytes[at] ?? 0
  switch (below(6)) {
    case 0:
      return Buffer.concat([before, Buffer.of(bits ^ (1 << below(8))), behind.subarray(1)])
    case 1:
      return Buffer.concat([before, Buffer.of(below(256)), behind.subarray(1)])
    case 2:
      return Buffer.concat([before, behind.subarray(1 + below(8))])
    case 3:
      return Buffer.concat([before, Buffer.of(below(256), below(256)), behind])
    case 4:
      return before
    default:
      return Buffer.concat([bytes, behind])
  }
}

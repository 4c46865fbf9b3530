import type { ClientFrame } from './frames.ts'

/** Reads a client's frames from chunks cut anywhere, in time that grows with the bytes and not with their square. */
export class ClientFrameReader {
  #chunks: Buffer[] = []
  #size = 0
  #needed = 2

  push(chunk: Buffer): ClientFrame[] {
    this.#chunks.push(chunk)
    this.#size += chunk.length
    if (this.#size < this.#needed) return []
    let bytes = Buffer.concat(this.#chunks)
    const frames: ClientFrame[] = []
    for (;;) {
      const size = sizeOf(bytes)
      if (bytes.length < size.frame) {
        this.#needed = size.frame
        break
      }
      frames.push(read(bytes, size.header, size.frame))
      bytes = bytes.subarray(size.frame)
    }
    this.#chunks = [bytes]
    this.#size = bytes.length
    return frames
  }
}

/** How long a frame and its header are, or at least how much is needed to say so. */
function sizeOf(bytes: Buffer): { readonly header: number; readonly frame: number } {
  if (bytes.length < 2) return { header: 2, frame: 2 }
  if (!((bytes[1] as number) & 0x80)) throw new Error('A frame of the client is not masked')
  const short = (bytes[1] as number) & 0x7f
  const header = (short < 126 ? 2 : short === 126 ? 4 : 10) + 4
  if (bytes.length < header) return { header, frame: header }
  const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2))
  if ((short === 126 && length < 126) || (short === 127 && length < 65_536)) throw new Error('Not the shortest form')
  return { header, frame: header + length }
}

function read(bytes: Buffer, header: number, end: number): ClientFrame {
  const first = bytes[0] as number
  const key = bytes.readUInt32LE(header - 4)
  const payload = Uint8Array.prototype.slice.call(bytes, header, end)
  const mask = [key & 0xff, (key >>> 8) & 0xff, (key >>> 16) & 0xff, key >>> 24]
  for (let at = 0; at < payload.length; at++) payload[at] = (payload[at] as number) ^ (mask[at & 3] as number)
  const text = payload.length < 1000 ? Buffer.from(payload).toString() : ''
  return { fin: (first & 0x80) !== 0, rsv: (first >> 4) & 7, opcode: first & 15, key, payload, text }
}

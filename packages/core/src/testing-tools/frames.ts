/** Frames as a server writes and reads them, independent of what is tested. */

export const TEXT = 1
export const BINARY = 2
export const CLOSE = 8
export const PING = 9
export const PONG = 10

export interface FrameShape {
  readonly fin?: boolean
  readonly rsv?: number
  readonly masked?: boolean
  /** The length's form: 7, 16 or 64 bits; the shortest by default. */
  readonly form?: 7 | 16 | 64
}

/** Bytes of text, or from hex digits with blanks. */
export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
export const hex = (digits: string): Uint8Array => new Uint8Array(Buffer.from(digits.replace(/\s/g, ''), 'hex'))
export const concat = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts))

/** One frame from a server. */
export function frame(opcode: number, payload: Uint8Array | string = '', shape: FrameShape = {}): Uint8Array {
  const bytes = typeof payload === 'string' ? utf8(payload) : payload
  const { fin = true, rsv = 0, masked = false } = shape
  const form = shape.form ?? (bytes.length < 126 ? 7 : bytes.length < 65536 ? 16 : 64)
  const head = Buffer.alloc(form === 7 ? 2 : form === 16 ? 4 : 10)
  head[0] = (fin ? 0x80 : 0) | (rsv << 4) | opcode
  head[1] = (masked ? 0x80 : 0) | (form === 7 ? bytes.length : form === 16 ? 126 : 127)
  if (form === 16) head.writeUInt16BE(bytes.length, 2)
  if (form === 64) head.writeBigUInt64BE(BigInt(bytes.length), 2)
  return concat(head, masked ? new Uint8Array(4) : new Uint8Array(0), bytes)
}

/** A Close frame's payload. */
export function closePayload(code: number, reason: Uint8Array | string = ''): Uint8Array {
  const text = typeof reason === 'string' ? utf8(reason) : reason
  return concat(Uint8Array.of(code >> 8, code & 0xff), text)
}

export interface ClientFrame {
  readonly fin: boolean
  readonly rsv: number
  readonly opcode: number
  readonly key: number
  readonly payload: Uint8Array
  readonly text: string
}

/** Reads frames of a client, which must be masked and in the shortest form; a cut frame at the end is an error. */
export function parseClientFrames(bytes: Uint8Array): ClientFrame[] {
  const frames: ClientFrame[] = []
  const view = Buffer.from(bytes)
  for (let at = 0; at < view.length; ) {
    const [first, second] = [view[at] as number, view[at + 1] as number]
    if (!(second & 0x80)) throw new Error(`frame ${frames.length} is not masked`)
    const short = second & 0x7f
    const length =
      short < 126 ? short : short === 126 ? view.readUInt16BE(at + 2) : Number(view.readBigUInt64BE(at + 2))
    if ((short === 126 && length < 126) || (short === 127 && length < 65536)) throw new Error('not the shortest form')
    at += short < 126 ? 2 : short === 126 ? 4 : 10
    const key = view.subarray(at, at + 4)
    at += 4
    if (at + length > view.length) throw new Error('a frame is cut')
    const payload = new Uint8Array(view.subarray(at, at + length)).map(
      (byte, index) => byte ^ (key[index & 3] as number),
    )
    at += length
    const text = new TextDecoder().decode(payload)
    const [fin, rsv, opcode] = [(first & 0x80) !== 0, (first >> 4) & 7, first & 15]
    frames.push({ fin, rsv, opcode, key: key.readUInt32LE(), payload, text })
  }
  return frames
}

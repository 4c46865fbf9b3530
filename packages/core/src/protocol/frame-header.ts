import { PROTOCOL_ERROR } from './close-code.ts'
import {
  BINARY,
  CLOSE,
  CONTINUATION,
  CONTROL,
  FIN,
  MASK,
  MAX_CONTROL_PAYLOAD,
  PONG,
  RSV1,
  RSV2_RSV3,
} from './opcode.ts'
import { ProtocolViolation } from './protocol-violation.ts'

/**
 * Checks the first two bytes of a frame from a server (RFC 6455, 5.2 to 5.5).
 *
 * @param message the opcode of the message whose fragments are being read, 0 for none
 * @param compression whether permessage-deflate is in use
 */
export function checkStart(header: Uint8Array, message: number, compression: boolean): void {
  const first = header[0] as number
  const second = header[1] as number
  const opcode = first & 0x0f
  const control = (opcode & CONTROL) !== 0
  if (first & RSV2_RSV3) throw violation('RSV2 or RSV3 is set')
  if (opcode > (control ? PONG : BINARY)) throw violation(`the opcode ${opcode} is reserved`)
  if (first & RSV1) {
    if (!compression) throw violation('RSV1 is set without an extension that uses it')
    if (control || opcode === CONTINUATION) throw violation('RSV1 is set on a frame that does not begin a message')
  }
  if (second & MASK) throw violation('a frame from a server is masked')
  if (control) {
    if (!(first & FIN)) throw violation('a control frame is fragmented')
    if ((second & 0x7f) > MAX_CONTROL_PAYLOAD) throw violation('a control frame is longer than 125 bytes')
    if (opcode === CLOSE && second === 1) throw violation('a Close frame holds half a code')
  } else if (opcode === CONTINUATION) {
    if (message === 0) throw violation('a continuation frame continues nothing')
  } else if (message !== 0) throw violation('a message begins inside a fragmented one')
}

/** How long the header is whose first two bytes these are; a client receives no masking key. */
export function headerLength(header: Uint8Array): number {
  const length = header[1] as number
  return length < 126 ? 2 : length === 126 ? 4 : 10
}

/** The payload length of a whole header, which must be written in as few bytes as possible (RFC 6455, 5.2). */
export function payloadLength(header: Uint8Array): number {
  const short = header[1] as number
  if (short < 126) return short
  const view = new DataView(header.buffer, header.byteOffset)
  const length = short === 126 ? view.getUint16(2) : view.getUint32(2) * 2 ** 32 + view.getUint32(6)
  if (length < (short === 126 ? 126 : 2 ** 16)) throw violation('a length is not written in its shortest form')
  if (short === 127 && (header[2] as number) & 0x80) throw violation('the highest bit of a 64-bit length is set')
  return length
}

/** Writes the header of a masked frame and answers its length. */
export function writeHeader(bytes: Uint8Array, at: number, first: number, length: number, key: number): number {
  let next = at
  bytes[next++] = first
  if (length < 126) bytes[next++] = MASK | length
  else if (length < 2 ** 16) {
    bytes[next++] = MASK | 126
    bytes[next++] = length >>> 8
    bytes[next++] = length
  } else {
    bytes[next++] = MASK | 127
    const high = Math.floor(length / 2 ** 32)
    for (let shift = 24; shift >= 0; shift -= 8) bytes[next++] = high >>> shift
    for (let shift = 24; shift >= 0; shift -= 8) bytes[next++] = length >>> shift
  }
  bytes[next++] = key
  bytes[next++] = key >>> 8
  bytes[next++] = key >>> 16
  bytes[next++] = key >>> 24
  return next - at
}

/** How long that header is. */
export function maskedHeaderLength(length: number): number {
  return length < 126 ? 6 : length < 2 ** 16 ? 8 : 14
}

function violation(what: string): ProtocolViolation {
  return new ProtocolViolation(PROTOCOL_ERROR, `Protocol violation: ${what}`)
}

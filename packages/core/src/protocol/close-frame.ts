import { isCloseCodeOnWire, NO_STATUS_RECEIVED, PROTOCOL_ERROR } from './close-code.ts'
import type { Environment } from './environment.ts'
import { decodeText } from './message-buffer.ts'
import { ProtocolViolation } from './protocol-violation.ts'

/** What a Close frame says (RFC 6455, 5.5.1). */
export interface CloseStatus {
  /** 1005 where the frame is empty. */
  readonly code: number
  readonly reason: string
}

/** @throws ProtocolViolation when the code may not be sent, or the reason is not UTF-8 */
export function parseClose(environment: Environment, payload: Uint8Array): CloseStatus {
  if (payload.length === 0) return { code: NO_STATUS_RECEIVED, reason: '' }
  const code = ((payload[0] as number) << 8) | (payload[1] as number)
  if (!isCloseCodeOnWire(code)) {
    throw new ProtocolViolation(PROTOCOL_ERROR, `Protocol violation: the close code ${code} may not be sent`)
  }
  return { code, reason: decodeText(environment, payload, 2, payload.length) }
}

/** The payload of a Close frame; no code, no payload. The reason must fit: 123 bytes. */
export function encodeClose(environment: Environment, code: number, reason: string): Uint8Array {
  if (code === NO_STATUS_RECEIVED) return new Uint8Array(0)
  const text = environment.encodeUtf8(reason)
  const payload = new Uint8Array(2 + text.length)
  payload[0] = code >>> 8
  payload[1] = code
  payload.set(text, 2)
  return payload
}

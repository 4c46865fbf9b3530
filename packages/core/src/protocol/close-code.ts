/** Close codes this endpoint sends or reports by itself (RFC 6455, 7.4.1). */
export const PROTOCOL_ERROR = 1002
/** The Close frame carried no code. Never on the wire. */
export const NO_STATUS_RECEIVED = 1005
/** The connection ended without a Close frame. Never on the wire. */
export const ABNORMAL_CLOSURE = 1006
export const INVALID_PAYLOAD = 1007
export const MESSAGE_TOO_BIG = 1009

/** Whether a peer may put `code` into a Close frame: RFC 6455, 7.4, and what IANA has registered since. */
export function isCloseCodeOnWire(code: number): boolean {
  if (code >= 3000) return code <= 4999
  return code >= 1000 && code <= 1014 && code !== 1004 && code !== NO_STATUS_RECEIVED && code !== ABNORMAL_CLOSURE
}

/** Frame opcodes (RFC 6455, 5.2). The constants are plain numbers so that the hot loop compares integers. */
export const CONTINUATION = 0x0
export const TEXT = 0x1
export const BINARY = 0x2
export const CLOSE = 0x8
export const PING = 0x9
export const PONG = 0xa

/** First header byte: the last frame of a message. */
export const FIN = 0x80
/** First header byte: on a message's first frame, the message is compressed (RFC 7692, 6). */
export const RSV1 = 0x40
/** First header byte: bits no extension here gives a meaning. */
export const RSV2_RSV3 = 0x30
/** First header byte: control frames (RFC 6455, 5.5). */
export const CONTROL = 0x08
/** Second header byte: the payload is masked. */
export const MASK = 0x80

/** The largest payload of a control frame (RFC 6455, 5.5). */
export const MAX_CONTROL_PAYLOAD = 125

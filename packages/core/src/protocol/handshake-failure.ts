/** The peer's answer breaks the rules of the opening handshake; the message says how. */
export class HandshakeFailure extends Error {
  override readonly name = 'HandshakeFailure'
}

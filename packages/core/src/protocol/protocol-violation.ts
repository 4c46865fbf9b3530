/** The peer broke the protocol, or a limit: the connection fails, with `closeCode` in the Close frame that says so. */
export class ProtocolViolation extends Error {
  override readonly name = 'ProtocolViolation'
  readonly closeCode: number

  constructor(closeCode: number, message: string) {
    super(message)
    this.closeCode = closeCode
  }
}

/** What a channel tells. */
export interface ChannelHandlers {
  message(data: Buffer, isBinary: boolean): void
  /** It is over; told once. */
  ended(): void
}

/** What carries the messages of one connection: a WebSocket, or lines on a TCP stream. */
export interface Channel {
  readonly isOpen: boolean
  /** Bytes that wait to be taken by the network. */
  readonly queuedBytes: number
  listen(handlers: ChannelHandlers): void
  /** `onWritten` runs when the network took it. */
  send(data: string | Buffer, onWritten?: () => void): void
  /** Sends what `sendAll` sends in one write rather than in one write a message. */
  batch(sendAll: () => void): void
  /** Ends it with a code of RFC 6455, 7.4, once what was sent has gone out. */
  close(code: number, reason: string): void
  /** Ends it without a word. */
  cut(): void
  /** Neither reads nor writes until {@link thaw}, as if the network had gone. */
  freeze(): void
  thaw(): void
}

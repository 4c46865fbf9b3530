/**
 * One TCP or TLS connection. The handlers are plain properties: they are reassigned when the connection passes from
 * the handshake to the WebSocket. A handler must not throw.
 */
export interface Stream {
  /** Bytes came. They are valid during the call only. */
  onData: (chunk: Uint8Array) => void
  /** Where the next bytes are read into, asked after each `onData`. TLS inside a tunnel does not ask. */
  nextBuffer: () => Uint8Array
  /** The peer will send no more (FIN). */
  onEnd: () => void
  /** It is over, by an error or not. Called exactly once, and last. */
  onClose: (error: Error | null) => void
  /** Sends bytes, which must stay as they are until `done`: the kernel has taken them, or with an error it will not. */
  write(bytes: Uint8Array, done?: (error?: Error | null) => void): void
  /** Bytes that were written and that the kernel has not taken yet. */
  readonly writableLength: number
  /** Rises whenever the kernel takes some of what was written, also where that is but a part of one `write`. */
  readonly taken: number
  /** No `onData` until `resume`. */
  pause(): void
  resume(): void
  /** Sends FIN once everything is written. */
  end(): void
  /** Drops the connection and what was not written. */
  destroy(): void
}

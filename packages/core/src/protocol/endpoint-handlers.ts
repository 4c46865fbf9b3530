import type { Arena, DeflateUse } from './environment.ts'

/** What an `Endpoint` tells and asks its driver. None of these may throw. */
export interface EndpointHandlers {
  /** A message; none comes after {@link closing}. */
  message(data: string | ArrayBuffer): void
  pong(payload: Uint8Array): void
  /** The closing handshake began, from either side, or the connection failed. Once. */
  closing(): void
  /** Writes the arena's first `length` bytes; true when they are taken at once. If not, its `transmitted` follows. */
  transmit(arena: Arena, length: number, credit: number): boolean
  /** Something waits for its `flush`, or `held`, or the deadline changed, outside of a call of the driver's. */
  changed(): void
  /** Nothing is left to write and nothing more will be: end the stream. Once. */
  finished(): void
  /** Rises whenever the stream takes some of what was transmitted. */
  readonly taken: number
  /** The peer had its time: destroy the stream. */
  expired(): void
}

export interface EndpointOptions {
  readonly deflate: DeflateUse | null
  readonly maxMessageSize: number
  /**
   * How long the peer may take, in milliseconds: to answer a Close frame, or to take any of what was sent before it; and to
   * end the stream once nothing is left to say.
   */
  readonly closeTimeout: number
  readonly failureTimeout: number
}

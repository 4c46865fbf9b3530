import type { Sendable, WebSocketLike } from './web-socket-like.ts'

/**
 * What stands between the send queue and the transport: a session that outlives connections, encryption, compression of
 * one's own. It is a transport over a transport, so the socket does not know that it is there. One layer object serves
 * one socket, for all of its connections.
 *
 * @example
 * ```ts
 * const shout: Layer = {
 *   wrap(transport) {
 *     const send = transport.send.bind(transport)
 *     return Object.assign(transport, { send: (data: Sendable) => send(String(data).toUpperCase()) })
 *   },
 * }
 * ```
 */
export interface Layer {
  /** The subprotocols to offer, given those of the application. */
  offer?(protocols: readonly string[]): string[]
  /** Puts itself over the transport of a new connection. `open` may come later than the transport's own. */
  wrap(transport: WebSocketLike): WebSocketLike & Partial<Confirming>
}

/**
 * What a layer adds whose peer confirms messages.
 *
 * @example
 * ```ts
 * const canConfirm = (transport: object): transport is Confirming => 'sendConfirmed' in transport
 * ```
 */
export interface Confirming {
  /**
   * Takes a message over, for later connections too, and tells once what became of it.
   */
  sendConfirmed(data: Sendable, settle: (status: 'acked' | 'dropped' | 'unknown') => void): void
}

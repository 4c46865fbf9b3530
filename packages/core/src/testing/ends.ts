import type { Sendable } from '../web-socket-like.ts'
import type { FakeEnding, Refusal } from './fake-connection.ts'

/** The client's end, as the server's sees it. */
export interface ClientEnd {
  opened(protocol: string, extensions: string): void
  message(data: string | ArrayBuffer): void
  pong(): void
  /** `failure`: why it is fired as an error first; null where it is none. */
  ended(ending: FakeEnding, failure: Error | null): void
}

/** The server's end, as the client's sees it. */
export interface Peer {
  readonly bufferedAmount: number
  /** Takes a message of the client. */
  takes(data: string | ArrayBuffer, size: number): void
  takesPing(): void
  /** The client's close frame, behind what it sent before. */
  takesClose(code: number | undefined, reason: string): void
  /** The client gives up connecting. */
  abandoned(): void
}

/** Dials: answers the server's end of a new connection. */
export type Dial = (client: ClientEnd, url: string, protocols: readonly string[], options: unknown) => Peer

/** A copy of a message, as it is in this moment. */
export function copyOf(data: Sendable): string | ArrayBuffer {
  if (typeof data === 'string') return data
  if (data instanceof ArrayBuffer) return data.slice(0)
  return data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength)
}

/** Why a handshake failed, in the shape that our own transport for Node has. Times in milliseconds. */
export function refusalError({ status, retryAfter }: Refusal): Error {
  const message = status === undefined ? 'The connection was refused.' : `The server answered ${status}.`
  const told = { name: 'HandshakeError', status: status ?? null, retryAfter: retryAfter ?? null }
  return Object.assign(new Error(message), told)
}

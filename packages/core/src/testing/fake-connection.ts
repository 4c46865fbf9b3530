import type { Sendable } from '../web-socket-like.ts'

/**
 * How a connection ended.
 *
 * @example
 * ```ts
 * const ending: FakeEnding | null = server.last.ending
 * expect(ending).toEqual({ code: 1000, reason: 'done', wasClean: true })
 * ```
 */
export interface FakeEnding {
  readonly code: number
  readonly reason: string
  /** Whether both sides closed, rather than the network. */
  readonly wasClean: boolean
}

/**
 * How a handshake is accepted: by default with the first subprotocol that the client offers, if it offers any.
 *
 * @example
 * ```ts
 * const acceptance: Acceptance = { protocol: 'v2' }
 * const server = fakeServer(clock, accepts(acceptance))
 * ```
 */
export interface Acceptance {
  readonly protocol?: string
  readonly extensions?: string
}

/**
 * How a handshake is refused: by an HTTP status, and with how many milliseconds the client is asked to stay away.
 *
 * @example
 * ```ts
 * const refusal: Refusal = { status: 503, retryAfter: 2000 }
 * server.last.refuse(refusal)
 * ```
 */
export interface Refusal {
  readonly status?: number
  readonly retryAfter?: number
}

/**
 * The server's end of one connection, for a test to read what the client sent and to do what a behaviour does not. What it
 * sends arrives after the latency; without one, at once.
 *
 * @example
 * ```ts
 * server.last.send('hello')
 * expect(server.last.received).toEqual(['hi'])
 * server.last.drop()
 * ```
 */
export interface FakeConnection {
  /** What the client dialled. */
  readonly url: string
  readonly protocols: readonly string[]
  /** The constructor's third argument. */
  readonly options: unknown
  /** Messages that arrived, in order. */
  readonly received: readonly (string | ArrayBuffer)[]
  /** Whether the handshake is done and neither side has closed. */
  readonly isOpen: boolean
  /** How it ended, as the server sees it; null until then. */
  readonly ending: FakeEnding | null
  /** Accepts a handshake that `silent()` left unanswered. @throws Error when it is answered. */
  accept(answer?: Acceptance): void
  /** Refuses a handshake that `silent()` left unanswered. @throws Error when it is answered. */
  refuse(refusal?: Refusal): void
  /** Sends a message; its bytes are copied. @throws Error when the connection is not open. */
  send(data: Sendable): void
  /** Sends a close frame, with any code at all; default 1000. @throws Error when the connection is not open. */
  close(code?: number, reason?: string): void
  /** Cuts the connection: what is under way is lost, and the client sees 1006. Does nothing once it has ended. */
  drop(): void
  /** As over a frame that is none: the client hears an error, and then 1006. Does nothing once it has ended. */
  fail(): void
  /** Reads nothing from now on: what the client sends stays in its `bufferedAmount`, its close frame behind it. */
  pause(): void
  /** Reads again, in order, at the rate of the behaviour. */
  resume(): void
  /** From now on nothing passes in either direction, and nobody is told. */
  vanish(): void
}

import type { Clock } from '../clock.ts'
import type { Sendable, WebSocketConstructor } from '../web-socket-like.ts'
import { accepts, type Behaviour } from './behaviour.ts'
import type { Dial } from './ends.ts'
import type { FakeConnection } from './fake-connection.ts'
import { FakeNodeWebSocket } from './fake-node-web-socket.ts'
import { FakeWebSocket } from './fake-web-socket.ts'
import { ServerEnd } from './server-end.ts'

/**
 * A server that is none: constructors of transports, and the other ends of the connections they dial.
 *
 * @example
 * ```ts
 * const clock = new VirtualClock()
 * const server = fakeServer(clock)
 * const socket = webSocket('wss://example.com/feed', { clock, WebSocketCtor: server.WebSocketCtor })
 * ```
 */
export interface FakeServer {
  /** The WebSocket of a page: it does not say why a handshake failed, and has no PING. */
  readonly WebSocketCtor: WebSocketConstructor
  /** A transport as our own for Node: it knows a refusal's status and `Retry-After`, pings, pauses and resumes. */
  readonly NodeWebSocketCtor: WebSocketConstructor
  /** Every connection that was ever dialled, in order. */
  readonly connections: readonly FakeConnection[]
  /** The newest connection. @throws Error when nobody has dialled. */
  readonly last: FakeConnection
  /** Messages that arrived on any connection, in order. */
  readonly received: readonly (string | ArrayBuffer)[]
  /** What it does with connections dialled from now on: one behaviour each, the last one for all that follow. */
  behave(...script: readonly Behaviour[]): void
  /** Sends a message on every open connection. */
  send(data: Sendable): void
  /** Sends a close frame on every open connection; default 1000. */
  close(code?: number, reason?: string): void
  /** Cuts every open connection, as a cable does. */
  drop(): void
}

/**
 * Makes a server for tests: nothing of it is real, and all that takes time takes the clock's. Without a script it accepts.
 *
 * @param script what it does with the first connection, the second …; the last one goes on.
 * @example
 * ```ts
 * const server = fakeServer(clock, refuses(503, { retryAfter: 2000 }), cutsAfter(100), accepts())
 * ```
 */
export function fakeServer(clock: Clock, ...script: readonly Behaviour[]): FakeServer {
  const connections: ServerEnd[] = []
  const received: (string | ArrayBuffer)[] = []
  let behaviours = [...script]
  const dial: Dial = (client, url, protocols, options) => {
    const behaviour = (behaviours.length > 1 ? behaviours.shift() : behaviours[0]) ?? accepts()
    const arrived = (data: string | ArrayBuffer) => received.push(data)
    const connection = new ServerEnd(clock, client, { url, protocols, options }, behaviour, arrived)
    connections.push(connection)
    return connection
  }
  const open = () => connections.filter(({ isOpen }) => isOpen)
  return {
    WebSocketCtor: class extends FakeWebSocket {
      constructor(url: string | URL, protocols?: string | readonly string[], options?: unknown) {
        super(dial, url, protocols, options)
      }
    },
    NodeWebSocketCtor: class extends FakeNodeWebSocket {
      constructor(url: string | URL, protocols?: string | readonly string[], options?: unknown) {
        super(dial, url, protocols, options)
      }

      protected override now(): number {
        return clock.now()
      }
    },
    connections,
    received,
    get last() {
      const last = connections.at(-1)
      if (!last) throw new Error('Nobody has dialled: subscribe to something that holds a connection, or call open().')
      return last
    },
    behave(...next) {
      behaviours = [...next]
    },
    send(data) {
      for (const connection of open()) connection.send(data)
    },
    close(code, reason) {
      for (const connection of open()) connection.close(code, reason)
    },
    drop() {
      for (const connection of open()) connection.drop()
    },
  }
}

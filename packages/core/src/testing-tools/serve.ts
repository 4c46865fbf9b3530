import '../index.development.ts'
import type { ObservableWebSocket } from '../observable-web-socket.ts'
import type { RawWebSocketOptions } from '../options.ts'
import { type Behaviour, type FakeServer, fakeServer, instantDrain, silent, VirtualClock } from '../testing/index.ts'
import { webSocket } from '../web-socket.ts'
import type { Received, Sendable } from '../web-socket-like.ts'

/** A socket over a fake server in virtual time. */
export interface Served {
  readonly socket: ObservableWebSocket<Received, Sendable>
  readonly server: FakeServer
  readonly clock: VirtualClock
}

export interface Stage {
  readonly url?: string
  /** What the server does; by default nothing by itself, and what is sent leaves at once. */
  readonly behaviour?: Behaviour
  readonly transport?: 'WebSocketCtor' | 'NodeWebSocketCtor'
}

export function serve(
  options: Partial<RawWebSocketOptions> = {},
  {
    url = 'wss://example.com/feed',
    behaviour = { ...silent(), ...instantDrain() },
    transport = 'WebSocketCtor',
  }: Stage = {},
): Served {
  const clock = new VirtualClock()
  const server = fakeServer(clock, behaviour)
  const defaults = { WebSocketCtor: server[transport], clock, random: () => 0.5, reconnect: () => 1000 }
  return { socket: webSocket(url, { ...defaults, ...options }), server, clock }
}

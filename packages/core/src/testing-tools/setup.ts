import '../index.development.ts'
import type { ObservableWebSocket } from '../observable-web-socket.ts'
import type { RawWebSocketOptions } from '../options.ts'
import { VirtualClock } from '../testing/virtual-clock.ts'
import { webSocket } from '../web-socket.ts'
import type { Received, Sendable } from '../web-socket-like.ts'
import { type FakeWebSocket, fakeTransport } from './fake-transport.ts'

/** A socket over fakes in virtual time, with a log that `watch` writes. */
export interface Setup {
  readonly socket: ObservableWebSocket<Received, Sendable>
  readonly clock: VirtualClock
  readonly sockets: FakeWebSocket[]
  last(): FakeWebSocket
}

export function setup(options: Partial<RawWebSocketOptions> = {}, url = 'wss://example.com/feed'): Setup {
  const clock = new VirtualClock()
  const { WebSocketCtor, sockets, last } = fakeTransport()
  const socket = webSocket(url, { WebSocketCtor, clock, random: () => 0.5, reconnect: () => 1000, ...options })
  return { socket, clock, sockets, last }
}

export { watch } from './watch.ts'

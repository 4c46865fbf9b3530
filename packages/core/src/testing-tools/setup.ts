import '../index.development.ts'
import type { AnySocket, ObservableWebSocket } from '../observable-web-socket.ts'
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

/** Everything a socket says, in order, one line each. The message and data lines are leases. */
export function watch(socket: AnySocket, log: string[] = []): string[] {
  const line = (name: string) => (value: unknown) => log.push(`${name} ${brief(value)}`)
  const end = (name: string) => ({
    error: (error: Error) => log.push(`${name} errors ${error.name}`),
    complete: () => log.push(`${name} completes`),
  })
  socket.state$.subscribe((state) => log.push(state.phase))
  socket.open$.subscribe({ next: line('open$'), ...end('open$') })
  socket.message$.subscribe({ next: line('message$'), ...end('message$') })
  socket.data$.subscribe({ next: line('data$'), ...end('data$') })
  socket.error$.subscribe({ next: line('error$'), ...end('error$') })
  socket.close$.subscribe({ next: line('close$'), ...end('close$') })
  return log
}

function brief(value: unknown): string {
  if (value instanceof Error) return value.name
  if (typeof value !== 'object' || value === null) return String(value)
  if ('data' in value) return String(value.data)
  return 'code' in value ? String(value.code) : ''
}

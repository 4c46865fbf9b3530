import { type Codec, json, Registry, type WebSocketConstructor } from '@everwire/core'
import { type Behaviour, type FakeServer, fakeServer, VirtualClock } from '@everwire/core/testing'

/** A server that is none, and the options of components that use it: nothing of it takes time. */
export interface FakeFeed<In, Out> {
  readonly url: string
  readonly clock: VirtualClock
  readonly server: FakeServer
  readonly options: {
    readonly codec: Codec<In, Out>
    readonly clock: VirtualClock
    readonly registry: Registry
    readonly linger: number
    readonly WebSocketCtor: WebSocketConstructor
  }
  /** Lets what has been dialled open, and what was released hang up. */
  settle(): Promise<void>
  /** How many connections are open. */
  open(): number
}

/** A feed of JSON messages. */
export function fakeFeed<In, Out = In>(...script: readonly Behaviour[]): FakeFeed<In, Out> {
  const clock = new VirtualClock()
  const server = fakeServer(clock, ...script)
  return {
    url: 'wss://example.com/feed',
    clock,
    server,
    options: {
      codec: json<In, Out>(),
      clock,
      registry: new Registry(),
      linger: 0,
      WebSocketCtor: server.WebSocketCtor,
    },
    settle: () => clock.advance(0),
    open: () => server.connections.filter(({ isOpen }) => isOpen).length,
  }
}

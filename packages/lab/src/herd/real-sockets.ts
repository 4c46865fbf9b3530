import { type Reconnect, type Signal, webSocket } from '@everwire/core'
import { accepts, fakeServer, latency, refuses, VirtualClock } from '@everwire/core/testing'
import { chanceOf } from '../chance.ts'
import { HANDSHAKE, type Outage, REFUSAL } from './crowd.ts'

const url = 'wss://example.com/feed'
/** Long enough for a connection to count as a success. */
const STABLE = 10_000

/**
 * The same outage with real sockets over a fake transport in virtual time: when attempts began, in order. They draw the
 * chance that the simulated clients draw, so they are to attempt at the same times.
 */
export async function attemptsOfSockets(
  reconnect: Reconnect,
  { clients, away, seed }: Outage,
  until: number,
): Promise<Float64Array> {
  const clock = new VirtualClock()
  const server = fakeServer(clock)
  const attempts: number[] = []
  let dropped = Number.POSITIVE_INFINITY
  class Watched extends server.WebSocketCtor {
    constructor(url: string, protocols?: string | string[]) {
      super(url, protocols)
      if (clock.now() >= dropped) attempts.push(clock.now() - dropped)
    }
  }
  const leases = Array.from({ length: clients }, (_, index) =>
    webSocket(url, {
      clock,
      reconnect,
      random: chanceOf(seed, index),
      WebSocketCtor: Watched,
    }).open(),
  )
  await clock.advance(STABLE)
  server.behave({ ...refuses(), ...latency(REFUSAL / 2) })
  dropped = clock.now()
  server.drop()
  await clock.advance(away)
  server.behave({ ...accepts(), ...latency(HANDSHAKE / 2) })
  await clock.advance(until - away)
  for (const lease of leases) lease.unsubscribe()
  return Float64Array.from(attempts).sort()
}

/** Clients whose own network goes for a minute and comes back: how long after that the slowest of them is open again. */
export async function backOnline({ clients, seed }: Pick<Outage, 'clients' | 'seed'>): Promise<number> {
  const clock = new VirtualClock()
  const server = fakeServer(clock)
  const devices: ((signal: Signal) => void)[] = []
  const sockets = Array.from({ length: clients }, (_, index) =>
    webSocket(url, {
      clock,
      random: chanceOf(seed, index),
      WebSocketCtor: server.WebSocketCtor,
      signals(emit) {
        devices.push(emit)
        return () => {}
      },
    }),
  )
  const leases = sockets.map((socket) => socket.open())
  await clock.advance(STABLE)
  for (const emit of devices) emit('offline')
  server.behave(refuses())
  server.drop()
  await clock.advance(60_000)
  server.behave({ ...accepts(), ...latency(HANDSHAKE / 2) })
  const online = clock.now()
  for (const emit of devices) emit('online')
  await clock.advance(30_000)
  const opened = sockets.map(({ state }) => (state.phase === 'open' ? state.since - online : Number.POSITIVE_INFINITY))
  for (const lease of leases) lease.unsubscribe()
  return Math.max(...opened)
}

import { expect, it } from 'vitest'
import { dialLimiter } from './dial-limit.ts'
import { closesWith, fakeServer, refuses, VirtualClock } from './testing/index.ts'
import { webSocket } from './web-socket.ts'

it('allows so many dials in so long, then says when the next may come', () => {
  const limiter = dialLimiter({ max: 2, per: 100 })
  for (const now of [0, 10]) {
    expect(limiter.wait(now)).toBe(0)
    limiter.record(now)
  }
  expect([limiter.wait(20), limiter.wait(99), limiter.wait(100)]).toEqual([80, 1, 0])
  limiter.record(100)
  expect([limiter.wait(105), limiter.wait(110)]).toEqual([5, 0])
})

it('has no say when it is off', () => {
  const limiter = dialLimiter(false)
  for (let dial = 0; dial < 100; dial++) limiter.record(0)
  expect(limiter.wait(0)).toBe(0)
})

it.each([
  ['refuses', refuses(503)],
  ['ends for good', closesWith(4403, 'never', { after: 1 })],
])('holds who comes and goes while the server %s', async (_, behaviour) => {
  const clock = new VirtualClock()
  const server = fakeServer(clock, behaviour)
  const { WebSocketCtor } = server
  const dialLimit = { max: 1, per: 60_000 }
  const socket = webSocket('wss://example.com', { WebSocketCtor, clock, dialLimit, random: () => 0 })
  for (let visit = 0; visit < 100; visit++) {
    const lease = socket.data$.subscribe()
    await clock.advance(10)
    lease.unsubscribe()
    await clock.advance(10)
  }
  // The first is the caller's; one in a minute is automatic.
  expect(server.connections.length).toBe(2)
})

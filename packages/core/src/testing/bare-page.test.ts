import { afterEach, expect, it, vi } from 'vitest'

afterEach(() => {
  vi.unstubAllGlobals()
})

it('runs where a test runner gives a page no TextEncoder, as Jest does with jsdom', async () => {
  vi.resetModules()
  vi.stubGlobal('TextEncoder', undefined)
  const { fakeServer, slowDrain, VirtualClock } = await import('./index.ts')
  const clock = new VirtualClock()
  const { WebSocketCtor } = fakeServer(clock, slowDrain(1))
  const socket = new WebSocketCtor('wss://example.com/feed')
  await clock.advance(0)
  socket.send('é€😀')
  expect(socket.bufferedAmount).toBe(9)
})

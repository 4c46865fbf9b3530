import type { Observable } from 'rxjs'
import { expect, it } from 'vitest'
import { EverwireError } from './errors.ts'
import { silent, slowDrain } from './testing/index.ts'
import { type Served, serve } from './testing-tools/serve.ts'

function values<T>(stream: Observable<T>): T[] {
  const seen: T[] = []
  stream.subscribe((value) => seen.push(value))
  return seen
}

it('each has a value now and a twin with its changes', async () => {
  const { socket, server, clock } = serve({ protocols: 'chat' })
  const url = values(socket.url$)
  const protocol = values(socket.protocol$)
  const extensions = values(socket.extensions$)
  const readyState = values(socket.readyState$)
  expect([socket.url, socket.protocol, socket.extensions, socket.readyState]).toEqual([
    'wss://example.com/feed',
    '',
    '',
    3,
  ])
  socket.data$.subscribe()
  expect(socket.readyState).toBe(0)
  server.last.accept({ protocol: 'chat', extensions: 'permessage-deflate' })
  expect([socket.protocol, socket.extensions, socket.readyState]).toEqual(['chat', 'permessage-deflate', 1])
  server.last.drop()
  expect(socket.readyState).toBe(3)
  await clock.advance(1000)
  socket.close()
  expect(socket.readyState).toBe(2)
  server.last.drop()
  expect(url).toEqual(['wss://example.com/feed'])
  expect(protocol).toEqual(['', 'chat', ''])
  expect(extensions).toEqual(['', 'permessage-deflate', ''])
  expect(readyState).toEqual([3, 0, 1, 3, 0, 2, 3])
})

it('twins are the same object each time', () => {
  const { socket } = serve()
  expect(socket.state$).toBe(socket.state$)
  expect(socket.url$).toBe(socket.url$)
})

it('url follows the attempt where it is a function', () => {
  const { socket } = serve({}, { url: ((): string => 'wss://example.com/token') as never })
  const url = values(socket.url$)
  socket.data$.subscribe()
  expect(url).toEqual(['', 'wss://example.com/token'])
})

/** What kind of bytes arrives of each connection. */
function kindsOf({ socket, server }: Served): string[] {
  const kinds: string[] = []
  const subscription = socket.data$.subscribe((data) => kinds.push(data.constructor.name))
  server.send(Uint8Array.of(1))
  subscription.unsubscribe()
  return kinds
}

it('binaryType is writable, reaches the transport, and is checked', () => {
  const served = serve()
  const { socket, server } = served
  const types = values(socket.binaryType$)
  socket.open()
  server.last.accept()
  expect(kindsOf(served)).toEqual(['ArrayBuffer'])
  socket.binaryType = 'blob'
  expect([socket.binaryType, ...kindsOf(served)]).toEqual(['blob', 'Blob'])
  socket.reconnect()
  server.last.accept()
  expect(kindsOf(served)).toEqual(['Blob'])
  expect(() => {
    socket.binaryType = 'nodebuffer' as never
  }).toThrow(EverwireError)
  expect(types).toEqual(['arraybuffer', 'blob'])
})

it('binaryType reaches whatever is dialled meanwhile, and what was replaced', async () => {
  const served = serve({ query: async () => ({}) })
  const { socket, server, clock } = served
  socket.open()
  socket.binaryType = 'blob'
  await clock.advance(1)
  server.last.accept()
  expect(kindsOf(served)).toEqual(['Blob'])
  socket.reconnect({ overlap: true })
  await clock.advance(1)
  socket.binaryType = 'arraybuffer'
  expect(kindsOf(served)).toEqual(['ArrayBuffer'])
  server.last.accept()
  expect(kindsOf(served)).toEqual(['ArrayBuffer', 'ArrayBuffer'])
  socket.binaryType = 'blob'
  expect(kindsOf(served)).toEqual(['Blob', 'Blob'])
})

it("bufferedAmount's twin is sampled while it is watched and not zero", async () => {
  const { socket, server, clock } = serve({}, { behaviour: { ...silent(), ...slowDrain(30) } })
  const seen: number[] = []
  const watching = socket.bufferedAmount$.subscribe((amount) => seen.push(amount))
  expect(clock.pending).toBe(0)
  socket.data$.subscribe()
  server.last.accept()
  socket.send('12345')
  await clock.advance(1000)
  expect(seen).toEqual([0, 5, 2, 0])
  expect(clock.pending).toBe(0)
  socket.send('1234567')
  watching.unsubscribe()
  await clock.advance(1000)
  expect(seen).toHaveLength(5)
})

it('there is no room from `high` bytes, and room again at `low`', async () => {
  const { socket, server, clock } = serve(
    { queue: { high: 8, low: 2 } },
    { behaviour: { ...silent(), ...slowDrain(30) } },
  )
  const seen: unknown[] = []
  socket.data$.subscribe()
  server.last.accept()
  socket.writable$.subscribe((writable) => seen.push([writable, socket.bufferedAmount]))
  socket.send('1234567')
  await clock.advance(1000)
  expect(seen).toEqual([[true, 0]])
  socket.send('12345678')
  // Looked at every 100 ms, in which three bytes leave.
  await clock.advance(1000)
  expect(seen.slice(1)).toEqual([
    [false, 8],
    [true, 2],
  ])
})

it('close() refuses what WHATWG refuses', () => {
  const { socket } = serve()
  for (const code of [999, 1001, 1005, 2999, 5000, 3000.5, Number.NaN]) {
    expect(() => socket.close(code), String(code)).toThrow(EverwireError)
  }
  expect(() => socket.close(1000, 'é'.repeat(62))).toThrow(/124 bytes/)
  expect(socket.state.phase).toBe('idle')
  socket.close(3000, 'é'.repeat(61))
  expect(socket.state).toMatchObject({ code: 3000 })
})

it('raw is the transport in use', () => {
  const { socket, server, clock } = serve()
  expect(socket.raw).toBeNull()
  socket.data$.subscribe()
  expect(socket.raw).toBeInstanceOf(server.WebSocketCtor)
  server.last.accept()
  socket.raw?.send('past the queue')
  clock.tick(0)
  expect(server.last.received).toEqual(['past the queue'])
  server.last.drop()
  expect(socket.raw).toBeNull()
})

it('using closes', () => {
  const { socket, server, clock } = serve()
  socket.open()
  server.last.accept()
  socket[Symbol.dispose]()
  clock.tick(0)
  expect(server.last.ending).toEqual({ code: 1000, reason: '', wasClean: true })
})

it('is no plain object to those that wrap plain objects', () => {
  expect(String(serve().socket)).toBe('[object ObservableWebSocket]')
})

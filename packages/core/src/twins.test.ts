import type { Observable } from 'rxjs'
import { expect, it } from 'vitest'
import { EverwireError } from './errors.ts'
import { setup } from './testing-tools/setup.ts'

function values<T>(stream: Observable<T>): T[] {
  const seen: T[] = []
  stream.subscribe((value) => seen.push(value))
  return seen
}

it('each has a value now and a twin with its changes', async () => {
  const { socket, last, clock } = setup()
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
  last().accept('chat', 'permessage-deflate')
  expect([socket.protocol, socket.extensions, socket.readyState]).toEqual(['chat', 'permessage-deflate', 1])
  last().end()
  expect(socket.readyState).toBe(3)
  await clock.advance(1000)
  socket.close()
  expect(socket.readyState).toBe(2)
  last().end()
  expect(url).toEqual(['wss://example.com/feed'])
  expect(protocol).toEqual(['', 'chat', ''])
  expect(extensions).toEqual(['', 'permessage-deflate', ''])
  expect(readyState).toEqual([3, 0, 1, 3, 0, 2, 3])
})

it('twins are the same object each time', () => {
  const { socket } = setup()
  expect(socket.state$).toBe(socket.state$)
  expect(socket.url$).toBe(socket.url$)
})

it('url follows the attempt where it is a function', () => {
  const { socket } = setup({}, ((): string => 'wss://example.com/token') as never)
  const url = values(socket.url$)
  socket.data$.subscribe()
  expect(url).toEqual(['', 'wss://example.com/token'])
})

it('binaryType is writable, reaches the transport, and is checked', () => {
  const { socket, last } = setup()
  const types = values(socket.binaryType$)
  socket.data$.subscribe()
  expect(last().binaryType).toBe('arraybuffer')
  socket.binaryType = 'blob'
  expect([socket.binaryType, last().binaryType]).toEqual(['blob', 'blob'])
  socket.reconnect()
  expect(last().binaryType).toBe('blob')
  expect(() => {
    socket.binaryType = 'nodebuffer' as never
  }).toThrow(EverwireError)
  expect(types).toEqual(['arraybuffer', 'blob'])
})

it('binaryType reaches whatever is dialled meanwhile, and what was replaced', async () => {
  const { socket, sockets, clock } = setup({ query: async () => ({}) })
  socket.data$.subscribe()
  socket.binaryType = 'blob'
  await clock.advance(1)
  sockets[0]?.accept()
  socket.reconnect({ overlap: true })
  await clock.advance(1)
  expect(sockets.map(({ binaryType }) => binaryType)).toEqual(['blob', 'blob'])
  socket.binaryType = 'arraybuffer'
  expect(sockets.map(({ binaryType }) => binaryType)).toEqual(['arraybuffer', 'arraybuffer'])
  sockets[1]?.accept()
  socket.binaryType = 'blob'
  expect(sockets.map(({ binaryType }) => binaryType)).toEqual(['blob', 'blob'])
})

it("bufferedAmount's twin is sampled while it is watched and not zero", async () => {
  const { socket, last, clock } = setup()
  const seen: number[] = []
  const watching = socket.bufferedAmount$.subscribe((amount) => seen.push(amount))
  expect(clock.pending).toBe(0)
  socket.data$.subscribe()
  last().accept().holds = true
  socket.send('12345')
  last().bufferedAmount = 2
  await clock.advance(100)
  last().drain()
  await clock.advance(100)
  expect(seen).toEqual([0, 5, 2, 0])
  expect(clock.pending).toBe(0)
  last().bufferedAmount = 9
  watching.unsubscribe()
  await clock.advance(1000)
  expect(seen).toHaveLength(4)
})

it('close() refuses what WHATWG refuses', () => {
  const { socket } = setup()
  for (const code of [999, 1001, 1005, 2999, 5000, 3000.5, Number.NaN]) {
    expect(() => socket.close(code), String(code)).toThrow(EverwireError)
  }
  expect(() => socket.close(1000, 'é'.repeat(62))).toThrow(/124 bytes/)
  expect(socket.state.phase).toBe('idle')
  socket.close(3000, 'é'.repeat(61))
  expect(socket.state).toMatchObject({ code: 3000 })
})

it('raw is the transport in use', () => {
  const { socket, last } = setup()
  expect(socket.raw).toBeNull()
  socket.data$.subscribe()
  expect(socket.raw).toBe(last())
  last().end()
  expect(socket.raw).toBeNull()
})

it('using closes', () => {
  const { socket, last } = setup()
  socket.open()
  last().accept()
  socket[Symbol.dispose]()
  expect(last().closed).toEqual({ code: 1000, reason: undefined })
})

it('is no plain object to those that wrap plain objects', () => {
  expect(String(setup().socket)).toBe('[object ObservableWebSocket]')
})

import { describe, expect, it, vi } from 'vitest'
import { fakeServer, latency, VirtualClock } from './testing/index.ts'
import { serve } from './testing-tools/serve.ts'
import { watch } from './testing-tools/watch.ts'
import { webSocket } from './web-socket.ts'
import type { ExtendedWebSocketLike } from './web-socket-like.ts'

describe('reconnect({ overlap: true })', () => {
  const open = () => {
    const all = serve({ protocols: ['one', 'two'] })
    const log = watch(all.socket)
    const old = all.server.last
    const { raw } = all.socket
    old.accept({ protocol: 'one' })
    log.length = 0
    all.socket.reconnect({ overlap: true })
    return { ...all, log, raw, old, next: all.server.last }
  }

  it('opens the new connection before it closes the old one, without a gap', () => {
    const { socket, clock, old, next, log } = open()
    expect([socket.state.phase, old.isOpen]).toEqual(['open', true])
    socket.send('still old')
    old.send('a')
    next.accept({ protocol: 'two' })
    clock.tick(0)
    expect(old.isOpen).toBe(true)
    expect(socket.protocol).toBe('two')
    socket.send('already new')
    clock.tick(0)
    old.send('b')
    next.send('c')
    old.close(1000)
    next.send('d')
    expect([old.received, next.received]).toEqual([['still old'], ['already new']])
    expect(log.filter((line) => line.startsWith('data$'))).toEqual(['data$ a', 'data$ b', 'data$ c', 'data$ d'])
    expect(log.filter((line) => !line.includes('a$') && !line.startsWith('message$'))).toEqual(['open', 'open$ '])
    expect(socket.raw?.protocol).toBe('two')
  })

  it('hears the old one for 1 s at most', async () => {
    const { clock, old, next, log } = open()
    next.accept()
    await clock.advance(999)
    old.send('in time')
    expect(old.isOpen).toBe(true)
    await clock.advance(1)
    expect(old.ending).toEqual({ code: 1000, reason: '', wasClean: true })
    expect(log.filter((line) => line.startsWith('data$'))).toEqual(['data$ in time'])
    expect(clock.pending).toBe(0)
  })

  it('loses nothing of what is under way when the new one opens', async () => {
    const clock = new VirtualClock()
    const server = fakeServer(clock, latency(50))
    const socket = webSocket('wss://example.com/feed', { clock, WebSocketCtor: server.WebSocketCtor })
    const seen: unknown[] = []
    socket.data$.subscribe((data) => seen.push(data))
    await clock.advance(200)
    const old = server.last
    socket.reconnect({ overlap: true })
    const sent = Array.from({ length: 20 }, (_, index) => String(index))
    for (const message of sent) {
      old.send(message)
      await clock.advance(10)
    }
    await clock.advance(2000)
    expect(seen).toEqual(sent)
    expect([old.isOpen, server.last.isOpen, clock.pending]).toEqual([false, true, 0])
  })

  it('takes the lighter path back from an old one that has it', async () => {
    const { socket, server, clock } = serve({}, { transport: 'NodeWebSocketCtor' })
    const data: unknown[] = []
    socket.data$.subscribe((message) => data.push(message))
    const setSink = vi.spyOn(socket.raw as ExtendedWebSocketLike, 'setMessageSink')
    const old = server.last
    old.accept()
    socket.reconnect({ overlap: true })
    server.last.accept()
    old.send('in time')
    await clock.advance(999)
    expect(setSink).not.toHaveBeenCalled()
    await clock.advance(1)
    expect(setSink.mock.calls).toEqual([[null]])
    server.last.send('new')
    expect(data).toEqual(['in time', 'new'])
  })

  it('forgets the failures before an old one that has proven itself, and no others', async () => {
    for (const [open, attempt] of [
      [5000, 0],
      [4999, 1],
    ] as const) {
      const { socket, server, clock } = serve()
      socket.open()
      server.last.drop()
      await clock.advance(1000)
      server.last.accept()
      await clock.advance(open)
      socket.reconnect({ overlap: true })
      server.last.accept()
      expect(socket.state).toMatchObject({ phase: 'open', attempt })
      server.last.drop()
      expect(socket.state).toMatchObject({ phase: 'waiting', attempt: attempt + 1 })
    }
  })

  it('keeps the old one when the new one fails', async () => {
    const { socket, raw, old, next, log, clock, server } = open()
    next.refuse()
    expect([socket.state.phase, old.isOpen]).toEqual(['open', true])
    expect(socket.raw).toBe(raw)
    expect(log).toEqual(['error$ EverwireError'])
    await clock.advance(60_000)
    expect(server.connections).toHaveLength(2)
  })

  it('goes on with the new attempt when the old one ends meanwhile', () => {
    const { socket, clock, old, next, log, server } = open()
    socket.send('old')
    old.drop()
    expect([socket.state.phase, log]).toEqual(['connecting', ['connecting', 'close$ 1006']])
    socket.send('waits')
    next.accept()
    clock.tick(0)
    expect([next.received, server.connections.length]).toEqual([['waits'], 2])
  })

  it('tells of a message that was still in the old buffer', async () => {
    const { socket, old, next, clock } = open()
    old.pause()
    const receipt = socket.send('x')
    next.accept()
    expect(receipt.status).toBe('queued')
    old.resume()
    await clock.advance(20)
    expect(receipt.status).toBe('sent')
    socket.reconnect({ overlap: true })
    next.pause()
    const lost = socket.send('y')
    socket.close()
    next.drop()
    expect(lost.status).toBe('unknown')
  })

  it('leaves nothing behind on close, and only one dials', async () => {
    const { socket, server, next, clock } = open()
    socket.reconnect({ overlap: true })
    expect(server.connections).toHaveLength(2)
    socket.close()
    expect(next.ending).not.toBeNull()
    await clock.advance(60_000)
    expect([socket.state.phase, clock.pending]).toEqual(['closed', 0])
  })
})

import { describe, expect, it } from 'vitest'
import { fakeServer, latency, VirtualClock } from './testing/index.ts'
import { fakeTransport } from './testing-tools/fake-transport.ts'
import { setup, watch } from './testing-tools/setup.ts'
import { webSocket } from './web-socket.ts'

describe('reconnect({ overlap: true })', () => {
  const open = () => {
    const all = setup()
    const log = watch(all.socket)
    all.last().accept('one')
    log.length = 0
    all.socket.reconnect({ overlap: true })
    return { ...all, log, old: all.sockets[0]!, next: all.sockets[1]! }
  }

  it('opens the new connection before it closes the old one, without a gap', () => {
    const { socket, old, next, log } = open()
    expect([socket.state.phase, old.closed]).toEqual(['open', null])
    socket.send('still old')
    old.deliver('a')
    next.accept('two')
    expect(old.closed).toBeNull()
    expect(socket.protocol).toBe('two')
    socket.send('already new')
    old.deliver('b')
    next.deliver('c')
    old.end(1000)
    next.deliver('d')
    expect([old.sent, next.sent]).toEqual([['still old'], ['already new']])
    expect(log.filter((line) => line.startsWith('data$'))).toEqual(['data$ a', 'data$ b', 'data$ c', 'data$ d'])
    expect(log.filter((line) => !line.includes('a$') && !line.startsWith('message$'))).toEqual(['open', 'open$ '])
    expect(socket.raw).toBe(next)
  })

  it('hears the old one for 1 s at most', async () => {
    const { clock, old, next, log } = open()
    next.accept()
    await clock.advance(999)
    old.deliver('in time')
    expect(old.closed).toBeNull()
    await clock.advance(1)
    expect(old.closed).toEqual({ code: 1000, reason: undefined })
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
    const { WebSocketCtor, sockets, last } = fakeTransport()
    const sinks: (((data: string) => void) | null)[] = []
    class Lighter extends WebSocketCtor {
      readonly #number = sockets.length - 1
      setMessageSink(sink: ((data: string) => void) | null): void {
        sinks[this.#number] = sink
      }
    }
    const { socket, clock } = setup({ WebSocketCtor: Lighter })
    const data: unknown[] = []
    socket.data$.subscribe((message) => data.push(message))
    last().accept()
    socket.reconnect({ overlap: true })
    last().accept()
    sinks[0]?.('in time')
    await clock.advance(1000)
    sinks[0]?.('too late')
    sinks[1]?.('new')
    expect([data, sinks[0]]).toEqual([['in time', 'new'], null])
  })

  it('forgets the failures before an old one that has proven itself, and no others', async () => {
    for (const [open, attempt] of [
      [5000, 0],
      [4999, 1],
    ] as const) {
      const { socket, last, clock } = setup()
      socket.open()
      last().end()
      await clock.advance(1000)
      last().accept()
      await clock.advance(open)
      socket.reconnect({ overlap: true })
      last().accept()
      expect(socket.state).toMatchObject({ phase: 'open', attempt })
      last().end()
      expect(socket.state).toMatchObject({ phase: 'waiting', attempt: attempt + 1 })
    }
  })

  it('keeps the old one when the new one fails', async () => {
    const { socket, old, next, log, clock, sockets } = open()
    next.fail().end()
    expect([socket.state.phase, socket.raw, old.closed]).toEqual(['open', old, null])
    expect(log).toEqual(['error$ EverwireError'])
    await clock.advance(60_000)
    expect(sockets).toHaveLength(2)
  })

  it('goes on with the new attempt when the old one ends meanwhile', () => {
    const { socket, old, next, log, sockets } = open()
    socket.send('old')
    old.end()
    expect([socket.state.phase, log]).toEqual(['connecting', ['connecting', 'close$ 1006']])
    socket.send('waits')
    next.accept()
    expect([next.sent, sockets.length]).toEqual([['waits'], 2])
  })

  it('tells of a message that was still in the old buffer', async () => {
    const { socket, old, next, clock } = open()
    old.holds = true
    const receipt = socket.send('x')
    next.accept()
    expect(receipt.status).toBe('queued')
    old.drain()
    await clock.advance(20)
    expect(receipt.status).toBe('sent')
    socket.reconnect({ overlap: true })
    next.holds = true
    const lost = socket.send('y')
    socket.close()
    next.end()
    expect(lost.status).toBe('unknown')
  })

  it('leaves nothing behind on close, and only one dials', async () => {
    const { socket, sockets, old, next, clock } = open()
    socket.reconnect({ overlap: true })
    expect(sockets).toHaveLength(2)
    socket.close()
    expect(next.closed).not.toBeNull()
    old.end(1000)
    await clock.advance(60_000)
    expect([socket.state.phase, clock.pending]).toEqual(['closed', 0])
  })
})

import './index.development.ts'
import { describe, expect, it } from 'vitest'
import { json } from './codec.ts'
import { EverwireError, QueueOverflowError } from './errors.ts'
import { silent, slowDrain } from './testing/index.ts'
import { serve } from './testing-tools/serve.ts'

describe('send', () => {
  it('queues until open, in order, and then hands over at once', () => {
    const { socket, server, clock } = serve()
    const receipts = ['a', 'b'].map((text) => socket.send(text))
    expect(receipts.map((receipt) => receipt.status)).toEqual(['queued', 'queued'])
    server.last.accept()
    expect(socket.send('c').status).toBe('sent')
    clock.tick(0)
    expect(server.last.received).toEqual(['a', 'b', 'c'])
    expect(receipts.map((receipt) => receipt.status)).toEqual(['sent', 'sent'])
  })

  it('keeps what is queued across failed attempts, once and in order', async () => {
    const { socket, server, clock } = serve()
    socket.data$.subscribe()
    server.last.accept()
    server.last.drop()
    socket.send('a')
    await clock.advance(1000)
    server.last.refuse()
    socket.send('b')
    await clock.advance(1000)
    server.last.accept()
    clock.tick(0)
    expect(server.last.received).toEqual(['a', 'b'])
    server.last.drop()
    await clock.advance(1000)
    server.last.accept()
    clock.tick(0)
    expect(server.last.received).toEqual([])
  })

  it('copies bytes when called', () => {
    const { socket, server, clock } = serve()
    const bytes = Uint8Array.of(1, 2, 3, 4)
    const { buffer } = Uint8Array.of(9)
    socket.send(bytes.subarray(1, 3))
    socket.send(buffer)
    bytes.fill(0)
    new Uint8Array(buffer).fill(0)
    server.last.accept()
    clock.tick(0)
    expect(server.last.received.map((data) => [...new Uint8Array(data as ArrayBuffer)])).toEqual([[2, 3], [9]])
  })

  it('holds the connection until it left, then lets go', async () => {
    const { socket, server, clock } = serve()
    socket.send('x')
    await clock.advance(50)
    server.last.pause()
    server.last.accept()
    await clock.advance(500)
    expect(socket.state.phase).toBe('open')
    server.last.resume()
    await clock.advance(20)
    expect(socket.state.phase).toBe('idle')
    expect(clock.pending).toBe(0)
  })

  it('does not trust a transport that is closing: the message waits for the next connection', async () => {
    const { socket, server, clock } = serve()
    socket.data$.subscribe()
    server.last.accept()
    socket.raw?.close()
    const receipt = socket.send('x')
    expect(receipt.status).toBe('queued')
    await clock.advance(0)
    expect([socket.state.phase, server.last.received]).toEqual(['waiting', []])
    await clock.advance(1000)
    server.last.accept()
    clock.tick(0)
    expect([receipt.status, server.last.received]).toEqual(['sent', ['x']])
  })

  it('throws what cannot be encoded, with advice, and queues nothing', () => {
    const { socket, server } = serve()
    expect(() => socket.send({} as never)).toThrow(/json\(\)/)
    expect(() => socket.send(new Blob(['x']) as never)).toThrow(EverwireError)
    const circular: Record<string, unknown> = {}
    circular.self = circular
    const coded = serve({ codec: json() } as never)
    expect(() => coded.socket.send(circular as never)).toThrow(/could not be encoded/)
    expect(() => coded.socket.send(undefined as never)).toThrow(/undefined/)
    expect([server.connections.length, coded.server.connections.length]).toEqual([0, 0])
  })

  it('after close() answers a dropped receipt with the reason', async () => {
    const { socket, server } = serve()
    socket.close()
    const receipt = socket.send('x')
    expect(receipt.status).toBe('dropped')
    expect(receipt.why?.message).toContain('close()')
    expect(await receipt.settled).toBe('dropped')
    expect(server.connections).toHaveLength(0)
  })
})

describe('receipts', () => {
  it("are sent once the transport's buffer has passed the message", async () => {
    const { socket, server, clock } = serve({}, { behaviour: { ...silent(), ...slowDrain(250) } })
    socket.data$.subscribe()
    server.last.accept()
    const [first, second] = [socket.send('12345'), socket.send('678')]
    expect([first.status, second.status]).toEqual(['queued', 'queued'])
    await clock.advance(20)
    expect([first.status, second.status]).toEqual(['sent', 'queued'])
    await clock.advance(20)
    expect(second.status).toBe('sent')
  })

  it('are unknown when the connection falls after the hand-over', async () => {
    const { socket, server, clock } = serve()
    socket.data$.subscribe()
    server.last.accept()
    server.last.pause()
    const receipt = socket.send('x')
    const log: string[] = []
    receipt.status$.subscribe({ next: (status) => log.push(status), complete: () => log.push('complete') })
    server.last.drop()
    expect([receipt.status, receipt.why?.code]).toEqual(['unknown', 'closed'])
    expect(log).toEqual(['queued', 'unknown', 'complete'])
    await clock.advance(1000)
    server.last.accept()
    clock.tick(0)
    expect(server.last.received).toEqual([])
  })

  it('are unknown when reconnect() leaves the connection', () => {
    const { socket, server } = serve()
    socket.data$.subscribe()
    server.last.accept()
    server.last.pause()
    const receipt = socket.send('x')
    socket.reconnect()
    expect(receipt.status).toBe('unknown')
  })

  it('are sent when close() was answered cleanly, unknown when it was not', () => {
    for (const [end, status] of [
      ['resume', 'sent'],
      ['drop', 'unknown'],
    ] as const) {
      const { socket, server, clock } = serve()
      socket.data$.subscribe()
      server.last.accept()
      server.last.pause()
      const receipt = socket.send('x')
      socket.close()
      clock.tick(0)
      expect(receipt.status).toBe('queued')
      server.last[end]()
      clock.tick(0)
      expect(receipt.status).toBe(status)
    }
  })

  it('are dropped with the reason when the socket ends while they wait', () => {
    const { socket, server } = serve()
    const waiting = socket.send('x')
    server.last.accept()
    server.last.close(4403)
    expect(waiting.status).toBe('sent')
    const next = socket.send('y')
    socket.close()
    server.last.drop()
    expect([next.status, next.why?.name]).toEqual(['dropped', 'ClosedError'])
  })

  it('tell a late subscriber the end', () => {
    const { socket, server } = serve()
    const receipt = socket.send('x')
    server.last.accept()
    const log: string[] = []
    receipt.status$.subscribe({ next: (status) => log.push(status), complete: () => log.push('complete') })
    expect(log).toEqual(['sent', 'complete'])
  })
})

describe('the queue', () => {
  it('is bounded in messages: send throws and queues nothing', () => {
    const { socket, server, clock } = serve({ queue: { messages: 2 } })
    socket.send('a')
    socket.send('b')
    expect(() => socket.send('c')).toThrow(QueueOverflowError)
    server.last.accept()
    clock.tick(0)
    expect(server.last.received).toEqual(['a', 'b'])
  })

  it('is bounded in bytes', () => {
    const { socket } = serve({ queue: { bytes: 4 } })
    socket.send('€')
    expect(() => socket.send('ab')).toThrow(/3 bytes/)
    socket.send('a')
  })

  it.each([
    ['drop-oldest', ['dropped', 'sent', 'sent'], ['b', 'c']],
    ['drop-newest', ['sent', 'sent', 'dropped'], ['a', 'b']],
  ] as const)('%s settles the receipt and says so on error$', (overflow, statuses, sent) => {
    const { socket, server, clock } = serve({ queue: { messages: 2, overflow } })
    const errors: EverwireError[] = []
    socket.error$.subscribe((error) => errors.push(error))
    const receipts = ['a', 'b', 'c'].map((text) => socket.send(text))
    server.last.accept()
    expect(receipts.map((receipt) => receipt.status)).toEqual(statuses)
    clock.tick(0)
    expect(server.last.received).toEqual(sent)
    expect(errors.map((error) => error.code)).toEqual(['overflow'])
    expect(receipts.find((receipt) => receipt.status === 'dropped')?.why).toBe(errors[0])
  })

  it('counts in bufferedAmount, with the transport', () => {
    const { socket, server } = serve()
    socket.send('abc')
    socket.send(Uint8Array.of(1, 2))
    expect(socket.bufferedAmount).toBe(5)
    server.last.pause()
    server.last.accept()
    expect(socket.bufferedAmount).toBe(5)
    server.last.resume()
    expect(socket.bufferedAmount).toBe(0)
  })
})

describe('per message', () => {
  it('ttl drops what waited too long, on time, and says so on its receipt', async () => {
    const { socket, server, clock } = serve({ connectTimeout: 60_000 })
    const short = socket.send('short', { ttl: 100 })
    const long = socket.send('long', { ttl: 5000 })
    const forever = socket.send('forever')
    await clock.advance(99)
    expect(short.status).toBe('queued')
    await clock.advance(1)
    expect([short.status, short.why?.code, long.status]).toEqual(['dropped', 'expired', 'queued'])
    server.last.accept()
    clock.tick(0)
    expect(server.last.received).toEqual(['long', 'forever'])
    expect([long.status, forever.status]).toEqual(['sent', 'sent'])
    await clock.advance(60_000)
    expect(clock.pending).toBe(0)
  })

  it('ttl alone does not keep it dialling when nothing is left to send', async () => {
    const { socket, clock } = serve()
    socket.send('short', { ttl: 100 })
    await clock.advance(101)
    expect([socket.state.phase, clock.pending]).toEqual(['idle', 0])
  })

  it('replaceKey keeps the newest of those that wait, at the end of the queue', () => {
    const { socket, server, clock } = serve({ queue: { messages: 3 } })
    socket.open()
    const first = socket.send('a1', { replaceKey: 'a' })
    socket.send('b1', { replaceKey: 'b' })
    socket.send('c')
    const second = socket.send('a2', { replaceKey: 'a' })
    expect([first.status, first.why?.code, second.status]).toEqual(['dropped', 'replaced', 'queued'])
    server.last.accept()
    clock.tick(0)
    expect(server.last.received).toEqual(['b1', 'c', 'a2'])
    socket.send('a3', { replaceKey: 'a' })
    clock.tick(0)
    expect(server.last.received).toEqual(['b1', 'c', 'a2', 'a3'])
  })

  it('replaceKey keeps the older one where the newer one does not fit', async () => {
    const { socket, server, clock } = serve({ queue: { bytes: 10 } })
    const older = socket.send('aaaa', { replaceKey: 'a' })
    socket.send('bbbb')
    expect(() => socket.send('a'.repeat(7), { replaceKey: 'a' })).toThrow(QueueOverflowError)
    expect(older.status).toBe('queued')
    server.last.accept()
    clock.tick(0)
    expect(server.last.received).toEqual(['aaaa', 'bbbb'])
    await clock.advance(0)
    expect(socket.state.phase).toBe('idle')
  })

  it('carry: false is dropped with the attempt it waits for', async () => {
    const { socket, server, clock } = serve()
    socket.data$.subscribe()
    const [bound, carried] = [socket.send('bound', { carry: false }), socket.send('carried')]
    server.last.drop()
    expect([bound.status, bound.why?.code, carried.status]).toEqual(['dropped', 'closed', 'queued'])
    const next = socket.send('next', { carry: false })
    await clock.advance(1000)
    server.last.accept()
    clock.tick(0)
    expect(server.last.received).toEqual(['carried', 'next'])
    expect(next.status).toBe('sent')
  })

  it.each([
    ['ttl', { ttl: -1 }],
    ['replaceKey', { replaceKey: 1 }],
    ['carry', { carry: 'no' }],
  ])('a wrong %s is a typed error', (name, options) => {
    const { socket } = serve()
    expect(() => socket.send('x', options as never)).toThrow(`\`${name}\` is `)
  })
})

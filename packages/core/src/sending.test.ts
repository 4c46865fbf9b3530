import './index.development.ts'
import { describe, expect, it } from 'vitest'
import { json } from './codec.ts'
import { EverwireError, QueueOverflowError } from './errors.ts'
import { setup } from './testing-tools/setup.ts'

describe('send', () => {
  it('queues until open, in order, and then hands over at once', () => {
    const { socket, last } = setup()
    const receipts = ['a', 'b'].map((text) => socket.send(text))
    expect(receipts.map((receipt) => receipt.status)).toEqual(['queued', 'queued'])
    last().accept()
    expect(socket.send('c').status).toBe('sent')
    expect(last().sent).toEqual(['a', 'b', 'c'])
    expect(receipts.map((receipt) => receipt.status)).toEqual(['sent', 'sent'])
  })

  it('keeps what is queued across failed attempts, once and in order', async () => {
    const { socket, last, clock } = setup()
    socket.data$.subscribe()
    last().accept().end()
    socket.send('a')
    await clock.advance(1000)
    last().fail().end()
    socket.send('b')
    await clock.advance(1000)
    last().accept()
    expect(last().sent).toEqual(['a', 'b'])
    last().end()
    await clock.advance(1000)
    expect(last().accept().sent).toEqual([])
  })

  it('copies bytes when called', () => {
    const { socket, last } = setup()
    const bytes = Uint8Array.of(1, 2, 3, 4)
    const { buffer } = Uint8Array.of(9)
    socket.send(bytes.subarray(1, 3))
    socket.send(buffer)
    bytes.fill(0)
    new Uint8Array(buffer).fill(0)
    last().accept()
    expect(last().sent.map((data) => [...new Uint8Array(data as ArrayBuffer)])).toEqual([[2, 3], [9]])
  })

  it('holds the connection until it left, then lets go', async () => {
    const { socket, last, clock } = setup()
    socket.send('x')
    await clock.advance(50)
    last().holds = true
    last().accept()
    await clock.advance(500)
    expect(socket.state.phase).toBe('open')
    last().drain()
    await clock.advance(20)
    expect(socket.state.phase).toBe('idle')
    expect(clock.pending).toBe(0)
  })

  it('does not trust a transport that is closing: the message waits for the next connection', async () => {
    const { socket, last, clock } = setup()
    socket.data$.subscribe()
    last().accept().readyState = 2
    const receipt = socket.send('x')
    expect([receipt.status, last().sent]).toEqual(['queued', []])
    last().end()
    await clock.advance(1000)
    last().accept()
    expect([receipt.status, last().sent]).toEqual(['sent', ['x']])
  })

  it('throws what cannot be encoded, with advice, and queues nothing', () => {
    const { socket, sockets } = setup()
    expect(() => socket.send({} as never)).toThrow(/json\(\)/)
    expect(() => socket.send(new Blob(['x']) as never)).toThrow(EverwireError)
    const circular: Record<string, unknown> = {}
    circular.self = circular
    const coded = setup({ codec: json() } as never)
    expect(() => coded.socket.send(circular as never)).toThrow(/could not be encoded/)
    expect(() => coded.socket.send(undefined as never)).toThrow(/undefined/)
    expect([sockets.length, coded.sockets.length]).toEqual([0, 0])
  })

  it('after close() answers a dropped receipt with the reason', async () => {
    const { socket, sockets } = setup()
    socket.close()
    const receipt = socket.send('x')
    expect(receipt.status).toBe('dropped')
    expect(receipt.why?.message).toContain('close()')
    expect(await receipt.settled).toBe('dropped')
    expect(sockets).toHaveLength(0)
  })
})

describe('receipts', () => {
  it("are sent once the transport's buffer has passed the message", async () => {
    const { socket, last, clock } = setup()
    socket.data$.subscribe()
    last().accept().holds = true
    const [first, second] = [socket.send('12345'), socket.send('678')]
    expect([first.status, second.status]).toEqual(['queued', 'queued'])
    last().bufferedAmount = 3
    await clock.advance(20)
    expect([first.status, second.status]).toEqual(['sent', 'queued'])
    last().drain()
    await clock.advance(20)
    expect(second.status).toBe('sent')
  })

  it('are unknown when the connection falls after the hand-over', async () => {
    const { socket, last, clock } = setup()
    socket.data$.subscribe()
    last().accept().holds = true
    const receipt = socket.send('x')
    const log: string[] = []
    receipt.status$.subscribe({ next: (status) => log.push(status), complete: () => log.push('complete') })
    last().end()
    expect([receipt.status, receipt.why?.code]).toEqual(['unknown', 'closed'])
    expect(log).toEqual(['queued', 'unknown', 'complete'])
    await clock.advance(1000)
    expect(last().accept().sent).toEqual([])
  })

  it('are unknown when reconnect() leaves the connection', () => {
    const { socket, last } = setup()
    socket.data$.subscribe()
    last().accept().holds = true
    const receipt = socket.send('x')
    socket.reconnect()
    expect(receipt.status).toBe('unknown')
  })

  it('are sent when close() was answered cleanly, unknown when it was not', () => {
    for (const [code, status] of [
      [1000, 'sent'],
      [1006, 'unknown'],
    ] as const) {
      const { socket, last } = setup()
      socket.data$.subscribe()
      last().accept().holds = true
      const receipt = socket.send('x')
      socket.close()
      expect(receipt.status).toBe('queued')
      last().end(code)
      expect(receipt.status).toBe(status)
    }
  })

  it('are dropped with the reason when the socket ends while they wait', () => {
    const { socket, last } = setup()
    const waiting = socket.send('x')
    last().accept().end(4403)
    expect(waiting.status).toBe('sent')
    const next = socket.send('y')
    socket.close()
    last().end()
    expect([next.status, next.why?.name]).toEqual(['dropped', 'ClosedError'])
  })

  it('tell a late subscriber the end', () => {
    const { socket, last } = setup()
    const receipt = socket.send('x')
    last().accept()
    const log: string[] = []
    receipt.status$.subscribe({ next: (status) => log.push(status), complete: () => log.push('complete') })
    expect(log).toEqual(['sent', 'complete'])
  })
})

describe('the queue', () => {
  it('is bounded in messages: send throws and queues nothing', () => {
    const { socket, last } = setup({ queue: { messages: 2 } })
    socket.send('a')
    socket.send('b')
    expect(() => socket.send('c')).toThrow(QueueOverflowError)
    expect(last().accept().sent).toEqual(['a', 'b'])
  })

  it('is bounded in bytes', () => {
    const { socket } = setup({ queue: { bytes: 4 } })
    socket.send('€')
    expect(() => socket.send('ab')).toThrow(/3 bytes/)
    socket.send('a')
  })

  it.each([
    ['drop-oldest', ['dropped', 'sent', 'sent'], ['b', 'c']],
    ['drop-newest', ['sent', 'sent', 'dropped'], ['a', 'b']],
  ] as const)('%s settles the receipt and says so on error$', (overflow, statuses, sent) => {
    const { socket, last } = setup({ queue: { messages: 2, overflow } })
    const errors: EverwireError[] = []
    socket.error$.subscribe((error) => errors.push(error))
    const receipts = ['a', 'b', 'c'].map((text) => socket.send(text))
    last().accept()
    expect(receipts.map((receipt) => receipt.status)).toEqual(statuses)
    expect(last().sent).toEqual(sent)
    expect(errors.map((error) => error.code)).toEqual(['overflow'])
    expect(receipts.find((receipt) => receipt.status === 'dropped')?.why).toBe(errors[0])
  })

  it('counts in bufferedAmount, with the transport', () => {
    const { socket, last } = setup()
    socket.send('abc')
    socket.send(Uint8Array.of(1, 2))
    expect(socket.bufferedAmount).toBe(5)
    last().holds = true
    last().accept()
    expect(socket.bufferedAmount).toBe(5)
    last().drain()
    expect(socket.bufferedAmount).toBe(0)
  })
})

describe('per message', () => {
  it('ttl drops what waited too long, on time, and says so on its receipt', async () => {
    const { socket, last, clock } = setup({ connectTimeout: 60_000 })
    const short = socket.send('short', { ttl: 100 })
    const long = socket.send('long', { ttl: 5000 })
    const forever = socket.send('forever')
    await clock.advance(99)
    expect(short.status).toBe('queued')
    await clock.advance(1)
    expect([short.status, short.why?.code, long.status]).toEqual(['dropped', 'expired', 'queued'])
    last().accept()
    expect(last().sent).toEqual(['long', 'forever'])
    expect([long.status, forever.status]).toEqual(['sent', 'sent'])
    await clock.advance(60_000)
    expect(clock.pending).toBe(0)
  })

  it('ttl alone does not keep it dialling when nothing is left to send', async () => {
    const { socket, clock } = setup()
    socket.send('short', { ttl: 100 })
    await clock.advance(101)
    expect([socket.state.phase, clock.pending]).toEqual(['idle', 0])
  })

  it('replaceKey keeps the newest of those that wait, at the end of the queue', () => {
    const { socket, last } = setup({ queue: { messages: 3 } })
    const first = socket.send('a1', { replaceKey: 'a' })
    socket.send('b1', { replaceKey: 'b' })
    socket.send('c')
    const second = socket.send('a2', { replaceKey: 'a' })
    expect([first.status, first.why?.code, second.status]).toEqual(['dropped', 'replaced', 'queued'])
    expect(last().accept().sent).toEqual(['b1', 'c', 'a2'])
    socket.send('a3', { replaceKey: 'a' })
    expect(last().sent).toEqual(['b1', 'c', 'a2', 'a3'])
  })

  it('replaceKey keeps the older one where the newer one does not fit', async () => {
    const { socket, last, clock } = setup({ queue: { bytes: 10 } })
    const older = socket.send('aaaa', { replaceKey: 'a' })
    socket.send('bbbb')
    expect(() => socket.send('a'.repeat(7), { replaceKey: 'a' })).toThrow(QueueOverflowError)
    expect(older.status).toBe('queued')
    last().accept()
    expect(last().sent).toEqual(['aaaa', 'bbbb'])
    await clock.advance(0)
    expect(socket.state.phase).toBe('idle')
  })

  it('carry: false is dropped with the attempt it waits for', async () => {
    const { socket, last, clock } = setup()
    socket.data$.subscribe()
    const [bound, carried] = [socket.send('bound', { carry: false }), socket.send('carried')]
    last().end()
    expect([bound.status, bound.why?.code, carried.status]).toEqual(['dropped', 'closed', 'queued'])
    const next = socket.send('next', { carry: false })
    await clock.advance(1000)
    expect(last().accept().sent).toEqual(['carried', 'next'])
    expect(next.status).toBe('sent')
  })

  it.each([
    ['ttl', { ttl: -1 }],
    ['replaceKey', { replaceKey: 1 }],
    ['carry', { carry: 'no' }],
  ])('a wrong %s is a typed error', (name, options) => {
    const { socket } = setup()
    expect(() => socket.send('x', options as never)).toThrow(`\`${name}\` is `)
  })
})

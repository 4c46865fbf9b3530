import { describe, expect, it } from 'vitest'
import type { CloseEventLike, ExtendedWebSocketLike, WebSocketLike } from '../web-socket-like.ts'
import type { Behaviour, FakeServer } from './index.ts'
import {
  accepts,
  answers,
  bursts,
  closesWith,
  cutsAfter,
  fakeServer,
  halfOpen,
  instantDrain,
  latency,
  refuses,
  silent,
  slowDrain,
  VirtualClock,
} from './index.ts'

const url = 'wss://example.com/feed'

/** A server, and a client whose events are written down with the time since it dialled. */
function dial(...script: Behaviour[]) {
  const clock = new VirtualClock(0)
  const server = fakeServer(clock, ...script)
  return { clock, server, ...client(clock, server) }
}

function client(clock: VirtualClock, server: FakeServer, protocols: string[] = []) {
  const start = clock.now()
  const socket = new server.NodeWebSocketCtor(url, protocols) as ExtendedWebSocketLike
  return { socket, log: watch(socket, clock, start) }
}

function watch(socket: WebSocketLike, clock: VirtualClock, start = clock.now()): string[] {
  const log: string[] = []
  const say = (text: string) => log.push(`${clock.now() - start} ${text}`)
  socket.addEventListener('open', () => say(`open ${socket.readyState}`))
  socket.addEventListener('message', ({ data }) => say(String(data)))
  socket.addEventListener('error', () => say('error'))
  socket.addEventListener('close', ({ code, reason, wasClean }: CloseEventLike) =>
    say(`close ${code} ${reason} ${wasClean ? 'clean' : 'cut'} ${socket.readyState}`),
  )
  return log
}

describe('a handshake', () => {
  it('is accepted, never before the constructor has returned', async () => {
    const { clock, socket, server, log } = dial()
    expect([socket.readyState, log, server.last.isOpen]).toEqual([0, [], false])
    await clock.advance(0)
    expect([socket.readyState, log, server.last.isOpen]).toEqual([1, ['0 open 1'], true])
    expect(clock.pending).toBe(0)
  })

  it('takes a round trip', async () => {
    const { clock, log } = dial(latency(30))
    await clock.advance(59)
    expect(log).toEqual([])
    await clock.advance(1)
    expect(log).toEqual(['60 open 1'])
  })

  it('chooses the first subprotocol on offer, or the one it is told', async () => {
    const clock = new VirtualClock(0)
    const server = fakeServer(clock, accepts(), accepts({ protocol: 'b', extensions: 'permessage-deflate' }))
    const [first, second] = [client(clock, server, ['a', 'b']), client(clock, server, ['a', 'b'])]
    await clock.advance(0)
    expect([first.socket.protocol, second.socket.protocol]).toEqual(['a', 'b'])
    expect(second.socket.extensions).toBe('permessage-deflate')
    expect(server.last.protocols).toEqual(['a', 'b'])
  })

  it.each([
    ['one that was not offered', ['a'], 'c'],
    ['none of those offered', ['a'], ''],
    ['one where none was offered', [], 'c'],
  ])('fails on a wrong subprotocol: %s', async (_, protocols, protocol) => {
    const clock = new VirtualClock(0)
    const { socket, log } = client(clock, fakeServer(clock, accepts({ protocol })), protocols)
    await clock.advance(0)
    expect(log).toEqual(['0 error', '0 close 1006  cut 3'])
    expect(socket.failure).toMatchObject({ message: expect.stringContaining('subprotocol') })
  })

  it('is refused, with what the server said where the transport can tell', async () => {
    const { clock, socket, server, log } = dial({ ...refuses(503, { retryAfter: 2000 }), ...latency(10) })
    const page = new server.WebSocketCtor(url)
    await clock.advance(20)
    expect(log).toEqual(['20 error', '20 close 1006  cut 3'])
    expect(socket.failure).toMatchObject({ name: 'HandshakeError', status: 503, retryAfter: 2000 })
    expect([page.readyState, page.failure]).toEqual([3, undefined])
    expect(server.last.ending).toEqual({ code: 1006, reason: '', wasClean: false })
  })

  it('is refused without an answer, as where nobody listens', async () => {
    const { clock, socket } = dial(refuses())
    await clock.advance(0)
    expect(socket.failure).toMatchObject({ status: null, retryAfter: null })
  })

  it('is left to the test, which accepts or refuses', async () => {
    const { clock, socket, server, log } = dial(silent())
    await clock.advance(100_000)
    expect([socket.readyState, log, clock.pending]).toEqual([0, [], 0])
    server.last.accept({ extensions: 'x' })
    expect([log, socket.extensions]).toEqual([['100000 open 1'], 'x'])
    const other = client(clock, server)
    server.last.refuse({ status: 401 })
    expect(other.log).toEqual(['0 error', '0 close 1006  cut 3'])
    expect(() => server.last.accept()).toThrow('not connecting')
  })

  it('given up by close() fails, and the server never opens', async () => {
    const { clock, socket, server, log } = dial(latency(10))
    socket.close()
    expect([socket.readyState, log]).toEqual([2, []])
    await clock.advance(100)
    expect(log).toEqual(['0 error', '0 close 1006  cut 3'])
    expect(server.last).toMatchObject({ isOpen: false, ending: { code: 1006 } })
    expect(clock.pending).toBe(0)
  })

  it('cut while under way fails', async () => {
    const { server, log } = dial(latency(10))
    server.last.drop()
    expect(log).toEqual(['0 error', '0 close 1006  cut 3'])
  })

  it('follows a script, whose last line goes on, and can be given a new one', async () => {
    const clock = new VirtualClock(0)
    const server = fakeServer(clock, refuses(503), closesWith(4000), accepts())
    const outcome = async () => {
      const { socket, log } = client(clock, server)
      await clock.advance(0)
      return [socket.readyState, ...log]
    }
    expect(await outcome()).toEqual([3, '0 error', '0 close 1006  cut 3'])
    expect(await outcome()).toEqual([3, '0 open 1', '0 close 4000  clean 3'])
    expect([await outcome(), await outcome()]).toEqual([
      [1, '0 open 1'],
      [1, '0 open 1'],
    ])
    server.behave(refuses())
    expect((await outcome())[0]).toBe(3)
    server.behave()
    expect((await outcome())[0]).toBe(1)
    expect(server.connections).toHaveLength(6)
  })
})

describe('messages', () => {
  it('go both ways, in order, after the latency', async () => {
    const { clock, socket, server, log } = dial(latency(10))
    await clock.advance(20)
    socket.send('a')
    socket.send('b')
    server.last.send('x')
    server.last.send('y')
    await clock.advance(9)
    expect([server.received, log]).toEqual([[], ['20 open 1']])
    await clock.advance(1)
    expect(server.last.received).toEqual(['a', 'b'])
    expect(log.slice(1)).toEqual(['30 x', '30 y'])
  })

  it('from the server arrive at once where there is no latency', async () => {
    const { clock, server, log } = dial()
    await clock.advance(0)
    server.send('now')
    expect(log.at(-1)).toBe('0 now')
  })

  it('are copied when they are sent, views by their part', async () => {
    const { clock, socket, server } = dial(latency(1))
    socket.binaryType = 'arraybuffer'
    const heard: ArrayBuffer[] = []
    socket.addEventListener('message', ({ data }) => heard.push(data))
    await clock.advance(2)
    const bytes = Uint8Array.of(1, 2, 3)
    socket.send(bytes.subarray(1))
    server.last.send(bytes.buffer)
    bytes.fill(0)
    await clock.advance(1)
    expect([...new Uint8Array(server.last.received[0] as ArrayBuffer)]).toEqual([2, 3])
    expect([...new Uint8Array(heard[0]!)]).toEqual([1, 2, 3])
  })

  it('arrive as the binaryType says', async () => {
    const { clock, socket, server } = dial()
    const kinds: string[] = []
    socket.addEventListener('message', ({ data }) => kinds.push(Object.prototype.toString.call(data)))
    await clock.advance(0)
    server.send(Uint8Array.of(1))
    socket.binaryType = 'arraybuffer'
    server.send(Uint8Array.of(1))
    socket.binaryType = 'nonsense'
    expect([kinds, socket.binaryType]).toEqual([['[object Blob]', '[object ArrayBuffer]'], 'arraybuffer'])
  })

  it('are answered', async () => {
    const { clock, socket, server, log } = dial({
      ...answers((data) => (data === 'ping' ? 'pong' : undefined)),
      ...latency(5),
    })
    await clock.advance(10)
    socket.send('ping')
    socket.send('other')
    await clock.advance(10)
    expect(log.slice(1)).toEqual(['20 pong'])
    expect(server.received).toEqual(['ping', 'other'])
  })

  it('are answered by an end, where that is the answer', async () => {
    const farewell = answers((_, connection) => {
      connection.close(1000, 'bye')
      return 'too late'
    })
    const { clock, socket, log } = dial(farewell)
    await clock.advance(0)
    socket.send('x')
    await clock.advance(0)
    expect(log.slice(1)).toEqual(['0 close 1000 bye clean 3'])
  })

  it('come in bursts, for as long as the connection is open', async () => {
    const { clock, socket, log } = dial(bursts({ messages: 3, every: 100, message: String }))
    await clock.advance(200)
    expect(log).toEqual(['0 open 1', '100 0', '100 1', '100 2', '200 3', '200 4', '200 5'])
    socket.close()
    await clock.advance(1000)
    expect(log.slice(7)).toEqual(['200 close 1005  clean 3'])
    expect(clock.pending).toBe(0)
  })

  it('reach every open connection when the server sends, and no other', async () => {
    const clock = new VirtualClock(0)
    const server = fakeServer(clock)
    const clients = [1, 2, 3].map(() => client(clock, server))
    await clock.advance(0)
    clients[1]?.socket.close()
    await clock.advance(0)
    server.send('all')
    expect(clients.map(({ log }) => log.at(-1))).toEqual(['0 all', '0 close 1005  clean 3', '0 all'])
    clients[2]?.socket.send('c')
    clients[0]?.socket.send('a')
    await clock.advance(0)
    expect([server.received, server.connections[0]?.received]).toEqual([['c', 'a'], ['a']])
  })
})

describe('bufferedAmount', () => {
  it('counts bytes, and falls in the next turn', async () => {
    const { clock, socket } = dial()
    await clock.advance(0)
    socket.send('é€')
    socket.send(new Uint8Array(10))
    expect(socket.bufferedAmount).toBe(15)
    await clock.advance(0)
    expect(socket.bufferedAmount).toBe(0)
  })

  it('falls at the rate of a slow drain, and a message has arrived when its last byte has', async () => {
    const { clock, socket, server } = dial(slowDrain(1000))
    await clock.advance(0)
    socket.send('x'.repeat(500))
    socket.send('y'.repeat(1000))
    await clock.advance(250)
    expect([socket.bufferedAmount, server.received.length]).toEqual([1250, 0])
    await clock.advance(250)
    expect([socket.bufferedAmount, server.received.length]).toEqual([1000, 1])
    clock.sleep(5000)
    expect(socket.bufferedAmount).toBe(0)
    await clock.advance(0)
    expect(server.received.length).toBe(2)
  })

  it('stays 0 where the drain is instant; what was sent arrives in the next turn all the same', async () => {
    const { clock, socket, server } = dial({ ...instantDrain(), ...latency(5) })
    await clock.advance(10)
    socket.send('x'.repeat(500))
    await clock.advance(0)
    expect([socket.bufferedAmount, server.received.length]).toEqual([0, 0])
    await clock.advance(5)
    expect(server.received.length).toBe(1)
  })

  it.each([
    ['in the next turn', accepts()],
    ['at once', instantDrain()],
  ])('stays where it is while the server reads nothing, and falls %s', async (_, behaviour) => {
    const { clock, socket, server, log } = dial(behaviour)
    await clock.advance(0)
    socket.send('left already')
    await clock.advance(0)
    server.last.pause()
    socket.send('four')
    server.last.pause()
    const trip = socket.ping()
    await clock.advance(1000)
    expect([socket.bufferedAmount, server.received, clock.pending]).toEqual([4, ['left already'], 0])
    server.last.resume()
    socket.send('five!')
    expect(socket.bufferedAmount).toBe(behaviour.bytesPerSecond ? 0 : 9)
    await clock.advance(0)
    expect([socket.bufferedAmount, server.received.slice(1)]).toEqual([0, ['four', 'five!']])
    expect([await trip, log.length]).toEqual([1000, 1])
  })

  it('falls on at its rate when the server reads again', async () => {
    const { clock, socket, server } = dial(slowDrain(1000))
    await clock.advance(0)
    socket.send('x'.repeat(500))
    socket.send('y'.repeat(100))
    await clock.advance(200)
    server.last.pause()
    await clock.advance(50)
    expect(socket.bufferedAmount).toBe(400)
    server.last.resume()
    await clock.advance(300)
    expect([socket.bufferedAmount, server.received.length]).toEqual([100, 1])
    await clock.advance(100)
    expect([socket.bufferedAmount, server.received.length]).toEqual([0, 2])
  })

  it('holds the close frame back, too, until the end overtakes it', async () => {
    const { clock, socket, server, log } = dial()
    server.last.pause()
    await clock.advance(0)
    socket.send('x')
    socket.close()
    await clock.advance(1000)
    expect([socket.readyState, server.last.isOpen, log]).toEqual([2, true, ['0 open 1']])
    server.last.drop()
    server.last.resume()
    expect([socket.bufferedAmount, log[1], clock.pending]).toEqual([1, '1000 close 1006  cut 3', 0])
  })

  it('is never slept below zero by an idle while', async () => {
    const { clock, socket } = dial(slowDrain(1000))
    await clock.advance(60_000)
    socket.send('x'.repeat(100))
    expect(socket.bufferedAmount).toBe(100)
    await clock.advance(50)
    expect(socket.bufferedAmount).toBe(50)
  })

  it('keeps what an end has left behind, and counts what is sent too late', async () => {
    const { clock, socket, server } = dial(slowDrain(1000))
    await clock.advance(0)
    socket.send('x'.repeat(1000))
    await clock.advance(400)
    server.drop()
    socket.send('y')
    await clock.advance(10_000)
    server.last.pause()
    server.last.resume()
    expect([socket.bufferedAmount, server.received, clock.pending]).toEqual([601, [], 0])
  })
})

describe('an end', () => {
  it('by the client is a handshake, behind what was sent', async () => {
    const { clock, socket, server, log } = dial({ ...latency(10), ...slowDrain(1000) })
    await clock.advance(20)
    socket.send('x'.repeat(100))
    socket.close(3001, 'done')
    server.send('missed')
    expect(socket.readyState).toBe(2)
    await clock.advance(109)
    expect(server.last.isOpen).toBe(true)
    await clock.advance(1)
    expect(server.last).toMatchObject({
      isOpen: false,
      received: ['x'.repeat(100)],
      ending: { code: 3001, reason: 'done', wasClean: true },
    })
    await clock.advance(10)
    expect(log).toEqual(['20 open 1', '140 close 3001 done clean 3'])
    expect(clock.pending).toBe(0)
  })

  it('by the server may have any code, right or wrong', async () => {
    const { clock, server, log } = dial(latency(10))
    await clock.advance(20)
    server.send('last words')
    server.close(1004, 'odd')
    expect(server.last.isOpen).toBe(false)
    await clock.advance(10)
    expect(log.slice(1)).toEqual(['30 last words', '30 close 1004 odd clean 3'])
  })

  it('by a behaviour comes after a while', async () => {
    const { clock, log } = dial(closesWith(1013, 'later', { after: 5000 }))
    await clock.advance(4999)
    expect(log).toEqual(['0 open 1'])
    await clock.advance(1)
    expect(log[1]).toBe('5000 close 1013 later clean 3')
  })

  it('by the network loses what is under way', async () => {
    const { clock, socket, server, log } = dial(latency(10))
    await clock.advance(20)
    socket.send('lost')
    server.send('lost too')
    server.drop()
    await clock.advance(1000)
    expect([server.received, log.slice(1), clock.pending]).toEqual([[], ['20 close 1006  cut 3'], 0])
    server.last.drop()
    expect(log).toHaveLength(2)
  })

  it('by a frame that is none is an error first', async () => {
    const { clock, socket, server, log } = dial(latency(10))
    await clock.advance(20)
    server.send('lost')
    server.last.fail()
    server.last.fail()
    await clock.advance(1000)
    expect(log.slice(1)).toEqual(['20 error', '20 close 1006  cut 3'])
    expect(socket.failure).toMatchObject({ message: 'The client failed the connection.' })
  })

  it('by the network overtakes a close that is under way', async () => {
    const { clock, server, log } = dial(latency(10))
    await clock.advance(20)
    server.close(1000, 'bye')
    server.last.drop()
    await clock.advance(1000)
    expect(log.slice(1)).toEqual(['20 close 1006  cut 3'])
    expect(server.last.ending).toEqual({ code: 1000, reason: 'bye', wasClean: true })
  })

  it('by the client is not changed by a second close()', async () => {
    const { clock, socket, server, log } = dial()
    await clock.advance(0)
    socket.close(3001)
    socket.close(3002)
    await clock.advance(0)
    socket.close(3003)
    await clock.advance(0)
    expect([server.last.ending?.code, socket.readyState]).toEqual([3001, 3])
    expect(log.slice(1)).toEqual(['0 close 3001  clean 3'])
  })

  it('in the middle of a burst ends it', async () => {
    const { clock, log } = dial({ ...bursts({ messages: 5, every: 10, message: String }), ...cutsAfter(2) })
    await clock.advance(1000)
    expect(log).toEqual(['0 open 1', '10 0', '10 1', '10 close 1006  cut 3'])
    expect(clock.pending).toBe(0)
  })

  it('in the middle of a message: what was whole arrives, the rest does not', async () => {
    const { clock, socket, server, log } = dial({ ...cutsAfter(25), ...slowDrain(10) })
    await clock.advance(0)
    for (const letter of 'abc') socket.send(letter.repeat(10))
    await clock.advance(2499)
    expect([server.received.length, log, socket.bufferedAmount]).toEqual([2, ['0 open 1'], 6])
    await clock.advance(1)
    expect([server.received.length, log[1], socket.bufferedAmount]).toEqual([2, '2500 close 1006  cut 3', 5])
  })

  it('in the middle of a message to the client', async () => {
    const { clock, server, log } = dial({ ...cutsAfter(5), ...latency(10) })
    await clock.advance(20)
    server.send('12345')
    server.send('6')
    server.send('7')
    await clock.advance(10)
    expect(log.slice(1)).toEqual(['30 12345', '30 close 1006  cut 3'])
  })

  it('that nobody tells of: half-open', async () => {
    const { clock, socket, server, log } = dial(halfOpen({ after: 1000 }))
    await clock.advance(999)
    socket.send('heard')
    await clock.advance(1)
    socket.send('unheard')
    server.send('unheard')
    await clock.advance(0)
    expect([socket.bufferedAmount, server.received, log]).toEqual([0, ['heard'], ['0 open 1']])
    socket.close()
    await clock.advance(1_000_000)
    expect([socket.readyState, log.length, clock.pending]).toEqual([2, 1, 0])
    server.last.drop()
    expect(log[1]).toBe('1001000 close 1006  cut 3')
  })

  it('by the test: the peer vanishes now', async () => {
    const { clock, server, log } = dial(bursts({ messages: 1, every: 10, message: String }))
    await clock.advance(10)
    server.last.vanish()
    await clock.advance(100)
    expect([log, clock.pending]).toEqual([['0 open 1', '10 0'], 0])
  })
})

it('does its steps by itself, each at its time', async () => {
  const { clock, socket, log } = dial({
    ...silent(),
    steps: [
      { after: 10, do: 'accept' },
      { after: 20, do: 'pause' },
      { after: 30, do: 'send', data: 'x' },
      { after: 40, do: 'resume' },
      { after: 50, do: 'fail' },
    ],
  })
  await clock.advance(25)
  socket.send('waits')
  await clock.advance(14)
  expect([socket.bufferedAmount, log]).toEqual([5, ['10 open 1', '30 x']])
  await clock.advance(1)
  expect(socket.bufferedAmount).toBe(0)
  await clock.advance(100)
  expect([log.slice(2), clock.pending]).toEqual([['50 error', '50 close 1006  cut 3'], 0])
})

describe('the WebSocket of a page', () => {
  function page() {
    const clock = new VirtualClock(0)
    const server = fakeServer(clock)
    const Page = server.WebSocketCtor as typeof WebSocket
    return { clock, server, Page, socket: new Page(new URL('wss://example.com/feed')) }
  }

  it('has constants, and takes a URL', () => {
    const { Page, socket } = page()
    expect([Page.CONNECTING, Page.OPEN, Page.CLOSING, Page.CLOSED]).toEqual([0, 1, 2, 3])
    expect([socket.CONNECTING, socket.OPEN, socket.CLOSING, socket.CLOSED]).toEqual([0, 1, 2, 3])
    expect(socket.url).toBe('wss://example.com/feed')
  })

  it('calls its event handlers, on itself', async () => {
    const { clock, server, socket } = page()
    const log: unknown[] = []
    for (const type of ['open', 'message', 'error', 'close'] as const) {
      expect(socket[`on${type}`]).toBeNull()
      socket[`on${type}`] = function (this: WebSocket, event: Event) {
        log.push([event.type, this === socket])
      }
    }
    await clock.advance(0)
    server.send('x')
    server.last.fail()
    expect(log).toEqual(['open', 'message', 'error', 'close'].map((type) => [type, true]))
  })

  it('keeps the place of a handler that is changed, and puts one that was taken away at the end', async () => {
    const { clock, server, socket } = page()
    const log: string[] = []
    socket.onmessage = () => log.push('never')
    socket.addEventListener('message', () => log.push('listener'))
    const handler = () => log.push('handler')
    socket.onmessage = handler
    expect(socket.onmessage).toBe(handler)
    await clock.advance(0)
    server.send('1')
    socket.onmessage = null
    server.send('2')
    socket.onmessage = handler
    server.send('3')
    expect(log).toEqual(['handler', 'listener', 'listener', 'listener', 'handler'])
  })
})

describe('the transport of Node', () => {
  it('pings, and knows the round trip', async () => {
    const { clock, socket } = dial(latency(15))
    await expect(socket.ping()).rejects.toMatchObject({ name: 'InvalidStateError' })
    await clock.advance(30)
    const trip = socket.ping()
    await clock.advance(30)
    expect(await trip).toBe(30)
  })

  it('fails a ping when the connection ends, and never as an unhandled rejection', async () => {
    const { clock, socket, server } = dial(halfOpen())
    await clock.advance(0)
    const [watched] = [socket.ping(), socket.ping()]
    server.drop()
    await expect(watched).rejects.toMatchObject({ name: 'NetworkError' })
  })

  it('hands messages to a sink instead of firing events', async () => {
    const { clock, socket, server, log } = dial()
    const sunk: unknown[] = []
    socket.setMessageSink((data) => sunk.push(data))
    await clock.advance(0)
    server.send('a')
    socket.setMessageSink(null)
    server.send('b')
    expect([sunk, log]).toEqual([['a'], ['0 open 1', '0 b']])
  })

  it('pauses: all that comes waits, in order, the end too', async () => {
    const { clock, socket, server, log } = dial()
    await clock.advance(0)
    socket.pause?.()
    server.send('a')
    server.send('b')
    server.close(1000, 'bye')
    await clock.advance(1000)
    expect([log, socket.readyState]).toEqual([['0 open 1'], 1])
    socket.addEventListener('message', ({ data }) => data === 'a' && socket.pause?.())
    socket.resume?.()
    expect(log.slice(1)).toEqual(['1000 a'])
    socket.resume?.()
    expect(log.slice(2)).toEqual(['1000 b', '1000 close 1000 bye clean 3'])
  })

  it('pauses twice as once, and buffers what the end has made vain', async () => {
    const { clock, socket, server, log } = dial()
    await clock.advance(0)
    socket.pause?.()
    server.send('a')
    socket.pause?.()
    server.drop()
    socket.send('unsent')
    await clock.advance(0)
    expect([socket.readyState, socket.bufferedAmount]).toEqual([1, 6])
    socket.resume?.()
    expect(log.slice(1)).toEqual(['0 a', '0 close 1006  cut 3'])
  })

  it('ends a pause by close()', async () => {
    const { clock, socket, server, log } = dial()
    await clock.advance(0)
    socket.pause?.()
    server.send('a')
    socket.close()
    await clock.advance(0)
    expect(log.slice(1)).toEqual(['0 close 1005  clean 3'])
  })

  it("has more than a page's", () => {
    const server = fakeServer(new VirtualClock())
    expect('ping' in new server.WebSocketCtor(url)).toBe(false)
    expect('ping' in new server.NodeWebSocketCtor(url)).toBe(true)
  })
})

describe('mistakes', () => {
  it('are those of the standard on the side of the client', async () => {
    const { clock, server, socket } = dial()
    const name = (act: () => unknown) => {
      try {
        act()
      } catch (error) {
        return (error as Error).name
      }
    }
    expect(name(() => socket.send('early'))).toBe('InvalidStateError')
    await clock.advance(0)
    expect(name(() => socket.close(1001))).toBe('InvalidAccessError')
    expect(name(() => socket.close(1000, '€'.repeat(42)))).toBe('SyntaxError')
    for (const wrong of ['wss://', 'ftp://example.com', 'wss://example.com/#there', 'wss://example.com/#']) {
      expect(name(() => new server.WebSocketCtor(wrong))).toBe('SyntaxError')
    }
    expect(name(() => new server.WebSocketCtor(url, ['a', 'a']))).toBe('SyntaxError')
    expect(new server.WebSocketCtor('https://example.com').url).toBe('wss://example.com/')
  })

  it('of a test are told: nobody has dialled, or it is over', async () => {
    const clock = new VirtualClock()
    const server = fakeServer(clock)
    expect(() => server.last).toThrow('Nobody has dialled')
    const { socket } = client(clock, server)
    expect(() => server.last.send('early')).toThrow('is connecting, not open')
    await clock.advance(0)
    server.drop()
    expect(() => server.last.send('late')).toThrow('is ended, not open')
    expect(() => server.last.close()).toThrow('is ended, not open')
    expect(socket.readyState).toBe(3)
  })

  it.each([
    ['latency', () => latency(-1)],
    ['slowDrain', () => slowDrain(0)],
    ['cutsAfter', () => cutsAfter(Number.NaN)],
    ['halfOpen', () => halfOpen({ after: -1 })],
    ['closesWith', () => closesWith(1000, '', { after: Number.POSITIVE_INFINITY })],
    ['bursts', () => bursts({ messages: 0, every: 1, message: String })],
    ['bursts', () => bursts({ messages: 1, every: 0, message: String })],
  ])('in numbers are told: %s', (name, make) => {
    expect(make).toThrow(RangeError)
    expect(make).toThrow(name)
  })
})

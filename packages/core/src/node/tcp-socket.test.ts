import type { Socket } from 'node:net'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Authority, createAuthority } from '../testing-tools/certificates.ts'
import { eventually } from '../testing-tools/eventually.ts'
import { gone, type RawServer, rawServer } from '../testing-tools/handshake-server.ts'
import { type Log, listening } from '../testing-tools/listening.ts'
import { proxyServer } from '../testing-tools/proxy-server.ts'
import { readSlowly } from '../testing-tools/slow-reader.ts'
import type { WebSocketConstructor } from '../web-socket-like.ts'
import { HandshakeError, OptionError } from './errors.ts'
import type { Framing } from './framing.ts'
import type { TcpSocketInit } from './tcp-options.ts'
import { TcpSocket } from './tcp-socket.ts'

let authority: Authority
const servers: RawServer[] = []
const sockets: TcpSocket[] = []

beforeAll(async () => {
  authority = await createAuthority()
})
afterEach(async () => {
  await Promise.all(servers.splice(0).map((one) => one.close()))
  for (const socket of sockets.splice(0)) socket.close()
})

async function server(...args: Parameters<typeof rawServer>): Promise<RawServer> {
  const one = await rawServer(...args)
  servers.push(one)
  return one
}

function open(one: { readonly port: number }, init: TcpSocketInit = {}): { socket: TcpSocket; log: Log } {
  const socket = new TcpSocket(`tcp://127.0.0.1:${one.port}`, init)
  socket.binaryType = 'arraybuffer'
  sockets.push(socket)
  return { socket, log: listening(socket) }
}

const echo = (socket: Socket): void => void socket.pipe(socket)

it('is a transport', () => {
  const transport: WebSocketConstructor = TcpSocket
  expect(transport).toBe(TcpSocket)
})

describe('messages', () => {
  it('are echoed as lines', async () => {
    const { socket, log } = open(await server(echo), { framing: 'lines' })
    await log.opened
    for (const text of ['{"a":1}', '', 'ä']) socket.send(text)
    await eventually(() => expect(log.messages).toEqual(['{"a":1}', '', 'ä']))
  })

  it('are echoed behind their length, as ArrayBuffer or Blob', async () => {
    const { socket, log } = open(await server(echo), { framing: 'lengthPrefix' })
    await log.opened
    socket.send(Uint8Array.of(1, 2, 3).subarray(1))
    await eventually(() => expect(log.messages).toEqual([Uint8Array.of(2, 3).buffer]))
    socket.binaryType = 'blob'
    socket.send('large '.repeat(100_000))
    await eventually(() => expect(log.messages).toHaveLength(2))
    expect(log.messages[1]).toBeInstanceOf(Blob)
    expect(log.messages[1]).toHaveProperty('size', 600_000)
  })

  it('are bytes as they come without a framing', async () => {
    const { socket, log } = open(await server(echo))
    await log.opened
    socket.send('abc')
    await eventually(() =>
      expect(log.messages.map((data) => Buffer.from(data as ArrayBuffer).toString()).join('')).toBe('abc'),
    )
  })

  it("are cut by one's own framing", async () => {
    const framing: Framing = {
      encode: (message) => Buffer.from(`<${String(message)}>`),
      decoder: () => {
        let text = ''
        return {
          push(chunk, message) {
            text += Buffer.from(chunk).toString()
            text = text.replace(/<(.*?)>/g, (_, data: string) => {
              message(data)
              return ''
            })
          },
        }
      },
    }
    const { socket, log } = open(await server(echo), { framing })
    await log.opened
    socket.send('a')
    socket.send('b')
    await eventually(() => expect(log.messages).toEqual(['a', 'b']))
  })

  it('go to the sink instead of events', async () => {
    const { socket, log } = open(await server(echo), { framing: 'lines' })
    const sunk: unknown[] = []
    socket.setMessageSink((data) => sunk.push(data))
    await log.opened
    socket.send('a')
    await eventually(() => expect(sunk).toEqual(['a']))
    expect(log.messages).toEqual([])
  })

  it('are copied when they are sent', async () => {
    const { socket, log } = open(await server(echo))
    await log.opened
    const bytes = Uint8Array.of(1)
    socket.send(bytes)
    bytes[0] = 2
    await eventually(() => expect(log.messages).toEqual([Uint8Array.of(1).buffer]))
  })

  it('count in bufferedAmount straight after send, until the network has them', async () => {
    const { socket, log } = open(await server(echo), { framing: 'lines' })
    await log.opened
    socket.send('abc')
    expect(socket.bufferedAmount).toBe(4)
    await eventually(() => expect(socket.bufferedAmount).toBe(0))
    socket.close()
    socket.send('abc')
    expect(socket.bufferedAmount).toBe(4)
  })

  it('wait in bufferedAmount while the peer does not read', async () => {
    let peer: Socket | undefined
    const { socket, log } = open(
      await server((accepted) => {
        peer = accepted.pause()
      }),
    )
    await log.opened
    const size = 16 * 2 ** 20
    socket.send(new Uint8Array(size))
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate)
    expect(socket.bufferedAmount).toBe(size)
    peer?.resume()
    await eventually(() => expect(socket.bufferedAmount).toBe(0))
  })

  it('stop while paused, so that the peer has to wait', async () => {
    let peer: Socket | undefined
    const { socket, log } = open(
      await server((accepted) => {
        peer = accepted
      }),
    )
    await log.opened
    socket.pause()
    await eventually(() => expect(peer).toBeDefined())
    const size = 32 * 2 ** 20
    let written = false
    peer?.write(Buffer.alloc(size), () => {
      written = true
    })
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate)
    expect([log.messages.length, written]).toEqual([0, false])
    socket.resume()
    const received = (): number => log.messages.reduce((sum: number, data) => sum + (data as ArrayBuffer).byteLength, 0)
    await eventually(() => expect(received()).toBe(size))
  })
})

describe('an end', () => {
  it("by close() is clean, once the peer has ended too, with one's own code and reason", async () => {
    let text = ''
    const one = await server((peer) => peer.on('data', (chunk) => (text += chunk)).on('end', () => peer.end()))
    const { socket, log } = open(one, { framing: 'lines' })
    await log.opened
    socket.send('last words')
    socket.close(3000, 'done')
    expect(socket.readyState).toBe(TcpSocket.CLOSING)
    expect(await log.closed).toEqual({ code: 3000, reason: 'done', wasClean: true })
    expect([text, socket.readyState, socket.failure]).toEqual(['last words\n', TcpSocket.CLOSED, null])
    expect(log.events).toEqual(['open', 'close'])
  })

  it('by the peer is clean, after its last message', async () => {
    const { log } = open(await server((peer) => peer.end('last words\n')), { framing: 'lines' })
    expect(await log.closed).toEqual({ code: 1005, reason: '', wasClean: true })
    expect(log.messages).toEqual(['last words'])
    expect(log.events).toEqual(['open', 'message', 'close'])
  })

  it('inside a message is a failure', async () => {
    const { socket, log } = open(await server((peer) => peer.end('half')), { framing: 'lines' })
    expect(await log.closed).toEqual({ code: 1006, reason: '', wasClean: false })
    expect(socket.failure?.message).toMatch(/inside a line/)
    expect(log.events).toEqual(['open', 'error', 'close'])
  })

  it('by RST is a failure', async () => {
    const { socket, log } = open(await server((peer) => peer.once('data', () => peer.resetAndDestroy())))
    await log.opened
    socket.send('x')
    expect(await log.closed).toMatchObject({ code: 1006, wasClean: false })
    expect(log.events).toEqual(['open', 'error', 'close'])
  })

  it('by a message that is too large, or no text, is a failure and drops the connection', async () => {
    for (const [bytes, message] of [
      ['123456\n', /larger than 5/],
      [Buffer.of(0xff, 0x0a), /not UTF-8/],
    ] as const) {
      let dropped: Promise<void> | undefined
      const one = await server((peer) => {
        dropped = gone(peer)
        peer.write(bytes)
      })
      const { socket, log } = open(one, { framing: 'lines', maxMessageSize: 5 })
      expect(await log.closed).toMatchObject({ code: 1006, wasClean: false })
      expect(socket.failure?.message).toMatch(message)
      await dropped
    }
  })

  it.each<[string, () => never, RegExp]>([
    [
      'throws',
      () => {
        throw new Error('no decoder today')
      },
      /no decoder today/,
    ],
    ['answers null', () => null as never, /framing\.decoder answered null instead of/],
    ['answers no decoder', () => ({ push: 1 }) as never, /framing\.decoder answered .* instead of/],
  ])("by one's own framing that %s is a failure", async (_, decoder, message) => {
    let dropped: Promise<void> | undefined
    const one = await server((peer) => {
      dropped = gone(peer)
    })
    const { socket, log } = open(one, { framing: { encode: () => Buffer.from(''), decoder } })
    expect(await log.closed).toMatchObject({ code: 1006, wasClean: false })
    expect(log.events).toEqual(['error', 'close'])
    expect(socket.failure?.message).toMatch(message)
    await dropped
  })

  it('comes within closeTimeout when the peer does not answer close()', async () => {
    const { socket, log } = open(await server(() => {}), { closeTimeout: 50 })
    await log.opened
    socket.close()
    expect(await log.closed).toEqual({ code: 1006, reason: '', wasClean: false })
  })

  it.each(['tcp', 'tls'])('waits as long as the peer takes what was sent before, over %s', async (scheme) => {
    const closeTimeout = 1000
    const message = new Uint8Array(64 * 2 ** 20)
    let closedAt = Number.POSITIVE_INFINITY
    let read: { readonly bytes: number } | undefined
    const one = await server(
      (peer) => {
        read = readSlowly(peer, () => performance.now() - closedAt > 2.5 * closeTimeout)
        peer.on('end', () => peer.end())
      },
      scheme === 'tls' ? { tls: await authority.issue(['127.0.0.1']) } : {},
    )
    const tls = scheme === 'tls' ? { tls: { ca: authority.ca } } : {}
    const socket = new TcpSocket(`${scheme}://127.0.0.1:${one.port}`, { closeTimeout, ...tls })
    sockets.push(socket)
    const log = listening(socket)
    await log.opened
    socket.send(message.subarray(0, 1000))
    socket.send(message.subarray(1000))
    socket.close()
    closedAt = performance.now()
    expect(await log.closed).toMatchObject({ wasClean: true })
    expect(read?.bytes).toBe(message.length)
  })

  it('comes within closeTimeout when the peer goes on talking, and none of it is delivered', async () => {
    const one = await server((peer) => {
      const timer = setInterval(() => peer.write('more\n'), 1)
      peer.on('close', () => clearInterval(timer))
    })
    const { socket, log } = open(one, { closeTimeout: 50, framing: 'lines' })
    await log.opened
    socket.close()
    const before = log.messages.length
    expect(await log.closed).toMatchObject({ code: 1006 })
    expect(log.messages).toHaveLength(before)
  })

  it('is not clean when the peer ended but takes nothing more', async () => {
    const { socket, log } = open(await server((peer) => peer.pause().end()), { closeTimeout: 50 })
    await log.opened
    socket.send(new Uint8Array(32 * 2 ** 20))
    expect(await log.closed).toEqual({ code: 1006, reason: '', wasClean: false })
  })

  it('by close() is the end of messages, also of those that came at the same time', async () => {
    const { socket, log } = open(await server((peer) => peer.end('a\nb\n')), { framing: 'lines' })
    socket.onmessage = () => socket.close()
    expect(await log.closed).toMatchObject({ wasClean: true })
    expect(log.messages).toEqual(['a'])
  })

  it('comes while paused, too', async () => {
    const { socket, log } = open(await server((peer) => void peer.resume().on('end', () => peer.end())))
    await log.opened
    socket.pause()
    socket.close()
    expect(await log.closed).toMatchObject({ wasClean: true })
  })
})

describe('connecting', () => {
  it('that is refused fires error, then close', async () => {
    const one = await server(() => {})
    await one.close()
    servers.pop()
    const { socket, log } = open(one)
    expect(await log.closed).toEqual({ code: 1006, reason: '', wasClean: false })
    expect(socket.failure).toBeInstanceOf(HandshakeError)
    expect(log.events).toEqual(['error', 'close'])
  })

  it('may be given up by close(), which fires close later', async () => {
    const { socket, log } = open(await server(() => {}))
    socket.close()
    expect([socket.readyState, log.events]).toEqual([TcpSocket.CLOSING, []])
    expect(await log.closed).toMatchObject({ code: 1006 })
    expect(log.events).toEqual(['error', 'close'])
  })

  it('refuses to send', async () => {
    const { socket } = open(await server(() => {}))
    expect(() => socket.send('x')).toThrow(expect.objectContaining({ name: 'InvalidStateError' }))
  })

  it('by TLS verifies the name', async () => {
    const good = await authority.issue(['127.0.0.1'])
    const one = await server(echo, { tls: good })
    const trusting = new TcpSocket(`tls://127.0.0.1:${one.port}`, { tls: { ca: authority.ca }, framing: 'lines' })
    const log = listening(trusting)
    await log.opened
    trusting.send('secret')
    await eventually(() => expect(log.messages).toEqual(['secret']))
    trusting.close()
    await log.closed
    const wary = new TcpSocket(`tls://127.0.0.1:${one.port}`)
    await listening(wary).closed
    expect(wary.failure).toMatchObject({ code: 'tls' })
  })

  it('goes through a proxy', async () => {
    const proxy = await proxyServer()
    servers.push(proxy)
    const one = await server(echo)
    const { socket, log } = open(one, { framing: 'lines', proxy: `http://127.0.0.1:${proxy.port}` })
    await log.opened
    socket.send('x')
    await eventually(() => expect(log.messages).toEqual(['x']))
    expect(proxy.requests).toHaveLength(1)
  })
})

describe('arguments', () => {
  it.each<[string, unknown[], unknown]>([
    ['another scheme', ['ws://a:1'], DOMException],
    ['no port', ['tcp://a'], DOMException],
    ['a subprotocol', ['tcp://a:1', 'chat'], DOMException],
    ['headers', ['tcp://a:1', { headers: {} }], OptionError],
    ['compression', ['tcp://a:1', [], { perMessageDeflate: false }], OptionError],
    ['an unknown option', ['tcp://a:1', { frame: 'lines' }], OptionError],
    ['an unknown framing', ['tcp://a:1', { framing: 'line' }], OptionError],
  ])('%s is refused', (_name, args, error) => {
    expect(() => Reflect.construct(TcpSocket, args)).toThrow(error as never)
  })

  it('are needed, where a WebSocket needs them', async () => {
    expect(() => Reflect.construct(TcpSocket, [])).toThrow(/needs an argument/)
    const { socket } = open(await server(echo))
    expect(() => Reflect.apply(socket.send, socket, [])).toThrow(/needs an argument/)
  })

  it('for binaryType are converted as for a WebSocket', async () => {
    const { socket } = open(await server(echo))
    socket.binaryType = { toString: () => 'blob' } as never
    expect(socket.binaryType).toBe('blob')
    socket.binaryType = 'text' as never
    expect(socket.binaryType).toBe('blob')
  })

  it('of close() are those of a WebSocket', async () => {
    const { socket } = open(await server(echo))
    expect(() => socket.close(1001)).toThrow(expect.objectContaining({ name: 'InvalidAccessError' }))
    expect(() => socket.close(1000, 'x'.repeat(124))).toThrow(expect.objectContaining({ name: 'SyntaxError' }))
  })

  it.each([5, null, 'text', [1]])('of send() are refused when the framing makes %j of them', async (answer) => {
    const framing: Framing = { encode: () => answer as never, decoder: () => ({ push() {} }) }
    const { socket, log } = open(await server(echo), { framing })
    await log.opened
    expect(() => socket.send('x')).toThrow(TypeError)
    expect(socket.bufferedAmount).toBe(0)
  })

  it.each([5, undefined, {}, 'sink'])('of setMessageSink() are functions or null, and %j is not', async (sink) => {
    const { socket, log } = open(await server(echo), { framing: 'lines' })
    expect(() => socket.setMessageSink(sink as never)).toThrow(TypeError)
    await log.opened
    socket.send('still an event')
    await eventually(() => expect(log.messages).toEqual(['still an event']))
  })

  it('of send() have their bytes at hand', async () => {
    const { socket, log } = open(await server(echo), { framing: 'lines' })
    await log.opened
    expect(() => socket.send(new Blob(['x']) as never)).toThrow(TypeError)
    expect(() => socket.send('a\nb')).toThrow(TypeError)
    expect(socket.bufferedAmount).toBe(0)
  })
})

import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { CLOSE, closePayload, concat, frame, hex, PING, PONG, TEXT } from '../testing-tools/frames.ts'
import { gone, onRequest, rawServer, switching } from '../testing-tools/handshake-server.ts'
import { readSlowly } from '../testing-tools/slow-reader.ts'
import {
  client,
  endingOf,
  frameServer,
  hangUpAll,
  keep,
  openClient,
  type ServerEnd,
} from '../testing-tools/web-socket-server.ts'
import { CloseEvent, HandshakeError, MessageEvent, WebSocket } from './index.ts'

afterEach(hangUpAll)

/** Opens a connection and has both of its ends. */
const pair = async (options = {}): Promise<{ socket: WebSocket; server: ServerEnd }> => {
  let server!: ServerEnd
  const url = await frameServer((end) => {
    server = end
  })
  return { socket: await openClient(url, options), server }
}
const messagesOf = (socket: WebSocket, count: number): Promise<unknown[]> => {
  const messages: unknown[] = []
  return new Promise((resolve) => {
    socket.onmessage = ({ data }) => {
      if (messages.push(data) === count) resolve(messages)
    }
  })
}

describe('the interface', () => {
  it('refuses arguments by a DOMException of the right name', () => {
    const nameOf = (attempt: () => unknown): string => {
      try {
        attempt()
      } catch (error) {
        return error instanceof DOMException ? error.name : String(error)
      }
      return 'nothing'
    }
    for (const url of ['ftp://a', 'ws://a/#', 'ws://a/#b', '', 'ws://', 'mailto:a']) {
      expect(
        nameOf(() => new WebSocket(url)),
        url,
      ).toBe('SyntaxError')
    }
    for (const protocols of ['a b', '', ['a', 'a'], ['a', 'A'], ['é'], ['a,b'], ['a/b']]) {
      expect(
        nameOf(() => new WebSocket('ws://127.0.0.1:9', protocols)),
        String(protocols),
      ).toBe('SyntaxError')
    }
    // @ts-expect-error a URL is needed
    expect(() => new WebSocket()).toThrow()
    // @ts-expect-error it is a class
    expect(() => WebSocket('ws://a')).toThrow(TypeError)
  })

  it('keeps handlers that are functions or objects, and nothing else', async () => {
    const { socket } = await pair()
    for (const type of ['onopen', 'onmessage', 'onerror', 'onclose'] as const) {
      const handler = () => {}
      const object = { handleEvent: () => expect.unreachable() }
      socket[type] = handler
      expect(socket[type]).toBe(handler)
      socket[type] = object as never
      expect(socket[type]).toBe(object)
      socket.dispatchEvent(new Event(type.slice(2)))
      for (const value of [1, 'text', undefined, true]) {
        socket[type] = value as never
        expect(socket[type]).toBe(null)
      }
    }
  })

  it('keeps the place of a handler among the listeners when it is replaced, not when it is removed', async () => {
    const { socket } = await pair()
    const calls: string[] = []
    socket.onopen = () => calls.push('first')
    socket.addEventListener('open', () => calls.push('listener'))
    socket.onopen = () => calls.push('second')
    socket.dispatchEvent(new Event('open'))
    socket.onopen = null
    socket.onopen = () => calls.push('third')
    socket.dispatchEvent(new Event('open'))
    expect(calls).toEqual(['second', 'listener', 'listener', 'third'])
  })

  it('takes binaryType as the standard does', async () => {
    const { socket } = await pair()
    expect(new WebSocket('ws://127.0.0.1:9').binaryType).toBe('blob')
    socket.binaryType = 'blob'
    socket.binaryType = 'nodebuffer' as never
    expect(socket.binaryType).toBe('blob')
  })
})

describe('open', () => {
  it('is fired as a trusted, plain event, with all attributes in place', async () => {
    const url = await frameServer(() => {})
    const socket = client(url)
    expect([socket.readyState, socket.url, socket.protocol, socket.extensions]).toEqual([0, `${url}/`, '', ''])
    const [event] = (await once(socket as never, 'open')) as [Event]
    expect([event.constructor, event.isTrusted, event.target]).toEqual([Event, true, socket])
    expect([socket.readyState, socket.failure]).toEqual([1, null])
  })

  it('delivers frames that came with the handshake after open', async () => {
    const url = await frameServer(({ socket }) => void socket.write(frame(TEXT, 'early')))
    const socket = client(url)
    const order: unknown[] = []
    socket.onopen = () => order.push('open')
    socket.onmessage = ({ data }) => order.push(data)
    await once(socket as never, 'message')
    expect(order).toEqual(['open', 'early'])
  })
})

describe('message', () => {
  it('hears a listener whose type only becomes a string', async () => {
    const { socket, server } = await pair()
    const heard = new Promise((resolve) => socket.addEventListener({ toString: () => 'message' } as never, resolve))
    server.socket.write(frame(TEXT, 'x'))
    expect(await heard).toMatchObject({ type: 'message', data: 'x' })
  })

  it('knows what each event carries', async () => {
    const { socket, server } = await pair()
    const data = new Promise<unknown>((resolve) => socket.addEventListener('message', (event) => resolve(event.data)))
    const code = new Promise<number>((resolve) =>
      socket.addEventListener('close', { handleEvent: (event) => resolve(event.code) }, { once: true }),
    )
    const unused = (event: CloseEvent): string => event.reason
    socket.addEventListener('close', unused)
    socket.removeEventListener('close', unused)
    socket.addEventListener('mine', (event: Event) => event.type)
    // @ts-expect-error a message has no code
    socket.addEventListener('message', (event) => event.code)
    server.socket.write(concat(frame(TEXT, 'x'), frame(CLOSE, closePayload(3000))))
    expect(await data).toBe('x')
    server.socket.end()
    expect(await code).toBe(3000)
  })

  for (const listen of ['onmessage', 'addEventListener'] as const) {
    it(`is a MessageEvent with data and origin, through ${listen}`, async () => {
      const { socket, server } = await pair()
      const [event, during] = await new Promise<[globalThis.MessageEvent, unknown[]]>((resolve) => {
        const handler = (event: globalThis.MessageEvent) =>
          resolve([event, [event.currentTarget, event.eventPhase, event.composedPath()]])
        if (listen === 'onmessage') socket.onmessage = handler
        else socket.addEventListener('message', handler as never)
        server.socket.write(frame(TEXT, 'hi'))
      })
      expect(event).toBeInstanceOf(MessageEvent)
      expect(event.constructor).toBe(MessageEvent)
      expect([String(event), event.ports]).toEqual(['[object MessageEvent]', []])
      const {
        type,
        data,
        origin,
        isTrusted,
        bubbles,
        cancelable,
        composed,
        defaultPrevented,
        lastEventId,
        source,
        target,
      } = event
      expect({ type, data, origin, isTrusted }).toEqual({
        type: 'message',
        data: 'hi',
        origin: new URL(socket.url).origin,
        isTrusted: true,
      })
      expect([bubbles, cancelable, composed, defaultPrevented, lastEventId, source, target]).toEqual([
        false,
        false,
        false,
        false,
        '',
        null,
        socket,
      ])
      expect(during).toEqual([socket, Event.AT_TARGET, [socket]])
      expect([event.currentTarget, event.eventPhase, event.composedPath()]).toEqual([null, Event.NONE, []])
      expect(event.timeStamp).toBeGreaterThan(0)
      expect(event.timeStamp).toBe(event.timeStamp)
      event.preventDefault()
      event.stopPropagation()
      expect(event.defaultPrevented).toBe(false)
    })
  }

  it('carries a Blob or an ArrayBuffer, as binaryType says at that time', async () => {
    const { socket, server } = await pair()
    const both = messagesOf(socket, 2)
    socket.binaryType = 'blob'
    server.socket.write(frame(2, hex('01 02')))
    await once(socket as never, 'message')
    socket.binaryType = 'arraybuffer'
    server.socket.write(frame(2, hex('03')))
    const [blob, buffer] = await both
    expect(blob).toBeInstanceOf(Blob)
    expect(new Uint8Array(await (blob as Blob).arrayBuffer())).toEqual(hex('01 02'))
    expect(buffer).toEqual(hex('03').buffer)
  })

  it('goes to a sink instead, as long as there is one', async () => {
    const { socket, server } = await pair()
    const sunk: unknown[] = []
    const fired = messagesOf(socket, 1)
    socket.setMessageSink((data) => {
      sunk.push(data)
      if (sunk.length === 2) socket.setMessageSink(null)
    })
    server.socket.write(concat(frame(TEXT, '1'), frame(TEXT, '2'), frame(TEXT, '3')))
    expect(await fired).toEqual(['3'])
    expect(sunk).toEqual(['1', '2'])
  })

  it('hurts nobody else when a handler or a sink throws', async () => {
    const { socket, server } = await pair()
    const uncaught: unknown[] = []
    const others = process.listeners('uncaughtException')
    process.removeAllListeners('uncaughtException')
    process.on('uncaughtException', (error) => uncaught.push(error))
    try {
      const seen: string[] = []
      const done = new Promise((resolve) => {
        socket.onmessage = ({ data }) => {
          seen.push(data)
          if (data === '2') socket.setMessageSink(sink)
          throw new Error(`handler ${data}`)
        }
        const sink = (data: unknown): never => {
          seen.push(`sink ${data}`)
          setImmediate(resolve)
          throw new Error(`sink ${data}`)
        }
      })
      server.socket.write(concat(frame(TEXT, '1'), frame(TEXT, '2'), frame(TEXT, '3')))
      await done
      expect(seen).toEqual(['1', '2', 'sink 3'])
      expect(uncaught.map(String)).toEqual(['Error: handler 1', 'Error: handler 2', 'Error: sink 3'])
    } finally {
      process.removeAllListeners('uncaughtException')
      for (const other of others) process.on('uncaughtException', other)
    }
  })
})

describe('send', () => {
  it('throws InvalidStateError while connecting', async () => {
    const socket = client(await frameServer(() => {}))
    expect(() => socket.send('early')).toThrow(expect.objectContaining({ name: 'InvalidStateError' }))
    // @ts-expect-error data is needed
    expect(() => socket.send()).toThrow(TypeError)
  })

  it('sends strings, buffers, views and blobs in order, and anything else as a string', async () => {
    const { socket, server } = await pair()
    const bytes = Uint8Array.of(0, 1, 2, 3, 4, 5)
    socket.send('text')
    socket.send(bytes)
    socket.send(new Blob(['blob']))
    socket.send(new DataView(bytes.buffer, 1, 2))
    socket.send(bytes.buffer)
    socket.send(new Uint16Array(bytes.buffer, 2, 1))
    bytes.fill(9)
    socket.send(5 as never)
    socket.send(null as never)
    socket.close(3000)
    const frames = await server.frames(9)
    expect(frames.map(({ opcode, payload }) => [opcode, Buffer.from(payload).toString('latin1')])).toEqual([
      [1, 'text'], [2, '\0\x01\x02\x03\x04\x05'], [2, 'blob'], [2, '\x01\x02'], [2, '\0\x01\x02\x03\x04\x05'], [2, '\x02\x03'], [1, '5'], [1, 'null'],
      [8, '\x0b\xb8'],
    ]) // biome-ignore format: a table
  })

  it('refuses shared memory', async () => {
    const { socket } = await pair()
    expect(() => socket.send(new Uint8Array(new SharedArrayBuffer(4)) as never)).toThrow(TypeError)
  })

  it('counts bufferedAmount in bytes, straight after the call, until the network took them', async () => {
    const { socket, server } = await pair()
    socket.send('€')
    expect(socket.bufferedAmount).toBe(3)
    socket.send(new Uint8Array(100_000))
    socket.send(new Blob(['12345']))
    socket.send('6')
    expect(socket.bufferedAmount).toBe(100_009)
    await server.frames(4)
    await new Promise(setImmediate)
    expect(socket.bufferedAmount).toBe(0)
  })

  it('counts what is sent after close, and sends it not', async () => {
    const { socket, server } = await pair()
    socket.close()
    socket.send('späte Worte')
    expect(socket.bufferedAmount).toBe(12)
    const [frame] = await server.frames(1)
    expect(frame?.opcode).toBe(CLOSE)
    server.socket.end()
    await endingOf(socket)
    socket.send(new Uint8Array(8))
    expect(socket.bufferedAmount).toBe(20)
  })

  it('keeps bufferedAmount high while the server does not read, and falls once it does', async () => {
    let server!: ServerEnd
    const url = await frameServer((end) => {
      server = end
      end.socket.removeAllListeners('data')
      end.socket.pause()
    })
    const socket = await openClient(url)
    const size = 64 * 2 ** 20
    socket.send(new Uint8Array(size))
    expect(socket.bufferedAmount).toBe(size)
    await new Promise(setImmediate)
    expect(socket.bufferedAmount).toBeGreaterThan(size / 4)
    let received = 0
    server.socket.on('data', (chunk) => {
      received += chunk.length
    })
    server.socket.resume()
    while (received < size + 14) await once(server.socket, 'data')
    while (socket.bufferedAmount > 0) await new Promise(setImmediate)
  })
})

describe('close', () => {
  it('refuses other codes and longer reasons, in any state', async () => {
    const { socket } = await pair()
    for (const code of [0, 999, 1001, 1005, 1006, 2999, 5000, 65_536, Number.NaN, -1]) {
      expect(() => socket.close(code), String(code)).toThrow(expect.objectContaining({ name: 'InvalidAccessError' }))
    }
    expect(() => socket.close(1000, 'é'.repeat(62))).toThrow(expect.objectContaining({ name: 'SyntaxError' }))
    expect(socket.readyState).toBe(1)
    socket.close()
    expect(() => socket.close(1)).toThrow(expect.objectContaining({ name: 'InvalidAccessError' }))
  })

  it('clamps and rounds the code as Web IDL does', async () => {
    const { socket, server } = await pair()
    socket.close(2999.5)
    const [frame] = await server.frames(1)
    expect(frame?.payload).toEqual(closePayload(3000))
  })

  it('does the closing handshake and reports what the server said', async () => {
    const { socket, server } = await pair()
    socket.close(3001, 'done')
    expect(socket.readyState).toBe(2)
    const [sent] = await server.frames(1)
    expect(sent?.payload).toEqual(closePayload(3001, 'done'))
    server.socket.end(frame(CLOSE, closePayload(4000, 'as you wish')))
    expect(await endingOf(socket)).toEqual({ events: ['close'], code: 4000, reason: 'as you wish', wasClean: true })
    expect([socket.readyState, socket.failure]).toEqual([3, null])
  })

  it('answers a server that closes', async () => {
    const { socket, server } = await pair()
    const ending = endingOf(socket)
    server.socket.write(frame(CLOSE, closePayload(1001, 'restart')))
    const [sent] = await server.frames(1)
    expect(sent?.payload).toEqual(closePayload(1001))
    expect(socket.readyState).toBe(2)
    server.socket.end()
    expect(await ending).toEqual({ events: ['close'], code: 1001, reason: 'restart', wasClean: true })
  })

  it('fires close, a CloseEvent, for a server that never answers', async () => {
    const { socket } = await pair({ closeTimeout: 50 })
    socket.close()
    const [event] = (await once(socket as never, 'close')) as [globalThis.CloseEvent]
    expect(event).toBeInstanceOf(CloseEvent)
    expect([event.code, event.wasClean, event.isTrusted]).toEqual([1006, false, true])
  })

  it('waits as long as the server takes what was sent before', async () => {
    const closeTimeout = 1000
    const message = new Uint8Array(64 * 2 ** 20)
    // Header and Close frame.
    const expected = message.length + 14 + 8
    let closedAt = Number.POSITIVE_INFINITY
    let read: { readonly bytes: number } | undefined
    const one = keep(
      await rawServer((peer) =>
        onRequest(peer, (request) => {
          peer.write(switching(request))
          read = readSlowly(peer, () => performance.now() - closedAt > 2.5 * closeTimeout)
          peer.on('data', () => {
            if (read?.bytes === expected) peer.end(frame(CLOSE, closePayload(1000)))
          })
        }),
      ),
    )
    const socket = await openClient(`ws://127.0.0.1:${one.port}`, { closeTimeout, perMessageDeflate: false })
    const ending = endingOf(socket)
    socket.send(message)
    socket.close(1000)
    closedAt = performance.now()
    expect(await ending).toEqual({ events: ['close'], code: 1000, reason: '', wasClean: true })
    expect(read?.bytes).toBe(expected)
  })

  it.each<[string, () => unknown, string]>([
    ['never come', () => new Promise(() => {}), 'The bytes of a Blob did not come'],
    [
      'throw',
      () => {
        throw new Error('no bytes')
      },
      'no bytes',
    ],
    ['reject', () => Promise.reject(new Error('no bytes')), 'no bytes'],
    ['are none', () => Promise.resolve(-1), 'Invalid typed array length: -1'],
  ])('waits no longer for a Blob whose bytes %s', async (_, arrayBuffer, message) => {
    const { socket, server } = await pair({ closeTimeout: 50 })
    socket.send(Object.assign(new Blob(['x']), { arrayBuffer }))
    socket.send('behind it')
    socket.close(1000)
    const [sent] = await server.frames(1)
    expect(sent?.payload).toEqual(closePayload(1011))
    expect(await endingOf(socket)).toMatchObject({ events: ['error', 'close'], code: 1006 })
    expect(socket.failure?.message).toBe(message)
    expect(socket.bufferedAmount).toBe(10)
  })

  it('waits no longer for one that takes only a part', async () => {
    const { socket, server } = await pair({ closeTimeout: 50 })
    server.socket.pause()
    socket.send(new Uint8Array(32 * 2 ** 20))
    socket.close(1000)
    expect(await endingOf(socket)).toMatchObject({ events: ['close'], code: 1006 })
  })

  it('fires error and close, not at once, when it was connecting', async () => {
    const server = await rawServer(() => {})
    const socket = client(`ws://127.0.0.1:${server.port}`)
    const ending = endingOf(socket)
    let before = true
    socket.addEventListener('error', () => expect(before).toBe(false))
    socket.close()
    expect(socket.readyState).toBe(2)
    before = false
    expect(await ending).toEqual({ events: ['error', 'close'], code: 1006, reason: '', wasClean: false })
    expect(socket.failure).toMatchObject({ code: 'aborted' })
    await server.close()
  })

  it('delivers no message afterwards', async () => {
    const { socket, server } = await pair()
    const seen: unknown[] = []
    socket.onmessage = ({ data }) => {
      seen.push(data)
      socket.close()
    }
    server.socket.write(concat(frame(TEXT, '1'), frame(TEXT, '2'), frame(CLOSE)))
    server.socket.end()
    expect(await endingOf(socket)).toMatchObject({ code: 1005, wasClean: true })
    expect(seen).toEqual(['1'])
  })

  it('can be called in any handler, again and again', async () => {
    const { socket, server } = await pair()
    socket.onclose = () => socket.close()
    socket.onmessage = () => {
      socket.close()
      socket.close(3000)
    }
    server.socket.write(frame(TEXT, 'go'))
    expect((await server.frames(1))[0]?.payload).toHaveLength(0)
    server.socket.end(frame(CLOSE))
    expect((await endingOf(socket)).wasClean).toBe(true)
    socket.close()
    expect(socket.readyState).toBe(3)
  })
})

describe('failures', () => {
  it('fires error, a plain event, then close, when the handshake fails', async () => {
    const server = await rawServer((socket) =>
      socket.end('HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n'),
    )
    const socket = client(`ws://127.0.0.1:${server.port}`)
    const error = once(socket as never, 'error') as Promise<[Event]>
    expect(await endingOf(socket)).toEqual({ events: ['error', 'close'], code: 1006, reason: '', wasClean: false })
    expect((await error)[0].constructor).toBe(Event)
    expect(socket.failure).toBeInstanceOf(HandshakeError)
    expect(socket.failure).toMatchObject({ status: 503, retryAfter: 7000 })
    await server.close()
  })

  it('reports 1006, not clean, for a bare FIN', async () => {
    const { socket, server } = await pair()
    server.socket.end()
    expect(await endingOf(socket)).toEqual({ events: ['error', 'close'], code: 1006, reason: '', wasClean: false })
  })

  it('reports 1006, not clean, for a reset', async () => {
    const { socket, server } = await pair()
    server.socket.resetAndDestroy()
    expect(await endingOf(socket)).toEqual({ events: ['error', 'close'], code: 1006, reason: '', wasClean: false })
    expect(socket.failure?.message).toMatch(/ECONNRESET/)
  })

  it('fires no error when the server drops the connection after close() was called', async () => {
    const { socket, server } = await pair()
    socket.close()
    await server.frames(1)
    server.socket.end()
    expect(await endingOf(socket)).toEqual({ events: ['close'], code: 1006, reason: '', wasClean: false })
  })

  it('tells the server why, stops delivering, and reports 1006, when the protocol is broken', async () => {
    const { socket, server } = await pair()
    const seen: unknown[] = []
    socket.onmessage = ({ data }) => seen.push(data)
    const ending = endingOf(socket)
    server.socket.write(concat(frame(TEXT, 'good'), frame(3), frame(TEXT, 'behind')))
    const [sent] = await server.frames(1)
    expect(sent?.payload).toEqual(closePayload(1002))
    server.socket.end()
    expect(await ending).toEqual({ events: ['error', 'close'], code: 1006, reason: '', wasClean: false })
    expect(seen).toEqual(['good'])
    expect(socket.failure?.message).toMatch(/opcode 3/)
  })
})

describe('beyond the standard', () => {
  it('measures the round trip of a ping', async () => {
    const { socket, server } = await pair()
    const roundTrip = socket.ping()
    const [sent] = await server.frames(1)
    expect(sent?.opcode).toBe(PING)
    server.socket.write(frame(PONG, sent?.payload))
    expect(await roundTrip).toBeGreaterThan(0)
  })

  it('takes a Pong for a later ping as the answer to the earlier ones', async () => {
    const { socket, server } = await pair()
    const all = [socket.ping(), socket.ping(), socket.ping()]
    const sent = await server.frames(3)
    server.socket.write(concat(frame(PONG, 'unasked'), frame(PONG, sent[1]?.payload)))
    const [first, second] = await Promise.all(all.slice(0, 2))
    expect(first).toBeGreaterThanOrEqual(second as number)
    const third = all[2] as Promise<number>
    socket.close()
    server.socket.end(frame(CLOSE))
    await expect(third).rejects.toMatchObject({ name: 'NetworkError' })
  })

  it('rejects a ping while it is not open, and nobody has to care', async () => {
    const socket = client(await frameServer(() => {}))
    void socket.ping()
    await expect(socket.ping()).rejects.toMatchObject({ name: 'InvalidStateError' })
  })

  it('stops reading from the network while paused', async () => {
    const { socket, server } = await pair()
    let seen = 0
    socket.onmessage = () => {
      seen++
      if (seen === 1) socket.pause()
    }
    const block = frame(2, new Uint8Array(2 ** 20))
    let written = 0
    while (server.socket.write(block) || server.socket.writableLength < 2 * block.length) {
      written++
      await new Promise(setImmediate)
      expect(written, 'blocks that a paused client let in').toBeLessThan(100)
    }
    expect(seen).toBe(1)
    const more = server.socket.writableLength
    await new Promise(setImmediate)
    expect([seen, server.socket.writableLength]).toEqual([1, more])
    socket.resume()
    while (seen < written) await once(socket as never, 'message')
  })

  it('reads what a pause held back, and discards it, when it is closed: so it sees the answer', async () => {
    const { socket, server } = await pair({ closeTimeout: 60_000 })
    let seen = 0
    socket.onmessage = () => {
      seen++
      socket.pause()
    }
    const block = frame(2, new Uint8Array(2 ** 20))
    while (server.socket.write(block) || server.socket.writableLength < 2 * block.length)
      await new Promise(setImmediate)
    socket.close(3000, 'done')
    socket.pause()
    await server.frames(1)
    server.socket.end(frame(CLOSE, closePayload(3000, 'done')))
    // Else the test runs out of time.
    expect(await endingOf(socket)).toMatchObject({ code: 3000, reason: 'done', wasClean: true })
    expect(seen).toBe(1)
  })

  it('takes the last word of a turn, pause or resume', async () => {
    const { socket, server } = await pair()
    const seen: unknown[] = []
    socket.onmessage = ({ data }) => seen.push(data)
    socket.pause()
    socket.resume()
    socket.pause()
    server.socket.write(frame(TEXT, 'held'))
    server.socket.write(frame(PING))
    socket.send('witness')
    await server.frames(1)
    expect(seen).toEqual([])
    socket.resume()
    socket.resume()
    await server.frames(2)
    expect(seen).toEqual(['held'])
  })

  it('answers no Ping while paused, and does afterwards', async () => {
    const { socket, server } = await pair()
    socket.pause()
    await new Promise(setImmediate)
    server.socket.write(frame(PING, 'p'))
    socket.send('sent while paused')
    expect((await server.frames(1)).map(({ opcode }) => opcode)).toEqual([TEXT])
    socket.resume()
    expect((await server.frames(2))[1]?.text).toBe('p')
  })

  it('keeps the process alive no longer than its connection', async () => {
    const { socket, server } = await pair()
    socket.close()
    await server.frames(1)
    server.socket.end(frame(CLOSE))
    await endingOf(socket)
    await gone(server.socket)
    // Else the test runs out of time.
    while (process.getActiveResourcesInfo().includes('TCPSocketWrap')) await new Promise(setImmediate)
    expect(process.getActiveResourcesInfo()).not.toContain('TCPSocketWrap')
  })
})

import { afterEach, describe, expect, inject, it } from 'vitest'
import type { CloseEventLike, Sendable, WebSocketConstructor, WebSocketLike } from '../web-socket-like.ts'
import type { Machine } from './transport-contract.ts'

/** What the core counts on in any WHATWG-shaped WebSocket, and what they all keep: the same scenarios over each of them. */
export function describeSeam(name: string, Ctor: WebSocketConstructor, machine: Machine): void {
  describe(`the seam: ${name}`, () => {
    const sockets: WebSocketLike[] = []
    const servers: number[] = []
    afterEach(async () => {
      for (const socket of sockets.splice(0)) if (socket.readyState < 2) socket.close()
      for (const server of servers.splice(0)) await machine.killServer(server)
    })

    const echo = (): string => `${inject('serverUrl').replace('http', 'ws')}/echo`
    const open = (url: string, protocols: string[] = []): WebSocketLike => {
      const socket = new Ctor(url, protocols)
      socket.binaryType = 'arraybuffer'
      // `ws` ends the process for an error nobody listens to.
      socket.addEventListener('error', () => {})
      sockets.push(socket)
      return socket
    }
    const next = <E>(socket: WebSocketLike, type: 'open' | 'message' | 'error' | 'close'): Promise<E> =>
      new Promise((resolve) => {
        const listener = (event: E): void => {
          socket.removeEventListener(type, listener)
          resolve(event)
        }
        socket.addEventListener(type, listener)
      })
    /** All events of a socket as they come, until `close`. */
    const story = (socket: WebSocketLike): Promise<string[]> => {
      const told: string[] = []
      for (const type of ['open', 'message', 'error'] as const) {
        socket.addEventListener(type, () => told.push(`${type} in ${socket.readyState}`))
      }
      return new Promise((resolve) => {
        socket.addEventListener('close', () => resolve([...told, `close in ${socket.readyState}`]))
      })
    }
    const answers = (socket: WebSocketLike, count: number): Promise<unknown[]> => {
      const received: unknown[] = []
      return new Promise((resolve) => {
        socket.addEventListener('message', ({ data }) => {
          if (received.push(data) === count) resolve(received)
        })
      })
    }

    it('has its attributes from the beginning', async () => {
      const socket = open(echo())
      expect([socket.url, socket.readyState, socket.protocol, socket.extensions, socket.bufferedAmount]).toEqual([
        echo(),
        0,
        '',
        '',
        0,
      ])
      await next(socket, 'open')
      expect([socket.readyState, socket.protocol, socket.extensions]).toEqual([1, '', ''])
    })

    it('is refused what is no URL, and what is no subprotocol, when it is made', () => {
      expect(() => new Ctor('feed:')).toThrow()
      expect(() => new Ctor('ws://a:99999/')).toThrow()
      expect(() => new Ctor(echo(), ['a b'])).toThrow()
      expect(() => new Ctor(echo(), ['a', 'a'])).toThrow()
    })

    it('asks for subprotocols in order, and says which one was chosen', async () => {
      const socket = open(echo(), ['second', 'first'])
      await next(socket, 'open')
      expect(socket.protocol).toBe('second')
    })

    it('sends while open only', async () => {
      const socket = open(echo())
      expect(() => socket.send('early')).toThrow()
      await next(socket, 'open')
      const heard = answers(socket, 1)
      socket.send('in time')
      expect(await heard).toEqual(['in time'])
    })

    it('brings text of any characters and length there and back, in order', async () => {
      const socket = open(echo())
      await next(socket, 'open')
      const texts = ['', 'a', 'ä€😀', '\0', 'x'.repeat(125), 'x'.repeat(126), 'ü'.repeat(20_000)]
      const heard = answers(socket, texts.length)
      for (const text of texts) socket.send(text)
      expect(await heard).toEqual(texts)
    })

    it('brings bytes there and back as they were when they were sent, whatever holds them', async () => {
      const socket = open(echo())
      await next(socket, 'open')
      const bytes = Uint8Array.from({ length: 64 }, (_, index) => index)
      const sent: Sendable[] = [
        bytes,
        bytes.buffer,
        bytes.subarray(3, 9),
        new DataView(bytes.buffer, 5, 7),
        new Float64Array(bytes.buffer, 8, 2),
        new Uint8Array(0),
        new Uint8Array(60_000).fill(7),
      ]
      const wanted = sent.map(bytesOf)
      const heard = answers(socket, sent.length)
      for (const one of sent) socket.send(one)
      const received = await heard
      expect(received.every((one) => one instanceof ArrayBuffer)).toBe(true)
      expect(received.map((one) => bytesOf(one as ArrayBuffer))).toEqual(wanted)
    })

    it("answers bytes as binaryType says: a Blob for 'blob'", async () => {
      const socket = open(echo())
      socket.binaryType = 'blob'
      await next(socket, 'open')
      const heard = answers(socket, 2)
      socket.send(Uint8Array.of(1, 2, 3))
      socket.send('text')
      const [blob, text] = await heard
      expect(blob).toBeInstanceOf(Blob)
      expect([...new Uint8Array(await (blob as Blob).arrayBuffer())]).toEqual([1, 2, 3])
      expect(text).toBe('text')
    })

    it('has nothing buffered once what was sent has come back', async () => {
      const socket = open(echo())
      await next(socket, 'open')
      const heard = answers(socket, 3)
      for (const size of [1, 1000, 60_000]) socket.send('x'.repeat(size))
      expect(socket.bufferedAmount).toBeGreaterThanOrEqual(0)
      await heard
      await expect.poll(() => socket.bufferedAmount).toBe(0)
    })

    it('tells open, message and close in this order and state', async () => {
      const socket = open(echo())
      const told = story(socket)
      socket.addEventListener('open', () => socket.send('x'))
      socket.addEventListener('message', () => socket.close(1000))
      expect(await told).toEqual(['open in 1', 'message in 1', 'close in 3'])
    })

    it.each<[args: [code?: number, reason?: string], code: number, reason: string]>([
      [[], 1005, ''],
      [[1000], 1000, ''],
      [[3000, 'done'], 3000, 'done'],
      [[4999, 'ä'.repeat(61)], 4999, 'ä'.repeat(61)],
    ])('closes with %j, cleanly', async (args, code, reason) => {
      const socket = open(echo())
      await next(socket, 'open')
      const closed = next<CloseEventLike>(socket, 'close')
      socket.close(...args)
      socket.close(...args)
      expect(socket.readyState).toBe(2)
      // The server may answer with a code and reason of its own: this one repeats the client's.
      expect(await closed).toMatchObject({ type: 'close', code, reason, wasClean: true })
    })

    it('is refused a close code or reason that may not be sent', async () => {
      const socket = open(echo())
      await next(socket, 'open')
      // `ws` lets its user send those of the protocol too.
      for (const code of [0, 1006, 2999, 5000]) expect(() => socket.close(code), String(code)).toThrow()
      expect(() => socket.close(1000, 'x'.repeat(124))).toThrow()
      expect(socket.readyState).toBe(1)
    })

    it('closed while connecting, it never opens, and tells error, then close', async () => {
      const socket = open(echo())
      const told = story(socket)
      socket.close()
      expect(socket.readyState).toBe(2)
      const all = await told
      expect(all.at(-1)).toBe('close in 3')
      expect(all.join()).not.toContain('open')
      expect(all.slice(0, -1).every((one) => one.startsWith('error'))).toBe(true)
    })

    it('that is refused tells error, then close, once each', async () => {
      const socket = open(`${inject('serverUrl').replace('http', 'ws')}/nowhere`)
      const told = story(socket)
      const closed = next<CloseEventLike>(socket, 'close')
      expect((await told).map((one) => one.split(' ')[0])).toEqual(['error', 'close'])
      expect(await closed).toMatchObject({ code: 1006, reason: '', wasClean: false })
    })

    it('whose connection is cut tells 1006, not clean', async () => {
      const server = await machine.startServer()
      servers.push(server.id)
      const socket = open(`${server.url.replace('http', 'ws')}/echo`)
      await next(socket, 'open')
      const closed = next<CloseEventLike>(socket, 'close')
      await machine.killServer(server.id)
      expect(await closed).toMatchObject({ code: 1006, wasClean: false })
      expect(socket.readyState).toBe(3)
    })

    it('tells nothing more to a listener that was removed', async () => {
      const socket = open(echo())
      await next(socket, 'open')
      const calls: unknown[] = []
      const listener = (event: unknown): void => void calls.push(event)
      socket.addEventListener('message', listener)
      socket.removeEventListener('message', listener)
      const heard = answers(socket, 1)
      socket.send('x')
      await heard
      expect(calls).toEqual([])
    })
  })
}

function bytesOf(data: Sendable): number[] {
  if (typeof data === 'string') return [...new TextEncoder().encode(data)]
  return [
    ...(ArrayBuffer.isView(data)
      ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      : new Uint8Array(data)),
  ]
}

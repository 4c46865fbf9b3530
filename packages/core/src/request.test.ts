import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { json } from './codec.ts'
import { OptionError, QueueOverflowError, RequestError } from './errors.ts'
import type { Layer } from './layer.ts'
import type { WebSocketOptions } from './options.ts'
import { request } from './request.ts'
import { fakeServer, instantDrain, silent, VirtualClock } from './testing/index.ts'
import { settled } from './testing/settled.ts'
import { webSocket } from './web-socket.ts'
import type { Sendable } from './web-socket-like.ts'

interface Reply {
  id: number
  text?: string
}
interface Question {
  id: number
  ask: string
}

function setup(options: Partial<WebSocketOptions<Reply | null, Question>> = {}) {
  const clock = new VirtualClock()
  const server = fakeServer(clock, { ...silent(), ...instantDrain() })
  const { WebSocketCtor } = server
  const codec = json<Reply | null, Question>()
  const socket = webSocket('wss://example.com/', { WebSocketCtor, clock, reconnect: () => 1000, ...options, codec })
  const ask = (id: number, more: { timeout?: number; signal?: AbortSignal } = {}) =>
    request(socket, { id, ask: 'what' }, { match: (reply) => reply?.id === id, ...more })
  return {
    socket,
    clock,
    server,
    ask,
    /** What has arrived of the latest connection. */
    asked() {
      clock.tick(0)
      return server.last.received.map((text) => JSON.parse(String(text)).id)
    },
    answer(...replies: unknown[]) {
      for (const reply of replies) server.last.send(JSON.stringify(reply))
    },
    /** Nothing is left of it: no timer, no lease, and so no connection. */
    async leavesNothing() {
      await clock.advance(0)
      expect([socket.state.phase, clock.pending]).toEqual(['idle', 0])
    },
  }
}

/** How a request ended, as far as it has. */
async function outcome(reply: Promise<unknown>): Promise<unknown> {
  return Promise.race([reply.catch((error: unknown) => error), settled().then(() => 'pending')])
}

const unhandled: unknown[] = []
const note = (error: unknown): unknown => unhandled.push(error)
beforeEach(() => void process.on('unhandledRejection', note))
afterEach(async () => {
  await settled()
  process.off('unhandledRejection', note)
  expect(unhandled.splice(0)).toEqual([])
})

describe('a reply', () => {
  it('is the first message that matches', async () => {
    const { ask, server, asked, answer, leavesNothing } = setup()
    const reply = ask(2)
    server.last.accept()
    expect(asked()).toEqual([2])
    answer({ id: 1 }, null, { id: 2, text: 'first' }, { id: 2, text: 'second' })
    expect(await reply).toEqual({ id: 2, text: 'first' })
    await leavesNothing()
  })

  it('reaches its own request, in whatever order replies come', async () => {
    const { ask, server, asked, answer } = setup()
    const replies = [1, 2, 3].map((id) => ask(id))
    server.last.accept()
    expect(asked()).toEqual([1, 2, 3])
    answer({ id: 3 }, { id: 1 }, { id: 2 })
    expect((await Promise.all(replies)).map((reply) => reply?.id)).toEqual([1, 2, 3])
  })

  it('is waited for by a lease', async () => {
    const { ask, server, socket, clock, answer } = setup()
    const reply = ask(1, { timeout: 60_000 })
    server.last.accept()
    await clock.advance(59_999)
    expect(socket.state.phase).toBe('open')
    answer({ id: 1 })
    await reply
    await clock.advance(0)
    expect(socket.state.phase).toBe('idle')
  })

  it('may come on a later connection, when the message had to wait for that', async () => {
    const { ask, server, socket, clock, asked, answer } = setup()
    socket.open()
    server.last.accept()
    server.last.drop()
    const reply = ask(1)
    await clock.advance(1000)
    server.last.drop()
    await clock.advance(1000)
    server.last.accept()
    expect(asked()).toEqual([1])
    answer({ id: 1 })
    expect(await reply).toEqual({ id: 1 })
  })
})

describe('timeout', () => {
  it('counts from the call, and says that the message was sent', async () => {
    const { ask, server, clock, leavesNothing } = setup()
    const reply = ask(1, { timeout: 5000 })
    await clock.advance(2000)
    server.last.accept()
    await clock.advance(2999)
    expect(await outcome(reply)).toBe('pending')
    await clock.advance(1)
    const error = await outcome(reply)
    expect(error).toBeInstanceOf(RequestError)
    expect(error).toMatchObject({
      name: 'RequestError',
      code: 'timeout',
      message: 'No reply within 5000 ms of the request; it was sent.',
    })
    await leavesNothing()
  })

  it('is 10 s where none is given; a message that still waits then is not sent later', async () => {
    const { ask, server, socket, clock, asked } = setup()
    socket.open()
    const reply = ask(1)
    await clock.advance(9_999)
    expect(await outcome(reply)).toBe('pending')
    await clock.advance(1)
    expect(await outcome(reply)).toMatchObject({
      code: 'timeout',
      message: 'No reply within 10000 ms of the request; it was still waiting to be sent.',
    })
    await clock.advance(5_000)
    server.last.accept()
    expect(asked()).toEqual([])
  })
})

describe('the connection ends', () => {
  it('after the message went out: unknown, and it is not sent again', async () => {
    const { ask, server, socket, clock, asked } = setup()
    socket.open()
    server.last.accept()
    const reply = ask(1)
    server.last.drop()
    expect(await outcome(reply)).toMatchObject({ name: 'RequestError', code: 'unknown' })
    await clock.advance(1000)
    server.last.accept()
    expect([server.connections.length, asked()]).toEqual([2, []])
  })

  it('with the message in the transport: unknown, with the reason', async () => {
    const { ask, server, socket } = setup()
    socket.open()
    server.last.accept()
    server.last.pause()
    const reply = ask(1)
    expect(await outcome(reply)).toBe('pending')
    server.last.drop()
    expect(await outcome(reply)).toMatchObject({ code: 'unknown', cause: { code: 'closed' } })
  })

  it('after the message left the transport late: unknown', async () => {
    const { ask, server, socket, clock } = setup()
    socket.open()
    server.last.accept()
    server.last.pause()
    const reply = ask(1)
    server.last.resume()
    await clock.advance(100)
    server.last.close(1000)
    expect(await outcome(reply)).toMatchObject({ code: 'unknown' })
  })

  it('because it is replaced: unknown', async () => {
    const { ask, server, socket } = setup()
    const reply = ask(1)
    server.last.accept()
    socket.reconnect()
    expect(await outcome(reply)).toMatchObject({ code: 'unknown' })
  })

  it('because it is replaced without a gap: the reply still comes over the old one, for a second', async () => {
    const { ask, server, socket, asked, clock } = setup()
    const replies = [ask(1), ask(2)]
    const old = server.last
    old.accept()
    socket.reconnect({ overlap: true })
    server.last.accept()
    expect(server.connections).toHaveLength(2)
    old.send('{"id":1}')
    expect(await replies[0]).toEqual({ id: 1 })
    await clock.advance(999)
    expect(await outcome(replies[1] as Promise<unknown>)).toBe('pending')
    await clock.advance(1)
    expect(await outcome(replies[1] as Promise<unknown>)).toMatchObject({ code: 'unknown' })
    expect(asked()).toEqual([])
  })

  it.each([
    ['sent', true, 'unknown'],
    ['still queued', false, 'dropped'],
  ])('for good, the message %s: %s %s', async (_, open, code) => {
    const { ask, server, socket } = setup({ reconnect: false })
    const reply = ask(1)
    if (open) {
      server.last.accept()
      server.last.close(4403)
    } else server.last.refuse()
    const closeCode = open ? 4403 : 1006
    expect(await outcome(reply)).toMatchObject({ code, cause: { name: 'ClosedError', closeCode } })
    expect([socket.state.phase, server.connections.length]).toEqual(['closed', 1])
  })

  it.each([
    ['sent', true, 'unknown'],
    ['still queued', false, 'dropped'],
  ])('by close(), the message %s: %s %s', async (_, open, code) => {
    const { ask, server, socket, clock } = setup()
    const reply = ask(1)
    if (open) server.last.accept()
    socket.close()
    clock.tick(0)
    expect(await outcome(reply)).toMatchObject({ code })
    expect(socket.state.phase).toBe('closed')
  })

  it('before the call: dropped, and nothing is dialled', async () => {
    const { ask, socket, server, clock } = setup()
    socket.close()
    expect(await outcome(ask(1))).toMatchObject({ code: 'dropped' })
    expect([server.connections.length, clock.pending]).toEqual([0, 0])
  })

  it('because it cannot be dialled: dropped, with the reason', async () => {
    let dials = 0
    const { ask, clock } = setup({
      WebSocketCtor: class {
        constructor() {
          dials++
          throw new DOMException('nonsense', 'SyntaxError')
        }
      } as never,
    })
    const asked = ask(1)
    await clock.advance(0)
    expect(await outcome(asked)).toMatchObject({ code: 'dropped', cause: { name: 'ClosedError' } })
    expect(dials).toBe(1)
  })
})

it('a message that the queue drops fails its request at once, with the reason', async () => {
  const { ask } = setup({ queue: { messages: 1, overflow: 'drop-oldest' } })
  const first = ask(1)
  const second = ask(2)
  expect(await outcome(first)).toMatchObject({ code: 'dropped', cause: { code: 'overflow' } })
  expect(await outcome(second)).toBe('pending')
})

describe('a layer that confirms messages', () => {
  const confirming: Layer = {
    wrap: (transport) =>
      Object.assign(transport, {
        sendConfirmed(data: Sendable, settle: (status: 'acked') => void) {
          transport.send(data)
          settle('acked')
        },
      }),
  }

  it('carries a request over to the next connection', async () => {
    const { ask, server, clock, answer } = setup({ resume: confirming })
    const reply = ask(1)
    server.last.accept()
    server.last.drop()
    expect(await outcome(reply)).toBe('pending')
    await clock.advance(1000)
    server.last.accept()
    answer({ id: 1 })
    expect(await reply).toEqual({ id: 1 })
  })

  it('does not save it from the end of the socket', async () => {
    const { ask, server } = setup({ resume: confirming })
    const reply = ask(1)
    server.last.accept()
    server.last.close(4403)
    expect(await outcome(reply)).toMatchObject({ code: 'unknown', cause: { closeCode: 4403 } })
  })
})

describe('the signal', () => {
  it('ends the waiting with its reason', async () => {
    const { ask, server, leavesNothing } = setup()
    const abort = new AbortController()
    const reply = ask(1, { signal: abort.signal })
    server.last.accept()
    const reason = new Error('gone')
    abort.abort(reason)
    expect(await outcome(reply)).toBe(reason)
    await leavesNothing()
  })

  it('that is aborted already sends nothing', async () => {
    const { ask, server, clock } = setup()
    expect(await outcome(ask(1, { signal: AbortSignal.abort() }))).toMatchObject({ name: 'AbortError' })
    expect([server.connections.length, clock.pending]).toEqual([0, 0])
  })

  it('keeps no listener of a request that is settled', async () => {
    const { ask, server, answer } = setup()
    const listeners = new Set<unknown>()
    const { signal } = new AbortController()
    signal.addEventListener = (_: string, listener: unknown) => void listeners.add(listener)
    signal.removeEventListener = (_: string, listener: unknown) => void listeners.delete(listener)
    const reply = ask(1, { signal })
    expect(listeners.size).toBe(1)
    server.last.accept()
    answer({ id: 1 })
    await reply
    expect(listeners.size).toBe(0)
  })
})

describe('what is wrong', () => {
  it('with the queue rejects as send throws, and hurts no other', async () => {
    const { ask, server, answer } = setup({ queue: { messages: 1 } })
    const first = ask(1)
    expect(await outcome(ask(2))).toBeInstanceOf(QueueOverflowError)
    server.last.accept()
    answer({ id: 1 })
    expect(await first).toEqual({ id: 1 })
  })

  it('with the message rejects as send throws, and leaves nothing', async () => {
    const { socket, leavesNothing } = setup()
    const circular = { id: 3, ask: 'what', self: {} }
    circular.self = circular
    const reply = request(socket, circular, { match: () => true })
    expect(await outcome(reply)).toMatchObject({ name: 'EncodeError' })
    await leavesNothing()
  })

  it('with the options rejects, and sends nothing', async () => {
    const { socket, ask, server } = setup()
    const noMatch = request(socket, { id: 1, ask: '' }, {} as { match: () => boolean })
    expect(await outcome(noMatch)).toMatchObject({ name: 'OptionError', option: 'match' })
    const noTime = await outcome(ask(1, { timeout: Number.NaN }))
    expect(noTime).toBeInstanceOf(OptionError)
    expect(noTime).toMatchObject({ option: 'timeout', message: expect.stringContaining('`timeout` is NaN') })
    expect(server.connections).toHaveLength(0)
  })

  it('with `match`, which throws, rejects and leaves nothing', async () => {
    const { socket, server, answer, leavesNothing } = setup()
    const reply = request(socket, { id: 1, ask: '' }, { match: (message) => (message as Reply).id === 1 })
    server.last.accept()
    answer(null)
    expect(await outcome(reply)).toMatchObject({ code: 'usage', cause: { name: 'TypeError' } })
    await leavesNothing()
  })
})

it('ignoring a request raises nothing, whatever becomes of it', async () => {
  const { socket, ask, server, clock } = setup()
  void ask(1)
  void ask(2, { timeout: Number.NaN })
  void ask(3, { signal: AbortSignal.abort() })
  void ask(4, { timeout: 10 })
  server.last.accept()
  await clock.advance(20)
  server.last.drop()
  await clock.advance(0)
  expect(socket.state.phase).toBe('idle')
  expect(unhandled).toEqual([])
})

import { firstValueFrom, take, toArray } from 'rxjs'
import { afterEach, describe, expect, inject, it } from 'vitest'
import { json } from '../codec.ts'
import type { EverwireError } from '../errors.ts'
import type { AnySocket, ObservableWebSocket } from '../observable-web-socket.ts'
import type { ConnectionOptions } from '../options.ts'
import { webSocket } from '../web-socket.ts'
import type { WebSocketConstructor } from '../web-socket-like.ts'

/** How a test reaches servers of its own: processes that can be killed and that take faults. */
export interface Machine {
  startServer(options?: { port?: number }): Promise<{ id: number; url: string; port: number }>
  killServer(id: number): Promise<void>
  fault(id: number, name: string, options?: Record<string, string | number>): Promise<unknown>
}

type Quote = { seq: number }
type Line = { from: string; text: string; key: string }

/** What holds over any WHATWG-shaped constructor: the same scenarios, against servers in processes of their own. */
export function describeTransport(
  name: string,
  WebSocketCtor: () => WebSocketConstructor | undefined,
  machine: Machine,
): void {
  describe(`over ${name}`, () => {
    const cleanUp: (() => unknown)[] = []
    afterEach(async () => {
      for (const task of cleanUp.splice(0).reverse()) await task()
    })

    const options = (): ConnectionOptions => {
      const Ctor = WebSocketCtor()
      return { reconnect: () => 50, dialLimit: false, ...(Ctor && { WebSocketCtor: Ctor }) }
    }
    const connect = <In, Out = unknown>(
      server: string,
      path: string,
      more: ConnectionOptions = {},
    ): ObservableWebSocket<In, Out> => {
      const url = `${server.replace('http', 'ws')}${path}`
      const socket = webSocket<In, Out>(url, { ...options(), ...more, codec: json<In, Out>() })
      cleanUp.push(() => socket.close())
      return socket
    }
    const start = async (port = 0) => {
      const server = await machine.startServer({ port })
      cleanUp.push(() => machine.killServer(server.id))
      return server
    }
    const phase = (socket: AnySocket, wanted: string) => expect.poll(() => socket.state.phase).toBe(wanted)

    it('echoes text and binary, and reports the attributes', async () => {
      const socket = webSocket(`${inject('serverUrl').replace('http', 'ws')}/echo`, options())
      cleanUp.push(() => socket.close())
      const received = firstValueFrom(socket.data$.pipe(take(3), toArray()))
      const receipts = ['text ✓', Uint8Array.of(1, 2, 3).subarray(1), new Uint8Array(100_00).fill(7)].map((message) =>
        socket.send(message),
      )
      const [text, bytes, long] = await received
      expect(text).toBe('text ✓')
      expect([...new Uint8Array(bytes as ArrayBuffer)]).toEqual([2, 3])
      expect((long as ArrayBuffer).byteLength).toBe(10_000)
      expect(await Promise.all(receipts.map((receipt) => receipt.settled))).toEqual(['sent', 'sent', 'sent'])
    })

    it('1,000 messages in one burst reach every data$ subscriber and message$, in order', async () => {
      const socket = connect<Quote>(inject('serverUrl'), '/feed?rate=0')
      const all = Array.from({ length: 1000 }, (_, index) => index + 1)
      const subscribers = [1, 2, 3].map(() => firstValueFrom(socket.data$.pipe(take(1000), toArray())))
      const events = firstValueFrom(socket.message$.pipe(take(1000), toArray()))
      socket.send({ burst: 1000 })
      for (const quotes of await Promise.all(subscribers)) expect(quotes.map((quote) => quote.seq)).toEqual(all)
      expect((await events).map((event) => JSON.parse(event.data).seq)).toEqual(all)
    })

    it('closes cleanly, both ways', async () => {
      const { id, url } = await start()
      const socket = connect(url, '/feed?rate=0')
      socket.open()
      await phase(socket, 'open')
      const closed = firstValueFrom(socket.close$)
      socket.close(3001, 'done')
      expect(await closed).toMatchObject({ code: 3001, wasClean: true })
      expect(socket.state).toMatchObject({ phase: 'closed', code: 3001, wasClean: true })
      socket.open()
      await phase(socket, 'open')
      const closedByServer = firstValueFrom(socket.close$)
      await machine.fault(id, 'close', { code: 4403, reason: 'no' })
      expect(await closedByServer).toMatchObject({ code: 4403, reason: 'no', wasClean: true })
      await phase(socket, 'closed')
    })

    it('fault: connections are cut; it says so and comes back', async () => {
      const { id, url } = await start()
      const socket = connect<Quote>(url, '/feed?rate=200')
      await firstValueFrom(socket.data$.pipe(take(3)))
      socket.open()
      const states = firstValueFrom(socket.state$.pipe(take(4), toArray()))
      await machine.fault(id, 'drop')
      const [, waiting, connecting, open] = await states
      expect(waiting).toMatchObject({ phase: 'waiting', attempt: 1, delay: 50, cause: { type: 'closed', code: 1006 } })
      expect([connecting?.phase, open?.phase]).toEqual(['connecting', 'open'])
      await firstValueFrom(socket.data$)
    })

    it('fault: frozen; nothing comes, nothing is lost, and it goes on', async () => {
      const { id, url } = await start()
      const socket = connect<Quote>(url, '/feed?rate=0')
      const seen: number[] = []
      socket.data$.subscribe(({ seq }) => seen.push(seq))
      await phase(socket, 'open')
      await machine.fault(id, 'freeze', { seconds: 60 })
      socket.send({ burst: 5 })
      const health = await (await fetch(`${url}/healthz`)).json()
      expect(health.faults).toMatchObject([{ fault: 'freeze' }, {}, {}].slice(0, health.faults.length))
      expect([seen, socket.state.phase]).toEqual([[], 'open'])
      await machine.fault(id, 'clear')
      await expect.poll(() => seen).toEqual([1, 2, 3, 4, 5])
    })

    it('fault: handshakes are refused for a while; it tries until they are not', async () => {
      const { id, url } = await start()
      await machine.fault(id, 'refuse', { status: 503, seconds: 60 })
      const socket = connect<Quote>(url, '/feed')
      const errors: EverwireError[] = []
      socket.error$.subscribe((error) => errors.push(error))
      const first = firstValueFrom(socket.data$)
      await expect.poll(() => errors.length).toBeGreaterThan(2)
      expect(errors[0]).toMatchObject({ code: 'refused' })
      await machine.fault(id, 'clear')
      expect((await first).seq).toBe(1)
    })

    it('fault: closed with a chosen code', async () => {
      const { id, url } = await start()
      // 1012 spreads clients by chance: this one waits for long enough to be seen.
      const socket = connect<Quote>(url, '/feed', { random: () => 0.9 })
      await firstValueFrom(socket.data$)
      socket.open()
      await machine.fault(id, 'close', { code: 1012, reason: 'restart' })
      await phase(socket, 'waiting')
      expect(socket.state).toMatchObject({ cause: { type: 'closed', code: 1012, reason: 'restart', wasClean: true } })
    })

    it('the server is killed and started again: lines sent meanwhile arrive once, in order', async () => {
      const first = await start()
      const listener = connect<Line>(first.url, '/chat')
      const writer = connect<Line, Line>(first.url, '/chat', { reconnect: () => 600_000 })
      const heard: string[] = []
      listener.data$.subscribe(({ text }) => heard.push(text))
      writer.open()
      const say = (text: string) => writer.send({ from: 'w', text, key: text })
      await phase(listener, 'open')
      say('before')
      await expect.poll(() => heard).toEqual(['before'])
      await machine.killServer(first.id)
      await phase(writer, 'waiting')
      const meanwhile = ['one', 'two', 'three'].map(say)
      expect(meanwhile.map((receipt) => receipt.status)).toEqual(['queued', 'queued', 'queued'])
      await start(first.port)
      await phase(listener, 'open')
      // Not before: what is said while the listener is away is not heard.
      writer.reconnect()
      say('after')
      await expect.poll(() => heard.at(-1)).toBe('after')
      expect(heard).toEqual(['before', 'one', 'two', 'three', 'after'])
      expect(await Promise.all(meanwhile.map((receipt) => receipt.settled))).toEqual(['sent', 'sent', 'sent'])
    })
  })
}

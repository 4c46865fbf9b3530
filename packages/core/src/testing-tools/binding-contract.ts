import { firstValueFrom, take, toArray } from 'rxjs'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { commands } from 'vitest/browser'
import type { BindingOptions, BindingUrl, Commands } from '../binding.ts'
import { json } from '../codec.ts'
import { ClosedError, EverwireError } from '../errors.ts'
import type { AnySocket } from '../observable-web-socket.ts'
import { flushPaint } from '../paint.ts'
import type { Status } from '../status.ts'
import { expectQuietConsole } from './quiet-console.ts'

export type Options = BindingOptions<unknown, unknown>

/** What a component sees through its binding, now. */
export interface Bound extends Status, Commands<unknown> {
  readonly data: unknown
  readonly socket: AnySocket | null
}

/** A component that shows `phase readyState data`, the data as JSON, and looks at `data` in an effect. */
export interface Mounted {
  readonly bound: () => Bound
  readonly text: () => string
  /** How often it was rendered. */
  readonly renders: () => number
  /** What its effect saw of `data`, undefined left out. */
  readonly effects: readonly unknown[]
  setUrl(url: BindingUrl): void
  unmount(): void
}

export type Mount = (url: BindingUrl, options: Options) => Mounted

const thousand = Array.from({ length: 1000 }, (_, index) => index + 1)
let unique = 0

/** Polls for as long as a loaded machine may need. */
export const eventually: <T>(read: () => T) => ReturnType<typeof expect.poll<T>> = (read) =>
  expect.poll(read, { timeout: 10_000 })

/** What every binding does, in the words of no framework, against servers in processes of their own. */
export function describeBinding(name: string, mount: Mount): void {
  describe(name, () => {
    expectQuietConsole()
    let server: { id: number; url: string; port: number }
    let dialled: WebSocket[]
    const cleanUp: (() => unknown)[] = []

    class Counted extends WebSocket {
      constructor(...args: ConstructorParameters<typeof WebSocket>) {
        super(...args)
        dialled.push(this)
      }
    }

    beforeAll(async () => {
      server = await commands.startServer()
      return () => commands.killServer(server.id)
    })

    beforeEach(() => {
      dialled = []
    })

    afterEach(async () => {
      for (const task of cleanUp.splice(0).reverse()) await task()
      await eventually(connections).toBe(0)
    })

    /** A URL that no other test shares. */
    const at = (path: string, origin = server.url) => {
      const url = new URL(path, origin.replace('http', 'ws'))
      url.searchParams.set('test', String(unique++))
      return url.href
    }
    const health = async () => (await fetch(new URL('/healthz', server.url))).json()
    const connections = async () => (await health()).connections
    const show = (url: BindingUrl, more: Partial<Options> = {}) => {
      const mounted = mount(url, {
        codec: json(),
        linger: 0,
        reconnect: () => 500,
        dialLimit: false,
        WebSocketCtor: Counted,
        ...more,
      })
      cleanUp.push(mounted.unmount)
      return mounted
    }
    const phase = (mounted: Mounted, wanted: string) => eventually(() => mounted.bound().state.phase).toBe(wanted)
    const seqOf = (message: unknown) => (message as { seq: number }).seq

    it('connects, sends, and shows what comes', async () => {
      const onOpen = vi.fn()
      const mounted = show(at('/echo'), { onOpen })
      expect(mounted.bound()).toMatchObject({ data: undefined, readyState: 0, error: undefined })
      await eventually(mounted.text).toBe('open 1 ')
      expect(onOpen).toHaveBeenCalledTimes(1)
      const receipt = mounted.bound().send({ hello: 'world' })
      await eventually(mounted.text).toBe('open 1 {"hello":"world"}')
      expect(mounted.bound().data).toEqual({ hello: 'world' })
      expect(receipt.status).toBe('sent')
      expect(await connections()).toBe(1)
    })

    it('hands 1,000 messages of one burst to onMessage and data$ in order, and renders far less often', async () => {
      const seen: number[] = []
      const mounted = show(at('/feed?rate=0'), { onMessage: (message) => seen.push(seqOf(message)) })
      await phase(mounted, 'open')
      const before = mounted.renders()
      const stream = firstValueFrom((mounted.bound().socket as AnySocket).data$.pipe(take(1000), toArray()))
      mounted.bound().send({ burst: 1000 })
      expect((await stream).map(seqOf)).toEqual(thousand)
      expect(seen).toEqual(thousand)
      await eventually(mounted.text).toMatch(/^open 1 {"seq":1000,/)
      expect(mounted.renders() - before).toBeLessThan(250)
    })

    it("has an effect for each of 1,000 messages where delivery is 'every'", async () => {
      const mounted = show(at('/feed?rate=0'), { delivery: 'every' })
      await phase(mounted, 'open')
      mounted.bound().send({ burst: 1000 })
      await eventually(() => mounted.effects.length).toBe(1000)
      expect(mounted.effects.map(seqOf)).toEqual(thousand)
    })

    it('paints in so many milliseconds where delivery is a number, and at once when told to', async () => {
      const onMessage = vi.fn()
      const mounted = show(at('/echo'), { delivery: 3_600_000, onMessage })
      mounted.bound().send('early')
      await eventually(() => onMessage.mock.lastCall).toEqual(['early'])
      expect(mounted.bound().data).toBe(undefined)
      flushPaint()
      await eventually(mounted.text).toBe('open 1 "early"')
    })

    it('hangs up when unmounted', async () => {
      const mounted = show(at('/echo'))
      await phase(mounted, 'open')
      expect(await connections()).toBe(1)
      mounted.unmount()
      await eventually(connections).toBe(0)
    })

    it('gives up a handshake when unmounted while connecting', async () => {
      await commands.fault(server.id, 'freeze', { path: '/echo', seconds: 60 })
      cleanUp.push(() => commands.fault(server.id, 'clear'))
      const onError = vi.fn()
      const waiting = async () => (await health()).faults?.[0]?.waiting
      const mounted = show(at('/echo'), { onError })
      await eventually(waiting).toBe(1)
      expect(mounted.bound()).toMatchObject({ readyState: 0, state: { phase: 'connecting' } })
      mounted.unmount()
      await eventually(waiting).toBe(0)
      expect(onError).not.toHaveBeenCalled()
    })

    it('dials once for two components with one URL, and hangs up after the second', async () => {
      const url = at('/echo')
      const [one, two] = [show(url), show(url)]
      await Promise.all([phase(one, 'open'), phase(two, 'open')])
      expect(one.bound().socket).toBe(two.bound().socket)
      expect(dialled).toHaveLength(1)
      expect(await connections()).toBe(1)
      one.bound().send('for both')
      await eventually(two.text).toBe('open 1 "for both"')
      one.unmount()
      two.bound().send('still here')
      await eventually(two.text).toBe('open 1 "still here"')
      two.unmount()
      await eventually(connections).toBe(0)
    })

    it('dials for each where sharing is off', async () => {
      const url = at('/echo')
      const [one, two] = [show(url, { share: false }), show(url, { share: false })]
      await Promise.all([phase(one, 'open'), phase(two, 'open')])
      expect(one.bound().socket).not.toBe(two.bound().socket)
      expect(await connections()).toBe(2)
    })

    it('switches to a changed URL, and shows nothing of the old one', async () => {
      const seen: unknown[] = []
      const mounted = show(at('/echo'), { onMessage: (message) => seen.push(message) })
      mounted.bound().send('old')
      await eventually(mounted.text).toBe('open 1 "old"')
      // What this holds ends with the URL it was asked for.
      mounted.bound().open()
      const url = at('/feed?rate=0')
      mounted.setUrl(url)
      await eventually(() => mounted.bound().socket?.url).toBe(url)
      await eventually(mounted.text).toBe('open 1 ')
      await eventually(connections).toBe(1)
      mounted.bound().send({ burst: 1 })
      await eventually(mounted.text).toMatch(/^open 1 {"seq":1,/)
      expect(seen).toEqual(['old', expect.objectContaining({ seq: 1 })])
    })

    it('is off without a URL, and says so to who sends', async () => {
      const mounted = show(null)
      await eventually(mounted.text).toBe('idle -1 ')
      const { socket, send, open, close, reconnect } = mounted.bound()
      expect(socket).toBe(null)
      for (const command of [open, close, reconnect]) expect(() => command()).not.toThrow()
      expect(() => send('nobody')).toThrow(EverwireError)
      expect(() => send('nobody')).toThrow(
        expect.objectContaining({ code: 'usage', message: expect.stringMatching('no URL') }),
      )

      mounted.setUrl(at('/echo'))
      await eventually(() => mounted.bound().socket).not.toBe(null)
      mounted.bound().send('somebody')
      await eventually(mounted.text).toBe('open 1 "somebody"')
      mounted.setUrl(undefined)
      await eventually(mounted.text).toBe('idle -1 ')
      await eventually(connections).toBe(0)
    })

    it('tells of the wait while the server is gone, then sends what was said meanwhile, once and in order', async () => {
      const mortal = await commands.startServer()
      cleanUp.push(() => commands.killServer(mortal.id))
      const seen: unknown[] = []
      const [onClose, onError] = [vi.fn(), vi.fn()]
      const mounted = show(at('/echo', mortal.url), { onMessage: (message) => seen.push(message), onClose, onError })
      await phase(mounted, 'open')

      await commands.killServer(mortal.id)
      await eventually(() => mounted.bound().state).toMatchObject({ phase: 'waiting', delay: 500 })
      expect(mounted.bound().state).toMatchObject({ attempt: expect.any(Number), retryAt: expect.any(Number) })
      expect(onClose).toHaveBeenCalledWith(expect.objectContaining({ code: 1006 }))
      const replaced = mounted.bound().send('never', { replaceKey: 'zero' })
      mounted.bound().send('zero', { replaceKey: 'zero' })
      expect(replaced.status).toBe('dropped')
      for (const line of ['one', 'two', 'three']) expect(mounted.bound().send(line).status).toBe('queued')
      // The second attempt finds nobody, which is an error to be shown.
      await eventually(() => mounted.bound().error?.code).toBe('refused')
      expect(onError).toHaveBeenCalledWith(expect.objectContaining({ code: 'refused' }))

      const again = await commands.startServer({ port: mortal.port })
      cleanUp.push(() => commands.killServer(again.id))
      await eventually(mounted.text).toBe('open 1 "three"')
      mounted.bound().send('end')
      await eventually(mounted.text).toBe('open 1 "end"')
      expect(seen).toEqual(['zero', 'one', 'two', 'three', 'end'])
      expect(mounted.bound().error).toBe(undefined)
    })

    it('closes for all who share, until one opens again', async () => {
      const url = at('/echo')
      const onClose = vi.fn()
      const [one, two] = [show(url), show(url, { onClose })]
      await Promise.all([phase(one, 'open'), phase(two, 'open')])
      one.bound().close(3001, 'enough')
      await eventually(one.text).toBe('closed 3 ')
      await eventually(two.text).toBe('closed 3 ')
      expect(two.bound().state).toMatchObject({ code: 3001, reason: 'enough', wasClean: true })
      expect(two.bound().error).toBe(undefined)
      expect(onClose).toHaveBeenCalledTimes(1)
      expect(onClose).toHaveBeenCalledWith(expect.objectContaining({ code: 3001 }))
      await eventually(connections).toBe(0)

      two.bound().open()
      two.bound().open()
      await Promise.all([phase(one, 'open'), phase(two, 'open')])
      expect(await connections()).toBe(1)
    })

    it.each([
      ['close', (mounted: Mounted) => mounted.bound().close()],
      ['unmounting', (mounted: Mounted) => mounted.unmount()],
    ])('gives back with %s what open() holds', async (_, end) => {
      const mounted = show(at('/echo'))
      await phase(mounted, 'open')
      const socket = mounted.bound().socket as AnySocket & { leased: boolean }
      mounted.bound().open()
      mounted.bound().open()
      end(mounted)
      mounted.unmount()
      await eventually(() => socket.leased).toBe(false)
      await eventually(connections).toBe(0)
    })

    it('ends with an error at a final close code, and starts anew when told to', async () => {
      const onError = vi.fn()
      const mounted = show(at('/echo'), { onError })
      await phase(mounted, 'open')
      await commands.fault(server.id, 'close', { code: 4403, reason: 'forbidden' })
      await eventually(mounted.text).toBe('closed 3 ')
      expect(mounted.bound()).toMatchObject({
        state: { phase: 'closed', code: 4403, reason: 'forbidden' },
        error: { code: 'closed', closeCode: 4403 },
      })
      expect(onError.mock.lastCall?.[0]).toBeInstanceOf(ClosedError)
      expect(dialled).toHaveLength(1)

      mounted.bound().reconnect()
      await eventually(mounted.text).toBe('open 1 ')
      expect(mounted.bound().error).toBe(undefined)
    })
  })
}

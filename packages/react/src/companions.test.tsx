// biome-ignore-all lint/correctness/noComponentHookFactories: each test has a component of its own
import { flushPaint, type MessageLog, type ObservableWebSocket, type Receiving } from '@everwire/core'
import { StrictMode, useEffect } from 'react'
import { flushSync } from 'react-dom'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { eventually } from '../../core/src/testing-tools/binding-contract.ts'
import { expectQuietConsole } from '../../core/src/testing-tools/quiet-console.ts'
import { fakeFeed } from './testing-tools/fake-feed.ts'
import { type Page, render } from './testing-tools/mount.tsx'
import { useWebSocket } from './use-web-socket.ts'
import { useWebSocketEvent } from './use-web-socket-event.ts'
import { useWebSocketMessages } from './use-web-socket-messages.ts'
import { useWebSocketReducer } from './use-web-socket-reducer.ts'

const hundred = Array.from({ length: 100 }, (_, index) => index + 1)
const paint = () => flushSync(flushPaint)

let pages: Page[] = []
const show = (...args: Parameters<typeof render>): Page => {
  const page = render(...args)
  pages.push(page)
  return page
}

expectQuietConsole()

afterEach(() => {
  for (const page of pages) page.unmount()
  pages = []
})

describe('useWebSocketEvent', () => {
  it('calls the handler of the last render for every message, and renders nothing', async () => {
    const feed = fakeFeed<number>()
    const seen: string[] = []
    let renders = 0
    function Listener({ name }: { name: string }) {
      const { socket } = useWebSocket(feed.url, feed.options)
      useWebSocketEvent(socket, 'data', (message) => seen.push(`${name} ${message}`))
      renders++
      return null
    }
    const page = show(<Listener name="a" />)
    await feed.settle()
    feed.server.send('1')
    feed.server.send('2')
    const before = renders
    paint()
    expect(renders).toBe(before)
    page.render(<Listener name="b" />)
    feed.server.send('3')
    expect(seen).toEqual(['a 1', 'a 2', 'b 3'])
    page.unmount()
    await feed.settle()
    expect([feed.server.connections.length, feed.open()]).toEqual([1, 0])
  })

  it('holds the connection for messages, not for what only happens to it, and follows type and socket', async () => {
    const [one, two] = [fakeFeed<number>(), fakeFeed<number>()]
    const sockets = [one, two].map(({ url, options }) => options.registry.get(url, options))
    const handler = vi.fn()
    function Listener({ at, type }: { at: number; type: 'state' | 'data' }) {
      useWebSocketEvent<number, typeof type>(sockets[at] ?? null, type, handler)
      return null
    }
    const page = show(<Listener at={0} type="state" />)
    await one.settle()
    expect(one.server.connections).toHaveLength(0)
    page.render(<Listener at={0} type="data" />)
    await one.settle()
    one.server.send('1')
    expect(handler.mock.calls).toEqual([[1]])
    page.render(<Listener at={1} type="data" />)
    await Promise.all([one.settle(), two.settle()])
    expect([one.open(), two.open()]).toEqual([0, 1])
    two.server.send('2')
    expect(handler.mock.lastCall).toEqual([2])
    page.render(<Listener at={2} type="data" />)
    await two.settle()
    expect(two.open()).toBe(0)
  })

  it('hears the ends of connections across close() and open()', async () => {
    const feed = fakeFeed<number>()
    const codes: number[] = []
    let socket: ObservableWebSocket<number, number> | null = null
    function Listener() {
      ;({ socket } = useWebSocket(feed.url, feed.options))
      useWebSocketEvent(socket, 'close', ({ code }) => codes.push(code))
      return null
    }
    show(<Listener />)
    for (const code of [3001, 3002]) {
      const opened = (socket as ObservableWebSocket<number, number> | null)?.open()
      await feed.settle()
      ;(socket as ObservableWebSocket<number, number> | null)?.close(code)
      await feed.settle()
      opened?.unsubscribe()
    }
    expect(codes).toEqual([3001, 3002])
  })
})

describe('useWebSocketReducer', () => {
  const setUp = () => {
    const feed = fakeFeed<number>()
    return { feed, socket: feed.options.registry.get(feed.url, feed.options) }
  }
  const append = (seen: readonly number[], message: number) => [...seen, message]
  const NONE: readonly number[] = []

  it.each([['StrictMode', StrictMode] as const, ['plain', 'div'] as const])(
    'folds every message of a burst once and in order, and renders once for all of it (%s)',
    async (_, Around) => {
      const { feed, socket } = setUp()
      const rendered: (readonly number[])[] = []
      let committed = 0
      function Sum() {
        const seen = useWebSocketReducer(socket, append, NONE)
        rendered.push(seen)
        return <p ref={() => void committed++}>{seen.length}</p>
      }
      const page = show(
        <Around>
          <Sum />
        </Around>,
      )
      await feed.settle()
      const before = committed
      for (const message of hundred) feed.server.send(String(message))
      paint()
      expect(page.element.textContent).toBe('100')
      expect(rendered.at(-1)).toEqual(hundred)
      expect(new Set(rendered).size).toBe(2)
      expect(committed).toBe(before + 2) // the old ref is told of its end, the new one of the element
      expect(feed.server.connections).toHaveLength(1)
    },
  )

  it("renders each message where delivery is 'every', and at its pace where it is a number", async () => {
    const { feed, socket } = setUp()
    const counts: number[] = []
    function Every() {
      const count = useWebSocketReducer(socket, (count) => count + 1, 0, { delivery: 'every' })
      useEffect(() => void counts.push(count), [count])
      return null
    }
    function Slow() {
      return useWebSocketReducer(socket, (count) => count + 1, 0, { delivery: 3_600_000 })
    }
    show(<Every />)
    const slow = show(<Slow />)
    await feed.settle()
    for (const message of hundred) feed.server.send(String(message))
    await eventually(() => counts.length).toBe(101)
    expect(counts).toEqual([0, ...hundred])
    expect(slow.element.textContent).toBe('0')
    paint()
    expect(slow.element.textContent).toBe('100')
  })

  it('folds with the reducer of the last render, and keeps its state when the rest changes', async () => {
    const { feed, socket } = setUp()
    function Weighted({ weight }: { weight: number }) {
      return useWebSocketReducer(socket, (sum, message) => sum + weight * message, weight, { delivery: weight })
    }
    const page = show(<Weighted weight={1} />)
    await feed.settle()
    feed.server.send('1')
    page.render(<Weighted weight={10} />)
    feed.server.send('1')
    paint()
    expect(page.element.textContent).toBe('12')
  })

  it('starts anew with another socket, and hears the old one no more', async () => {
    const [one, two] = [setUp(), setUp()]
    function Sum({ socket }: { socket: Receiving<number> | null }) {
      return useWebSocketReducer(socket, (sum, message) => sum + message, 0)
    }
    const page = show(<Sum socket={null} />)
    expect(page.element.textContent).toBe('0')
    page.render(<Sum socket={one.socket} />)
    await one.feed.settle()
    one.feed.server.send('1')
    paint()
    expect(page.element.textContent).toBe('1')
    page.render(<Sum socket={two.socket} />)
    expect(page.element.textContent).toBe('0')
    await Promise.all([one.feed.settle(), two.feed.settle()])
    expect(one.feed.open()).toBe(0)
    two.feed.server.send('5')
    paint()
    expect(page.element.textContent).toBe('5')
  })

  it('shows what came between its render and its effects', async () => {
    const { feed, socket } = setUp()
    const lease = socket.open()
    await feed.settle()
    function Late() {
      const sum = useWebSocketReducer(socket, (sum, message) => sum + message, 0)
      return <p ref={(element) => void (element && feed.server.send('7'))}>{sum}</p>
    }
    function Early() {
      return useWebSocketReducer(socket, (sum, message) => sum + message, 0)
    }
    const early = show(<Early />)
    // A ref is attached before effects run: who mounts at that moment misses the message, who was there does not.
    const late = show(<Late />)
    paint()
    expect([early.element.textContent, late.element.textContent]).toEqual(['7', '0'])
    feed.server.send('1')
    paint()
    expect([early.element.textContent, late.element.textContent]).toEqual(['8', '1'])
    lease.unsubscribe()
  })
})

describe('useWebSocketMessages', () => {
  it('has every message up to the limit, counts what left, and renders once for a burst', async () => {
    const feed = fakeFeed<number>()
    const logs: MessageLog<number>[] = []
    function List({ limit }: { limit: number }) {
      const { socket } = useWebSocket(feed.url, feed.options)
      const log = useWebSocketMessages(socket, { limit })
      logs.push(log)
      return (
        <ol>
          {log.items.map((item, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: with `start` it is the item's own number
            <li key={log.start + index}>{item}</li>
          ))}
        </ol>
      )
    }
    const page = show(<List limit={3} />)
    expect(logs.at(-1)).toEqual({ items: [], start: 0, dropped: 0 })
    await feed.settle()
    for (const message of [1, 2]) feed.server.send(String(message))
    paint()
    expect(logs.at(-1)).toEqual({ items: [1, 2], start: 0, dropped: 0 })
    const second = page.element.querySelectorAll('li')[1]
    const renders = logs.length
    for (const message of hundred.slice(2)) feed.server.send(String(message))
    paint()
    expect(logs.length).toBe(renders + 1)
    expect(logs.at(-1)).toEqual({ items: [98, 99, 100], start: 97, dropped: 97 })
    expect(page.element.contains(second ?? null)).toBe(false)
    const last = page.element.querySelectorAll('li')[2]
    feed.server.send('101')
    paint()
    // The key is the message's own, so the element moved with it.
    expect(page.element.querySelectorAll('li')[1]).toBe(last)
    page.render(<List limit={1} />)
    expect(logs.at(-1)?.items).toEqual([99, 100, 101])
  })

  it('is empty without a socket, and empty again with another one', async () => {
    const [one, two] = [fakeFeed<number>(), fakeFeed<number>()]
    function List({ at }: { at: 0 | 1 | undefined }) {
      const feed = at === 0 ? one : two
      const { socket } = useWebSocket(at === undefined ? null : `${feed.url}/${at}`, feed.options)
      return useWebSocketMessages(socket).items.join(' ')
    }
    const page = show(<List at={undefined} />)
    page.render(<List at={0} />)
    await one.settle()
    for (const message of [1, 2]) one.server.send(String(message))
    paint()
    expect(page.element.textContent).toBe('1 2')
    page.render(<List at={1} />)
    expect(page.element.textContent).toBe('')
    await two.settle()
    two.server.send('3')
    paint()
    expect(page.element.textContent).toBe('3')
  })
})

// biome-ignore-all lint/correctness/noComponentHookFactories: each test has a component of its own
import { type Delivery, flushPaint, json, Registry } from '@everwire/core'
import { type ReactNode, useEffect, useLayoutEffect, useState, version } from 'react'
import { version as domVersion, flushSync } from 'react-dom'
import { hydrateRoot } from 'react-dom/client'
import { afterEach, expect, inject, it, vi } from 'vitest'
import { eventually } from '../../core/src/testing-tools/binding-contract.ts'
import { expectQuietConsole } from '../../core/src/testing-tools/quiet-console.ts'
import { WebSocketProvider } from './registry-context.ts'
import { fakeFeed } from './testing-tools/fake-feed.ts'
import { type Page as InPage, render } from './testing-tools/mount.tsx'
import { PAGE_HTML, Page } from './testing-tools/Page.tsx'
import { type UseWebSocketResult, useWebSocket } from './use-web-socket.ts'

const echo = `${inject('serverUrl').replace('http', 'ws')}/echo`
const codec = json<string>()
type Result = UseWebSocketResult<string, string>

let pages: { unmount(): void }[] = []
const show = (node: ReactNode): InPage => {
  const page = render(node)
  pages.push(page)
  return page
}

expectQuietConsole()

afterEach(() => {
  for (const page of pages) page.unmount()
  pages = []
})

it('runs with the React that it is meant for', () => {
  expect(version.split('.')[0]).toBe(inject('reactMajor') ?? '19')
  expect(domVersion).toBe(version)
})

it('does not render for messages that are not read, and still knows the last one', async () => {
  const results: Result[] = []
  const seen: string[] = []
  function Quiet() {
    const result = useWebSocket(`${echo}?quiet`, { codec, onMessage: (message) => seen.push(message) })
    results.push(result)
    return result.state.phase
  }
  show(<Quiet />)
  await eventually(() => results.at(-1)?.state.phase).toBe('open')
  const renders = results.length
  for (const line of ['a', 'b', 'c']) results.at(-1)?.send(line)
  await eventually(() => seen).toEqual(['a', 'b', 'c'])
  flushPaint()
  expect(results).toHaveLength(renders)
  expect(results.at(-1)?.data).toBe('c')

  // From now on it has been read.
  results.at(-1)?.send('d')
  await eventually(() => results.length).toBeGreaterThan(renders)
  expect(results.at(-1)?.data).toBe('d')
})

it('answers the same result until something changed, and functions that stay', async () => {
  const results: Result[] = []
  function Twice({ count }: { count: number }) {
    const result = useWebSocket(`${echo}?same`, { codec, onMessage: () => count })
    results.push(result)
    return result.data
  }
  const page = show(<Twice count={1} />)
  await eventually(() => results.at(-1)?.state.phase).toBe('open')
  const first = results.at(-1)
  page.render(<Twice count={2} />)
  expect(results.at(-1)).toBe(first)

  first?.send('news')
  await eventually(() => page.element.textContent).toBe('news')
  const second = results.at(-1)
  expect(second).not.toBe(first)
  expect(second?.send).toBe(first?.send)
  // A snapshot: who kept the old result keeps what it said.
  expect(first?.state).toBe(second?.state)
})

it('calls the handlers of the last render, over the same connection', async () => {
  const seen: string[] = []
  let dialled = 0
  class Counted extends WebSocket {
    constructor(url: string) {
      super(url)
      dialled++
    }
  }
  let send: Result['send'] | undefined
  function Named({ name }: { name: string }) {
    const onMessage = (message: string) => seen.push(`${name}: ${message}`)
    send = useWebSocket(`${echo}?latest`, { codec, WebSocketCtor: Counted, onMessage }).send
    return null
  }
  const page = show(<Named name="first" />)
  send?.('one')
  await eventually(() => seen).toEqual(['first: one'])
  page.render(<Named name="second" />)
  send?.('two')
  await eventually(() => seen).toEqual(['first: one', 'second: two'])
  expect(dialled).toBe(1)
})

it('switches the connection when key or protocols change', () => {
  let socket: Result['socket'] = null
  function Keyed({ id, protocols }: { id: string; protocols: string[] }) {
    socket = useWebSocket(`${echo}?keyed`, { codec, key: id, protocols }).socket
    return null
  }
  const page = show(<Keyed id="one" protocols={[]} />)
  const first = socket
  page.render(<Keyed id="one" protocols={[]} />)
  expect(socket).toBe(first)
  page.render(<Keyed id="two" protocols={[]} />)
  const second = socket
  expect(second).not.toBe(first)
  page.render(<Keyed id="one" protocols={[]} />)
  expect(socket).toBe(first)

  function Offering({ protocols }: { protocols: string[] }) {
    socket = useWebSocket(`${echo}?offering`, { codec, protocols }).socket
    return null
  }
  page.render(<Offering protocols={['a']} />)
  const offeringA = socket
  page.render(<Offering protocols={['a', 'b']} />)
  expect(socket).not.toBe(offeringA)
})

it('shares below a provider, and with nobody outside of it', () => {
  const sockets: Record<string, Result['socket']> = {}
  function Named({ name }: { name: string }) {
    sockets[name] = useWebSocket(`${echo}?shared`, { codec }).socket
    return null
  }
  show(
    <>
      <Named name="outside" />
      <WebSocketProvider>
        <Named name="one" />
        <Named name="two" />
      </WebSocketProvider>
      <WebSocketProvider registry={new Registry()}>
        <Named name="other" />
      </WebSocketProvider>
    </>,
  )
  expect(sockets.one).toBe(sockets.two)
  expect(new Set(Object.values(sockets)).size).toBe(3)
})

it('keeps its connection where each render gives another registry, and asks the last one for another URL', async () => {
  const [feed, last] = [fakeFeed<string>(), new Registry()]
  const sockets = new Set<unknown>()
  function Inline({ url, registry = new Registry() }: { url: string; registry?: Registry }) {
    const { socket, state } = useWebSocket(url, { ...feed.options, registry })
    sockets.add(socket)
    return state.phase
  }
  const page = show(<Inline url={feed.url} />)
  await feed.settle()
  page.render(<Inline url={feed.url} />)
  expect(page.element.textContent).toBe('open')
  expect([sockets.size, feed.server.connections.length]).toEqual([1, 1])
  const other = `${feed.url}/other`
  page.render(<Inline url={other} registry={last} />)
  expect([...sockets].slice(1)).toEqual([last.get(other, feed.options)])
})

it('holds what a layout effect opens and sends before the connection is made', async () => {
  function Eager() {
    const { data, open, send } = useWebSocket(`${echo}?eager`, { codec })
    useLayoutEffect(() => {
      open()
      send('early')
    }, [open, send])
    return data
  }
  const page = show(<Eager />)
  await eventually(() => page.element.textContent).toBe('early')
})

it('shows the last message on when delivery changes, also one that came meanwhile', async () => {
  const feed = fakeFeed<string>()
  function Paced({ delivery, says }: { delivery: Delivery; says?: string }) {
    const { data } = useWebSocket(feed.url, { ...feed.options, delivery })
    // Attached before the effects run, in which the new delivery takes over.
    return (
      <p key={says} ref={(element) => void (element && says && feed.server.send(JSON.stringify(says)))}>
        {data}
      </p>
    )
  }
  const page = show(<Paced delivery="frame" />)
  const shown = () => page.element.textContent
  await feed.settle()
  feed.server.send('"one"')
  flushSync(flushPaint)
  expect(shown()).toBe('one')
  page.render(<Paced delivery={3_600_000} />)
  expect(shown()).toBe('one')
  page.render(<Paced delivery="every" says="two" />)
  await eventually(shown).toBe('two')
  page.render(<Paced delivery="frame" says="three" />)
  await eventually(shown).toBe('three')
  feed.server.send('"four"')
  flushSync(flushPaint)
  expect(shown()).toBe('four')
  expect(feed.server.connections).toHaveLength(1)
})

it('sees in an effect what has come, although it was never rendered', async () => {
  const seen: unknown[] = []
  let setAsked: (asked: number) => void = () => {}
  let last: Result | undefined
  function Late() {
    const result = useWebSocket(`${echo}?late`, { codec, onMessage: (message) => seen.push(message) })
    const [asked, set] = useState(0)
    setAsked = set
    last = result
    useEffect(() => {
      if (asked) seen.push(`asked: ${result.data}`)
    }, [asked, result])
    return null
  }
  show(<Late />)
  last?.send('hello')
  await eventually(() => seen).toEqual(['hello'])
  await eventually(() => last?.socket?.state.phase).toBe('open')
  flushPaint()
  flushSync(() => setAsked(1))
  expect(seen).toContain('asked: hello')
})

it('hydrates what a server rendered without a mismatch, also where the connection is open already', async () => {
  const url = `${echo}?hydrated`
  const first = show(<Page url={url} />)
  await eventually(() => first.element.textContent).toMatch(/^open 1/)

  const element = document.body.appendChild(document.createElement('div'))
  element.innerHTML = PAGE_HTML
  const onRecoverableError = vi.fn()
  const root = hydrateRoot(element, <Page url={url} />, { onRecoverableError })
  pages.push(root)
  await eventually(() => element.textContent).toBe('open 1 -1 undefined undefined')
  expect(onRecoverableError).not.toHaveBeenCalled()
})

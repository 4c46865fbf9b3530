// biome-ignore-all lint/correctness/noComponentHookFactories: each test has a component of its own
import { Writable } from 'node:stream'
import { json, OptionError, type Receiving, type WebSocketConstructor } from '@everwire/core'
import { version } from 'react'
import { version as domVersion, renderToPipeableStream, renderToString } from 'react-dom/server'
import { afterEach, expect, inject, it, vi } from 'vitest'
import { expectQuietConsole } from '../../core/src/testing-tools/quiet-console.ts'
import useCompat from './compat/index.ts'
import { PAGE_HTML, Page } from './testing-tools/Page.tsx'
import { useWebSocket } from './use-web-socket.ts'
import { useWebSocketEvent } from './use-web-socket-event.ts'
import { useWebSocketMessages } from './use-web-socket-messages.ts'
import { useWebSocketReducer } from './use-web-socket-reducer.ts'

const dial = vi.fn() as unknown as WebSocketConstructor & (() => void)

expectQuietConsole()

afterEach(() => {
  expect(dial).not.toHaveBeenCalled()
})

it('runs with the React that it is meant for', () => {
  expect(version.split('.')[0]).toBe(inject('reactMajor') ?? '19')
  expect(domVersion).toBe(version)
})

it('renders what a page begins with, and dials nothing', async () => {
  expect(renderToString(<Page url="wss://example.com/feed" dial={dial} />)).toBe(PAGE_HTML)
  // A dial would be made in a later task at the latest.
  await new Promise((resolve) => setImmediate(resolve))
})

it('renders the same as a stream', async () => {
  let html = ''
  await new Promise((resolve, reject) => {
    const sink = new Writable({
      write(chunk, _, done) {
        html += chunk
        done()
      },
      final(done) {
        resolve(undefined)
        done()
      },
    })
    const { pipe } = renderToPipeableStream(<Page url="wss://example.com/feed" dial={dial} />, {
      onError: reject,
      onAllReady: () => pipe(sink),
    })
  })
  expect(html).toBe(PAGE_HTML)
})

it('renders what companions begin with', () => {
  function Companions() {
    const { socket } = useWebSocket('wss://example.com/feed', { codec: json<number>(), WebSocketCtor: dial })
    useWebSocketEvent(socket, 'data', dial)
    const every = useWebSocketReducer(socket, (sum, size) => sum + size, 7, { delivery: 'every' })
    const sum = useWebSocketReducer(socket, (sum, size) => sum + size, 8)
    return `${every} ${sum} ${JSON.stringify(useWebSocketMessages(socket))}`
  }
  const html = renderToString(<Companions />).replaceAll('&quot;', '"')
  expect(html).toBe('7 8 {"items":[],"start":0,"dropped":0}')
})

it('renders the hook of react-use-websocket as connecting, and dials nothing', async () => {
  vi.stubGlobal('WebSocket', dial)
  function Compat() {
    const on = useCompat('wss://example.com/feed', { share: true })
    const off = useCompat(null)
    return `${on.readyState} ${off.readyState} ${on.lastMessage} ${on.lastJsonMessage} ${on.getWebSocket()}`
  }
  expect(renderToString(<Compat />)).toBe('0 -1 null null null')
  await new Promise((resolve) => setImmediate(resolve))
  vi.unstubAllGlobals()
})

it('throws a typed error for an option that is none', () => {
  const delivery = 'sometimes' as 'frame'
  function Wrong({ hook }: { hook: (socket: Receiving<number> | null) => unknown }) {
    return String(hook(useWebSocket('wss://example.com', { codec: json<number>() }).socket))
  }
  const wrong = {
    socket: () => useWebSocket('wss://example.com', { delivery }),
    reducer: (socket: Receiving<number> | null) => useWebSocketReducer(socket, (sum) => sum, 0, { delivery }),
    pace: (socket: Receiving<number> | null) => useWebSocketMessages(socket, { delivery }),
    compat: () => useCompat('wss://example.com', { fromSocketIO: true as false }),
    limit: (socket: Receiving<number> | null) => useWebSocketMessages(socket, { limit: 0.5 }),
  }
  for (const hook of Object.values(wrong)) expect(() => renderToString(<Wrong hook={hook} />)).toThrow(OptionError)
})

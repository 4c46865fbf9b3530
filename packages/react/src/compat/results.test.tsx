// What react-use-websocket documents of its arguments and its result, played with it and with ours.
import { accepts, refuses, silent } from '@everwire/core/testing'
import { afterEach, beforeEach, describe, vi } from 'vitest'
import { bothAnswer } from '../testing-tools/stage.tsx'

const url = 'wss://example.com/feed'
const other = 'wss://example.com/other'

beforeEach(() => {
  for (const method of ['warn', 'error'] as const) vi.spyOn(console, method).mockImplementation(() => {})
})

afterEach(() => {
  vi.restoreAllMocks()
})

describe('url', () => {
  bothAnswer(
    'null is off; another one connects anew and forgets what came',
    async ({ show, pass, server, dials }) => {
      const { renders, calls, render } = show(null)
      await pass()
      render(url)
      await pass()
      server.send('1')
      await pass()
      render(other)
      await pass()
      server.send('2')
      await pass()
      render(null)
      await pass()
      return { first: renders[0], last: renders.slice(-2), calls, dials: dials.map(([url]) => url) }
    },
    {
      first: 'UNINSTANTIATED null null',
      last: ['OPEN 2 2', 'CLOSED null null'],
      calls: ['onOpen', 'onMessage 1', 'onClose 1005', 'onOpen', 'onMessage 2', 'onClose 1005'],
      dials: [url, other],
    },
  )

  bothAnswer(
    'a function, at once or later, asked anew for each attempt',
    async ({ show, pass, server, dials }) => {
      let asked = 0
      const now = () => `${url}?${++asked}`
      const later = () => new Promise<string>((resolve) => setTimeout(() => resolve(other), 2000))
      show(now, { shouldReconnect: () => true, reconnectInterval: 1000 })
      const slow = show(later)
      await pass(1500)
      const before = slow.renders.at(-1)
      await pass(1000)
      const after = slow.renders.at(-1)
      server.connections[0]?.drop()
      await pass(1010)
      return { dials: dials.map(([url]) => url), before, after }
    },
    { dials: [`${url}?1`, other, `${url}?2`], before: 'CONNECTING null null', after: 'OPEN null null' },
  )

  bothAnswer(
    'a function that fails ends it',
    async ({ show, pass, dials }) => {
      const { renders } = show(() => Promise.reject(new Error('no token')))
      await pass(60_000)
      return { renders, dials, errors: vi.mocked(console.error).mock.calls.length }
    },
    { renders: ['CONNECTING null null', 'CLOSED null null'], dials: [], errors: 1 },
  )

  bothAnswer(
    'a function that fails is asked again with retryOnError, as often as reconnectAttempts',
    async ({ show, pass }) => {
      let asked = 0
      const failing = () => {
        asked++
        return Promise.reject(new Error('no token'))
      }
      const { calls, renders } = show(failing, { retryOnError: true, reconnectAttempts: 2, reconnectInterval: 1000 })
      await pass(2900)
      return { asked, calls, renders }
    },
    { asked: 3, calls: ['onReconnectStop 2'], renders: ['CONNECTING null null', 'CLOSED null null'] },
  )

  bothAnswer(
    'a function that fails, and then does not',
    async ({ show, pass, dials }) => {
      let asked = 0
      const once = async () => {
        if (++asked === 1) throw new Error('no token')
        return url
      }
      const { renders } = show(once, { retryOnError: true })
      await pass(5010)
      return { dials, renders }
    },
    { dials: [[url, 5]], renders: ['CONNECTING null null', 'OPEN null null'] },
  )

  bothAnswer(
    'one that changes while the one before waits to come back',
    async ({ show, pass, server, dials }) => {
      const options = { retryOnError: true, shouldReconnect: () => true, reconnectInterval: 1000 }
      const { render } = show(url, options)
      await pass(500)
      render(other, options)
      await pass(10_000)
      return { dials, open: server.last.isOpen }
    },
    {
      dials: [
        [url, 0],
        [other, 0.5],
      ],
      open: true,
    },
    refuses(),
    accepts(),
  )

  bothAnswer(
    'one that changes before the connection is made',
    async ({ show, pass, dials }) => {
      const { render, renders } = show(url)
      render(other)
      await pass()
      return { dials, last: renders.at(-1) }
    },
    { dials: [[other, 0]], last: 'OPEN null null' },
  )
})

describe('connect', () => {
  bothAnswer(
    'false is off, before and after',
    async ({ show, pass, server, dials }) => {
      const { renders, render } = show(url, {}, false)
      await pass()
      render(url, {}, true)
      await pass()
      server.send('1')
      await pass()
      render(url, {}, false)
      await pass()
      const isOpen = server.last.isOpen
      render(url, {}, true)
      await pass()
      return { first: renders.slice(0, 3), last: renders.at(-1), isOpen, dials: dials.length }
    },
    {
      first: ['UNINSTANTIATED null null', 'CONNECTING null null', 'OPEN null null'],
      last: 'OPEN null null',
      isOpen: false,
      dials: 2,
    },
  )

  bothAnswer(
    'false begins the count of attempts anew',
    async ({ show, pass, dials }) => {
      const options = { shouldReconnect: () => true, reconnectAttempts: 1, reconnectInterval: 1000 }
      const { render } = show(url, options)
      await pass(10_000)
      render(url, options, false)
      await pass()
      render(url, options, true)
      await pass(10_000)
      return dials.map(([, at]) => at)
    },
    [0, 1, 10, 11],
    refuses(),
  )
})

describe('sendMessage and sendJsonMessage', () => {
  bothAnswer(
    'what is sent before the connection is open waits, unless keep is false; the functions stay the same',
    async ({ show, pass, server }) => {
      const { hook, render } = show(url)
      const { sendMessage, sendJsonMessage, getWebSocket } = hook()
      sendMessage('1')
      sendMessage('lost', false)
      sendJsonMessage({ two: 2 })
      sendJsonMessage('lost too', false)
      await pass(10)
      sendMessage('3', false)
      sendJsonMessage([4], false)
      await pass(10)
      render(other)
      const same = [hook().sendMessage === sendMessage, hook().sendJsonMessage === sendJsonMessage]
      return { received: server.received, same, getter: hook().getWebSocket === getWebSocket }
    },
    { received: ['1', '{"two":2}', '3', '[4]'], same: [true, true], getter: true },
  )

  bothAnswer(
    'what waits goes with the next connection, also to another URL',
    async ({ show, pass, server }) => {
      const { hook, render } = show(url, { shouldReconnect: () => true, reconnectInterval: 1000 })
      hook().sendMessage('1')
      await pass(500)
      hook().sendMessage('2')
      render(other, { shouldReconnect: () => true, reconnectInterval: 1000 })
      await pass(10)
      return [server.last.url, server.last.received]
    },
    [other, ['1', '2']],
    refuses(),
    accepts(),
  )

  bothAnswer(
    'whatever a WebSocket sends',
    async ({ show, pass, server }) => {
      const { hook } = show(url)
      await pass()
      hook().sendMessage(new Uint8Array([1, 2]))
      hook().sendMessage(new Uint8Array([3]).buffer)
      await pass()
      return server.received.map((data) => [...new Uint8Array(data as ArrayBuffer)])
    },
    [[1, 2], [3]],
  )

  bothAnswer(
    'from onOpen, before what waited',
    async ({ show, pass, server }) => {
      const { hook } = show(url, { onOpen: () => hook().sendMessage('hello') })
      hook().sendMessage('waited')
      await pass(10)
      return server.received
    },
    ['hello', 'waited'],
  )
})

describe('getWebSocket', () => {
  bothAnswer(
    'is the WebSocket itself, null before there is one',
    async ({ show, pass, server }) => {
      const { hook, renders } = show(url)
      const before = hook().getWebSocket()
      await pass()
      const webSocket = hook().getWebSocket() as WebSocket
      const binaryType = webSocket.binaryType
      webSocket.send('past the hook')
      await pass()
      webSocket.close(3001, 'enough')
      await pass()
      return {
        before,
        binaryType,
        is: webSocket instanceof WebSocket,
        received: server.received,
        ending: server.last.ending?.code,
        last: renders.at(-1),
        after: hook().getWebSocket() === webSocket,
      }
    },
    {
      before: null,
      binaryType: 'blob',
      is: true,
      received: ['past the hook'],
      ending: 3001,
      last: 'CLOSED null null',
      after: true,
    },
  )

  bothAnswer(
    'is guarded where it is shared',
    async ({ show, pass, server }) => {
      const { hook } = show(url, { share: true })
      await pass()
      const webSocket = hook().getWebSocket() as WebSocket
      webSocket.binaryType = 'arraybuffer'
      webSocket.send('nothing')
      webSocket.close()
      await pass()
      server.send(new Uint8Array([7]))
      await pass()
      return {
        same: hook().getWebSocket() === webSocket,
        url: webSocket.url,
        readyState: webSocket.readyState,
        data: hook().lastMessage?.data instanceof ArrayBuffer,
        received: server.received,
        errors: vi.mocked(console.error).mock.calls.length,
      }
    },
    { same: true, url, readyState: 1, data: true, received: [], errors: 2 },
  )
})

bothAnswer(
  'getWebSocket of a shared connection is another one after coming back',
  async ({ show, pass, server }) => {
    const { hook } = show(url, { share: true, shouldReconnect: () => true, reconnectInterval: 1000 })
    await pass()
    const before = hook().getWebSocket()
    server.drop()
    await pass(1010)
    const after = hook().getWebSocket()
    return { same: before === after, states: [before?.readyState, after?.readyState] }
  },
  { same: false, states: [3, 1] },
)

describe('resetGlobalState', () => {
  bothAnswer(
    'has the next component connect anew, and the others hear nothing more',
    async ({ library, show, pass, server, dials }) => {
      const [old, elsewhere] = [show(url, { share: true }), show(other, { share: true })]
      await pass()
      library.resetGlobalState(url)
      const next = show(url, { share: true })
      await pass()
      server.connections[1]?.send('0')
      server.last.send('1')
      await pass()
      old.unmount()
      await pass()
      const isOpen = server.last.isOpen
      return { dials: dials.map(([url]) => url), old: old.calls, elsewhere: elsewhere.calls, next: next.calls, isOpen }
    },
    {
      dials: [url, other, url],
      old: ['onOpen'],
      elsewhere: ['onOpen', 'onMessage 0'],
      next: ['onOpen', 'onMessage 1'],
      isOpen: true,
    },
  )

  bothAnswer(
    'without a URL means all',
    async ({ library, show, pass, dials }) => {
      show(url, { share: true })
      await pass()
      library.resetGlobalState()
      show(url, { share: true })
      await pass()
      return dials.length
    },
    2,
  )
})

describe('unmounting', () => {
  bothAnswer(
    'closes, and onClose hears of it',
    async ({ show, pass, server }) => {
      const { calls, unmount } = show(url, { shouldReconnect: () => true })
      await pass()
      unmount()
      await pass(60_000)
      return { calls, code: server.last.ending?.code, connections: server.connections.length }
    },
    { calls: ['onOpen', 'onClose 1005'], code: 1005, connections: 1 },
  )

  bothAnswer(
    'while connecting gives the handshake up',
    async ({ show, pass, server }) => {
      const { calls, unmount } = show(url)
      await pass(1000)
      unmount()
      await pass(1000)
      return { last: calls.at(-1), isOpen: server.last.isOpen, dials: server.connections.length }
    },
    { last: 'onClose 1006', isOpen: false, dials: 1 },
    silent(),
  )
})

// Where ours is not as react-use-websocket does, each line of the README's table: what that does, and what ours does.
import { refuses, silent } from '@everwire/core/testing'
import { afterEach, beforeEach, vi } from 'vitest'
import { theyAnswer } from '../testing-tools/stage.tsx'

const url = 'wss://example.com/feed'

beforeEach(() => {
  for (const method of ['warn', 'error'] as const) vi.spyOn(console, method).mockImplementation(() => {})
})

afterEach(() => {
  vi.restoreAllMocks()
})

theyAnswer(
  'a handler that is set on a shared WebSocket',
  async ({ show, pass, server }) => {
    const { hook, calls } = show(url, { share: true })
    await pass()
    const webSocket = hook().getWebSocket() as WebSocket
    let thrown: unknown
    try {
      webSocket.onmessage = () => calls.push('never')
    } catch (error) {
      thrown = error
    }
    server.send('1')
    return { calls, thrown: thrown instanceof TypeError, warnings: vi.mocked(console.warn).mock.calls.length }
  },
  { calls: ['onOpen', 'onMessage 1'], thrown: true, warnings: 1 },
  { calls: ['onOpen', 'onMessage 1'], thrown: false, warnings: 1 },
)

theyAnswer(
  'retryOnError of a shared connection',
  async ({ show, pass, dials }) => {
    const { calls } = show(url, { share: true, retryOnError: true, reconnectAttempts: 1, reconnectInterval: 1000 })
    await pass(60_000)
    return { times: dials.map(([, at]) => at), stop: calls.find((call) => call.startsWith('onReconnectStop')) }
  },
  { times: [0], stop: undefined },
  { times: [0, 1], stop: 'onReconnectStop 1' },
  refuses(),
)

theyAnswer(
  'onReconnectStop where reconnectAttempts is the default',
  async ({ show, pass }) => {
    const { calls } = show(url, { share: true, shouldReconnect: () => true, reconnectInterval: 1 })
    await pass(60_000)
    return calls.filter((call) => call.startsWith('onReconnectStop'))
  },
  ['onReconnectStop undefined'],
  ['onReconnectStop 20'],
  refuses(),
)

theyAnswer(
  'unmounting while connecting',
  async ({ show, pass }) => {
    const { calls, unmount } = show(url)
    await pass(1000)
    unmount()
    await pass(1000)
    return calls
  },
  ['onError error', 'onClose 1006'],
  ['onClose 1006'],
  silent(),
)

theyAnswer(
  'shouldReconnect after unmounting',
  async ({ show, pass }) => {
    const shouldReconnect = vi.fn(() => true)
    const { unmount } = show(url, { shouldReconnect })
    await pass()
    unmount()
    await pass(60_000)
    return shouldReconnect.mock.calls.length
  },
  1,
  0,
)

theyAnswer(
  'resetGlobalState: the connection that is forgotten, and a URL that nobody shares',
  async ({ library, show, pass, server, dials }) => {
    show(url, { share: true })
    await pass()
    library.resetGlobalState('wss://example.com/nobody')
    show(url, { share: true })
    await pass()
    const before = dials.length
    library.resetGlobalState(url)
    // Without a next one, react-use-websocket throws when the ones before are unmounted.
    show(url, { share: true })
    await pass()
    return { dials: before, open: server.connections.filter(({ isOpen }) => isOpen).length }
  },
  { dials: 2, open: 3 },
  { dials: 1, open: 1 },
)

theyAnswer(
  'queryParams behind a query of another form',
  async ({ show, pass, dials }) => {
    show(`${url}?flag`, { queryParams: { a: 1 } })
    await pass()
    return dials[0]?.[0]
  },
  `${url}?flag?a=1`,
  `${url}?flag&a=1`,
)

theyAnswer(
  'the heartbeat of a tab whose timers are held back',
  async ({ show, pass, server }) => {
    show(url, { heartbeat: true })
    await pass(1000)
    vi.setSystemTime(Date.now() + 60_000)
    await pass(5000)
    return { received: server.received, open: server.last.isOpen }
  },
  { received: [], open: false },
  { received: ['ping'], open: true },
)

theyAnswer(
  'sending over a shared connection that another component brought back',
  async ({ show, pass, server }) => {
    show(url, { share: true, shouldReconnect: () => true, reconnectInterval: 1000 })
    await pass()
    const along = show(url, { share: true })
    await pass()
    server.drop()
    await pass(1010)
    along.hook().sendMessage('hello')
    await pass(10)
    return { received: server.received, readyState: along.hook().getWebSocket()?.readyState }
  },
  { received: [], readyState: 3 },
  { received: ['hello'], readyState: 1 },
)

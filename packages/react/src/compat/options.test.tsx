// Every option that react-use-websocket documents, played with it and with ours.
import { OptionError } from '@everwire/core'
import { accepts, answers, closesWith, refuses } from '@everwire/core/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { bothAnswer } from '../testing-tools/stage.tsx'
import { Heartbeat } from './heartbeat.ts'
import { checkOptions } from './options.ts'

const url = 'wss://example.com/feed'
const warnings = () => vi.mocked(console.warn).mock.calls.length

beforeEach(() => {
  for (const method of ['warn', 'error'] as const) vi.spyOn(console, method).mockImplementation(() => {})
})

afterEach(() => {
  vi.restoreAllMocks()
})

bothAnswer(
  'onOpen, onMessage, onClose: a render for each message, and no reconnection',
  async ({ show, pass, server, dials }) => {
    const { renders, calls } = show(url)
    await pass()
    server.send('1')
    await pass()
    server.send('{"two":2}')
    await pass()
    server.close(1000)
    await pass(60_000)
    return { renders, calls, dials }
  },
  {
    renders: [
      'CONNECTING null null',
      'OPEN null null',
      'OPEN 1 1',
      'OPEN {"two":2} {"two":2}',
      'CLOSED {"two":2} {"two":2}',
    ],
    calls: ['onOpen', 'onMessage 1', 'onMessage {"two":2}', 'onClose 1000'],
    dials: [[url, 0]],
  },
)

bothAnswer(
  'a render for each message, also of a burst in one task',
  async ({ show, pass, server }) => {
    const { renders } = show(url)
    await pass()
    for (const message of ['1', '2', '3']) server.send(message)
    await pass()
    return renders.slice(2)
  },
  ['OPEN 1 1', 'OPEN 2 2', 'OPEN 3 3'],
)

bothAnswer(
  'onError and onClose for a connection that was refused',
  async ({ show, pass, dials }) => {
    const { renders, calls } = show(url)
    await pass(60_000)
    return { renders, calls, dials }
  },
  {
    renders: ['CONNECTING null null', 'CLOSED null null'],
    calls: ['onError error', 'onClose 1006'],
    dials: [[url, 0]],
  },
  refuses(),
)

bothAnswer(
  'handlers of the last render',
  async ({ show, pass, server }) => {
    const seen: string[] = []
    const named = (name: string) => ({ onMessage: ({ data }: MessageEvent) => void seen.push(`${name} ${data}`) })
    const { render } = show(url, named('first'))
    await pass()
    server.send('1')
    render(url, named('second'))
    server.send('2')
    await pass()
    return { seen, connections: server.connections.length }
  },
  { seen: ['first 1', 'second 2'], connections: 1 },
)

describe('share', () => {
  bothAnswer(
    'false, the default: a connection for each',
    async ({ show, pass, server }) => {
      show(url)
      show(url)
      await pass()
      return server.connections.length
    },
    2,
  )

  bothAnswer(
    'true: one connection, closed after the last has gone',
    async ({ show, pass, server, dials }) => {
      const one = show(url, { share: true })
      await pass()
      const two = show(url, { share: true })
      two.hook().sendMessage('early')
      await pass()
      server.send('1')
      await pass()
      one.hook().sendMessage('from one')
      two.hook().sendMessage('from two')
      one.unmount()
      await pass()
      const stillOpen = server.last.isOpen
      server.send('2')
      await pass()
      two.unmount()
      await pass()
      const { received, ending } = server.last
      return { dials, stillOpen, received, code: ending?.code, one: one.calls, two: two.calls, shown: two.renders }
    },
    {
      dials: [[url, 0]],
      stillOpen: true,
      received: ['early', 'from one', 'from two'],
      code: 1005,
      one: ['onOpen', 'onMessage 1'],
      two: ['onMessage 1', 'onMessage 2', 'onClose 1005'],
      shown: ['CONNECTING null null', 'OPEN null null', 'OPEN 1 1', 'OPEN 2 2'],
    },
  )

  bothAnswer(
    'true: who comes back brings the others along, and each counts for itself',
    async ({ show, pass, server, dials }) => {
      const back = show(url, { share: true, shouldReconnect: () => true, reconnectInterval: 1000 })
      await pass()
      const along = show(url, { share: true })
      await pass()
      server.drop()
      await pass(1010)
      server.send('1')
      await pass()
      return { dials, back: back.renders.slice(1), along: along.renders.slice(1), open: server.last.isOpen }
    },
    {
      dials: [
        [url, 0],
        [url, 1],
      ],
      back: ['OPEN null null', 'CLOSED null null', 'CONNECTING null null', 'OPEN null null', 'OPEN 1 1'],
      along: ['OPEN null null', 'CLOSED null null', 'OPEN null null', 'OPEN 1 1'],
      open: true,
    },
  )

  bothAnswer(
    'true: several that come back share one connection again',
    async ({ show, pass, server, dials }) => {
      const options = { share: true, shouldReconnect: () => true, reconnectInterval: 1000 }
      const pages = [show(url, options), show(url, options)]
      await pass()
      server.drop()
      await pass(1010)
      server.send('1')
      await pass()
      return { dials, last: pages.map(({ renders }) => renders.at(-1)) }
    },
    {
      dials: [
        [url, 0],
        [url, 1],
      ],
      last: ['OPEN 1 1', 'OPEN 1 1'],
    },
  )
})

describe('shouldReconnect, reconnectAttempts, reconnectInterval, onReconnectStop', () => {
  bothAnswer(
    'defaults: 20 attempts, 5 s apart',
    async ({ show, pass, dials }) => {
      const { calls, renders } = show(url, { shouldReconnect: () => true })
      await pass(200_000)
      const stops = calls.filter((call) => call.startsWith('onReconnectStop'))
      return { times: dials.map(([, at]) => at), stops, last: renders.at(-1), warnings: warnings() }
    },
    {
      times: Array.from({ length: 21 }, (_, index) => index * 5),
      stops: ['onReconnectStop 20'],
      last: 'CLOSED null null',
      warnings: 1,
    },
    refuses(),
  )

  bothAnswer(
    'a number of attempts, and a function of how many were made',
    async ({ show, pass, dials }) => {
      const asked: number[] = []
      const { calls } = show(url, {
        shouldReconnect: () => true,
        reconnectAttempts: 3,
        reconnectInterval(attempt) {
          asked.push(attempt)
          return 1000 * 2 ** attempt
        },
      })
      await pass(60_000)
      return { asked, times: dials.map(([, at]) => at), last: calls.at(-1) }
    },
    { asked: [0, 1, 2], times: [0, 1, 3, 7], last: 'onReconnectStop 3' },
    refuses(),
  )

  bothAnswer(
    'the count begins anew with each connection that opened',
    async ({ show, pass, dials }) => {
      const { calls } = show(url, { shouldReconnect: () => true, reconnectAttempts: 2, reconnectInterval: 1000 })
      await pass(60_000)
      return { times: dials.map(([, at]) => at), last: calls.at(-1) }
    },
    { times: [0, 1, 2, 12, 13], last: 'onReconnectStop 2' },
    refuses(),
    refuses(),
    closesWith(1001, 'later', { after: 9000 }),
    refuses(),
  )

  bothAnswer(
    'is asked with the close event, and may say no',
    async ({ show, pass, dials }) => {
      const asked: number[] = []
      show(url, {
        shouldReconnect({ code }) {
          asked.push(code)
          return code !== 4001
        },
        reconnectInterval: 1000,
      })
      await pass(60_000)
      return { asked, dials: dials.length }
    },
    { asked: [1012, 4001], dials: 2 },
    closesWith(1012, 'restart'),
    closesWith(4001, 'no'),
  )

  bothAnswer(
    'nothing follows when the component has gone meanwhile',
    async ({ show, pass, dials }) => {
      const { unmount } = show(url, { shouldReconnect: () => true })
      await pass(1000)
      unmount()
      await pass(60_000)
      return dials.length
    },
    1,
    refuses(),
  )
})

describe('retryOnError', () => {
  bothAnswer(
    'true: comes back after errors',
    async ({ show, pass, dials }) => {
      const { calls } = show(url, { retryOnError: true, reconnectAttempts: 2, reconnectInterval: 1000 })
      await pass(60_000)
      return { calls, times: dials.map(([, at]) => at) }
    },
    {
      calls: [
        ...Array.from({ length: 2 }, () => ['onError error', 'onClose 1006']).flat(),
        'onError error',
        'onReconnectStop 2',
        'onClose 1006',
      ],
      times: [0, 1, 2],
    },
    refuses(),
  )

  bothAnswer(
    'with shouldReconnect: still one attempt at a time',
    async ({ show, pass, dials }) => {
      const { calls } = show(url, {
        retryOnError: true,
        shouldReconnect: () => true,
        reconnectAttempts: 2,
        reconnectInterval: 1000,
      })
      await pass(60_000)
      return { times: dials.map(([, at]) => at), stops: calls.filter((call) => call.startsWith('onReconnectStop')) }
    },
    // For the error, and for the end.
    { times: [0, 1, 2], stops: ['onReconnectStop 2', 'onReconnectStop 2'] },
    refuses(),
  )
})

describe('filter', () => {
  bothAnswer(
    'decides what is shown, not what onMessage gets; only true is yes',
    async ({ show, pass, server }) => {
      const { renders, calls } = show(url, {
        filter: ({ data }) => (data === '2' ? true : ((data === '3' && 1) as boolean)),
      })
      await pass()
      for (const message of ['1', '2', '3']) {
        server.send(message)
        await pass()
      }
      return { renders, calls }
    },
    {
      renders: ['CONNECTING null null', 'OPEN null null', 'OPEN 2 2'],
      calls: ['onOpen', 'onMessage 1', 'onMessage 2', 'onMessage 3'],
    },
  )
})

describe('disableJson', () => {
  bothAnswer(
    'true: lastJsonMessage stays null; otherwise what is no JSON is an empty object, and always the same',
    async ({ show, pass, server }) => {
      const [plain, json] = [show(url, { disableJson: true }), show(url)]
      await pass()
      const empty: unknown[] = []
      for (const message of ['{"a":1}', 'text', 'more']) {
        server.send(message)
        await pass()
        empty.push(json.hook().lastJsonMessage)
      }
      return { plain: plain.renders.slice(2), json: json.renders.slice(2), same: empty[1] === empty[2] }
    },
    {
      plain: ['OPEN {"a":1} null', 'OPEN text null', 'OPEN more null'],
      json: ['OPEN {"a":1} {"a":1}', 'OPEN text {}', 'OPEN more {}'],
      same: true,
    },
  )
})

describe('queryParams', () => {
  bothAnswer(
    'are put behind the URL, and others connect anew',
    async ({ show, pass, dials, server }) => {
      const first = show(url, { queryParams: { user_id: 1, room_id: 5 } })
      await pass()
      first.render(url, { queryParams: { user_id: 1, room_id: 5 } })
      await pass()
      first.render(url, { queryParams: { user_id: 2 } })
      await pass()
      show(`${url}?a=b`, { queryParams: { c: 'd' } })
      await pass()
      return { urls: dials.map(([url]) => url), open: server.connections.map(({ isOpen }) => isOpen) }
    },
    {
      urls: [`${url}?user_id=1&room_id=5`, `${url}?user_id=2`, `${url}?a=b&c=d`],
      open: [false, true, true],
    },
  )
})

describe('protocols', () => {
  bothAnswer(
    'are offered',
    async ({ show, pass, server }) => {
      const pages = [show(url, { protocols: 'one' }), show(url, { protocols: ['a', 'b'] })]
      await pass()
      return {
        offered: server.connections.map(({ protocols }) => protocols),
        chosen: pages.map(({ hook }) => hook().getWebSocket()?.protocol),
      }
    },
    { offered: [['one'], ['a', 'b']], chosen: ['one', 'b'] },
    accepts(),
    accepts({ protocol: 'b' }),
  )
})

describe('heartbeat', () => {
  const pong = answers((data) => (data === 'ping' ? 'pong' : undefined))

  bothAnswer(
    'true: a ping after 25 s of silence, and the answer is a message',
    async ({ show, pass, server }) => {
      const { calls, renders } = show(url, { heartbeat: true })
      await pass(60_000)
      return { received: server.received, calls, last: renders.at(-1), warnings: warnings() }
    },
    {
      received: ['ping', 'ping'],
      calls: ['onOpen', 'onMessage pong', 'onMessage pong'],
      last: 'OPEN pong {}',
      warnings: 0,
    },
    pong,
  )

  bothAnswer(
    'message, interval, returnMessage: the answer is not shown',
    async ({ show, pass, server }) => {
      let count = 0
      const { calls, renders } = show(url, {
        heartbeat: { message: () => `beat ${++count}`, returnMessage: 'alive', interval: 1000 },
      })
      await pass(2500)
      server.send('news')
      await pass(900)
      return { received: server.received, calls, renders: renders.slice(2) }
    },
    {
      received: ['beat 1', 'beat 2'],
      calls: ['onOpen', 'onMessage alive', 'onMessage alive', 'onMessage news'],
      renders: ['OPEN news {}'],
    },
    answers(() => 'alive'),
  )

  bothAnswer(
    'timeout: a silent connection is closed',
    async ({ show, pass, server, dials }) => {
      const { calls } = show(url, {
        heartbeat: { message: 'hello', timeout: 5000, interval: 2000 },
        shouldReconnect: () => true,
        reconnectInterval: 1000,
      })
      await pass(4900)
      const before = server.last.isOpen
      await pass(400)
      return { received: server.received, before, after: server.last.isOpen, calls, warnings: warnings(), dials }
    },
    {
      received: ['hello', 'hello'],
      before: true,
      after: false,
      calls: ['onOpen', 'onClose 1005'],
      warnings: 1,
      dials: [[url, 0]],
    },
  )

  bothAnswer(
    'of who came first counts for all who share',
    async ({ show, pass, server }) => {
      const heartbeat = { interval: 1000, returnMessage: 'pong' }
      const first = show(url, { share: true, heartbeat })
      const second = show(url, { share: true })
      await pass(1500)
      return { received: server.received, first: first.renders.length, second: second.renders.length }
    },
    { received: ['ping'], first: 2, second: 2 },
    pong,
  )

  // Of ours alone: react-use-websocket closes the connection of a hidden tab, whose timers are held back to one a minute.
  it('takes nothing for silence that it could not look at, and then asks', async () => {
    vi.useFakeTimers()
    const webSocket = { readyState: 1, send: vi.fn(), close: vi.fn() }
    const heartbeat = new Heartbeat({})
    heartbeat.start(webSocket as never)
    vi.setSystemTime(Date.now() + 120_000)
    await vi.advanceTimersByTimeAsync(2500)
    expect(webSocket.send).toHaveBeenCalledWith('ping')
    expect(webSocket.close).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(35_000)
    expect(webSocket.close).toHaveBeenCalled()
    expect(vi.getTimerCount()).toBe(0)
    vi.useRealTimers()
  })
})

describe('skipAssert', () => {
  bothAnswer(
    'true: any WebSocket is taken',
    async ({ show, pass, server }) => {
      const { hook } = show(url, { skipAssert: true })
      await pass()
      hook().sendMessage('1')
      await pass()
      return server.received
    },
    ['1'],
  )
})

it.each([
  { fromSocketIO: true },
  { eventSourceOptions: { withCredentials: true } },
  { heartbeat: { interval: 0 } },
  { heartbeat: { timeout: Number.NaN } },
])('throws a typed error for what there is not: %j', (options) => {
  expect(() => checkOptions(options as never)).toThrow(OptionError)
})

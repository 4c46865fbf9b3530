// Each line of the guide from react-use-websocket to the main import, in the README, seen on both sides.
import { json, type RawBindingOptions, Registry } from '@everwire/core'
import { accepts, answers, latency, refuses } from '@everwire/core/testing'
import peer, { type Options as TheirOptions } from 'react-use-websocket'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { onStage, type Stage } from '../testing-tools/migration.tsx'
import { useWebSocket } from '../use-web-socket.ts'
import { useWebSocketMessages } from '../use-web-socket-messages.ts'
import { useWebSocketReducer } from '../use-web-socket-reducer.ts'

// It is CommonJS, whose exports together are the default of what imports it here.
const { default: usePeer } = peer as unknown as { default: typeof peer }

const url = 'wss://example.com/feed'
interface Quote {
  price: number
}

const theirs = (stage: Stage, options?: TheirOptions) => stage.use(() => usePeer(url, options))
const ours = (stage: Stage, options?: RawBindingOptions) => stage.use(() => useWebSocket(url, options))
const isOpen = ({ server }: Stage) => server.connections.map(({ isOpen }) => isOpen)
const times = ({ dials }: Stage) => dials.map(([, at]) => at)

// It warns of what it gives up.
beforeEach(() => void vi.spyOn(console, 'warn').mockImplementation(() => {}))
afterEach(() => void vi.restoreAllMocks())

it('a connection a component there, one for all here', async () => {
  const opened = (start: (stage: Stage) => unknown) =>
    onStage(async (stage) => {
      start(stage)
      start(stage)
      await stage.pass()
      return isOpen(stage)
    })
  expect(await opened(theirs)).toEqual([true, true])
  expect(await opened(ours)).toEqual([true])
})

it('a function as URL is a function as query, asked at each attempt', async () => {
  const dialled = (start: (stage: Stage, token: () => Promise<string>) => unknown) =>
    onStage(async (stage) => {
      let count = 0
      start(stage, async () => `t${count++}`)
      await stage.pass()
      stage.server.drop()
      await stage.pass(2000)
      return stage.dials.map(([url]) => new URL(url).search)
    })
  const theirFeed = (stage: Stage, token: () => Promise<string>) => {
    const fresh = async () => `${url}?token=${await token()}`
    stage.use(() => usePeer(fresh, { shouldReconnect: () => true, reconnectInterval: 1000 }))
  }
  const ourFeed = (stage: Stage, token: () => Promise<string>) =>
    stage.use(() => useWebSocket(url, { query: async () => ({ token: await token() }), reconnect: () => 1000 }))
  expect(await dialled(theirFeed)).toEqual(['?token=t0', '?token=t1'])
  expect(await dialled(ourFeed)).toEqual(['?token=t0', '?token=t1'])
})

it('connect: false is null as the URL', async () => {
  const turned = (feed: (connect: boolean) => () => { readyState: number }) =>
    onStage(async (stage) => {
      const { hook, render } = stage.use(feed(false))
      await stage.pass(2000)
      const off = [hook().readyState, stage.dials.length]
      render(feed(true))
      await stage.pass()
      const on = [hook().readyState, isOpen(stage)]
      render(feed(false))
      await stage.pass(2000)
      return [off, on, isOpen(stage)]
    })
  const expected = [[-1, 0], [1, [true]], [false]]
  expect(await turned((connect) => () => usePeer(url, {}, connect))).toEqual(expected)
  expect(await turned((connect) => () => useWebSocket(connect ? url : null))).toEqual(expected)
})

it('lastMessage is the event, null before; data the message, undefined before, once a frame', async () => {
  const bytes = new Uint8Array([1])
  const shown = (use: (stage: Stage) => { renders: readonly unknown[] }) =>
    onStage(async (stage) => {
      const { renders } = use(stage)
      await stage.pass()
      for (const message of ['a', 'b', bytes]) stage.server.send(message)
      await stage.pass(100)
      return [...new Set(renders)]
    })
  const dataOf = (event: MessageEvent | null) => (event ? event.data : event)
  expect(await shown((stage) => stage.use(() => dataOf(usePeer(url).lastMessage)))).toEqual([
    null,
    'a',
    'b',
    expect.any(Blob),
  ])
  expect(await shown((stage) => stage.use(() => useWebSocket(url).data))).toEqual([undefined, bytes.buffer])
})

it('lastJsonMessage is data with a codec, which tells onError of what is no JSON', async () => {
  const seen = <T,>(use: (stage: Stage) => { renders: readonly T[] }) =>
    onStage(async (stage) => {
      const { renders } = use(stage)
      await stage.pass()
      for (const message of ['{"price":1}', 'bad']) {
        stage.server.send(message)
        await stage.pass(100)
      }
      return renders.at(-1)
    })
  const errors: string[] = []
  const onError = ({ name }: Error) => void errors.push(name)
  expect(await seen((stage) => stage.use(() => usePeer(url).lastJsonMessage))).toEqual({})
  const typed = () => useWebSocket(url, { codec: json<Quote, unknown>(), onError }).data
  expect(await seen((stage) => stage.use(typed))).toEqual({ price: 1 })
  expect(errors).toEqual(['DecodeError'])
})

it('a log is bounded, and misses nothing of a burst', async () => {
  await onStage(async (stage) => {
    const { hook } = stage.use(() => useWebSocketMessages(useWebSocket(url).socket, { limit: 2 }))
    await stage.pass()
    for (const message of ['a', 'b', 'c']) stage.server.send(message)
    await stage.pass(100)
    expect(hook()).toEqual({ items: ['b', 'c'], start: 1, dropped: 1 })
  })
})

it('sendMessage is send, and its false a look at readyState', async () => {
  await onStage(async (stage) => {
    const { hook } = theirs(stage)
    hook().sendMessage('kept')
    hook().sendMessage('lost', false)
    hook().sendJsonMessage({ price: 1 })
    await stage.pass(100)
    hook().sendMessage('now', false)
    await stage.pass(100)
    expect(stage.server.received).toEqual(['kept', '{"price":1}', 'now'])
  }, latency(10))
  await onStage(async (stage) => {
    const { hook } = stage.use(() => useWebSocket(url, { codec: json<Quote, unknown>() }))
    const sendNow = (message: unknown) => {
      if (hook().readyState === 1) hook().send(message)
    }
    const receipt = hook().send('kept')
    sendNow('lost')
    hook().send({ price: 1 })
    await stage.pass(100)
    sendNow('now')
    await stage.pass(100)
    expect(stage.server.received).toEqual(['"kept"', '{"price":1}', '"now"'])
    expect(receipt.status).toBe('sent')
  }, latency(10))
})

it('the queue has no bound there, and one here', async () => {
  const many = Array.from({ length: 1025 }, (_, index) => String(index))
  await onStage(async (stage) => {
    const { hook } = theirs(stage)
    expect(() => many.map((message) => hook().sendMessage(message))).not.toThrow()
  })
  await onStage(async (stage) => {
    const { hook } = ours(stage)
    expect(() => many.map((message) => hook().send(message))).toThrow(
      expect.objectContaining({ name: 'QueueOverflowError' }),
    )
  })
})

it('sending comes back to a server that closed here, and waits there for who reconnects', async () => {
  await onStage(async (stage) => {
    const { hook } = theirs(stage)
    await stage.pass()
    stage.server.drop()
    await stage.pass(100)
    hook().sendMessage('late')
    await stage.pass(60_000)
    expect([stage.dials.length, stage.server.received]).toEqual([1, []])
  })
  await onStage(async (stage) => {
    const { hook } = ours(stage, { reconnect: false })
    await stage.pass()
    stage.server.drop()
    await stage.pass(100)
    hook().send('late')
    await stage.pass(100)
    expect([stage.dials.length, stage.server.received]).toEqual([2, ['late']])
  })
})

it('readyState is 3 also while waiting; state says until when, and why', async () => {
  await onStage(async (stage) => {
    const { hook } = theirs(stage, { shouldReconnect: () => true, reconnectInterval: 5000 })
    await stage.pass()
    stage.server.drop()
    await stage.pass(1000)
    expect(hook().readyState).toBe(3)
  })
  await onStage(async (stage) => {
    const { hook } = ours(stage, { reconnect: () => 5000 })
    await stage.pass()
    stage.server.drop()
    await stage.pass(1000)
    expect(hook().readyState).toBe(3)
    const state = { phase: 'waiting', retryAt: Date.now() + 4000, cause: { type: 'closed', code: 1006 } }
    expect(hook().state).toMatchObject(state)
  })
})

it('getWebSocket() is another one after each reconnection; socket stays, and its raw is that', async () => {
  await onStage(async (stage) => {
    const { hook } = theirs(stage, { shouldReconnect: () => true, reconnectInterval: 1000 })
    await stage.pass()
    const first = hook().getWebSocket()
    stage.server.drop()
    await stage.pass(2000)
    expect(hook().getWebSocket()).toMatchObject({ url, readyState: 1 })
    expect(hook().getWebSocket()).not.toBe(first)
  })
  await onStage(async (stage) => {
    const { hook } = ours(stage, { reconnect: () => 1000 })
    await stage.pass()
    const { socket } = hook()
    const first = socket?.raw
    stage.server.drop()
    await stage.pass(2000)
    expect(hook().socket).toBe(socket)
    expect(socket?.raw).toMatchObject({ url, readyState: 1 })
    expect(socket?.raw).not.toBe(first)
  })
})

it('attempts count from 1 again at each open there, after 5 s of open here', async () => {
  const dialled = (start: (stage: Stage) => unknown, open: number) =>
    onStage(
      async (stage) => {
        start(stage)
        await stage.pass()
        stage.server.drop()
        await stage.pass(2500)
        await stage.pass(open)
        stage.server.drop()
        await stage.pass(10_000)
        return stage.dials.length
      },
      accepts(),
      refuses(),
      accepts(),
      refuses(),
    )
  const retrying = (stage: Stage) =>
    theirs(stage, { shouldReconnect: () => true, reconnectAttempts: 2, reconnectInterval: 1000 })
  const policy = (stage: Stage) => ours(stage, { reconnect: (attempt) => (attempt > 2 ? 'stop' : 1000) })
  expect([await dialled(retrying, 100), await dialled(policy, 100), await dialled(policy, 6000)]).toEqual([5, 3, 5])
})

it('nothing comes back there unless it is asked to; here all but some close codes', async () => {
  const dials = (start: (stage: Stage) => unknown, end: (stage: Stage) => void) =>
    onStage(async (stage) => {
      start(stage)
      await stage.pass()
      end(stage)
      await stage.pass(10_000)
      return stage.dials.length
    }, accepts())
  const drop = ({ server }: Stage) => server.drop()
  const forbid = ({ server }: Stage) => server.close(4403)
  const asked = (stage: Stage) => theirs(stage, { shouldReconnect: () => true })
  expect([await dials(theirs, drop), await dials(asked, drop), await dials(asked, forbid)]).toEqual([1, 2, 2])
  const told = (stage: Stage) => ours(stage, { closeCodes: { 4403: 'retry' } })
  expect([await dials(ours, drop), await dials(ours, forbid), await dials(told, forbid)]).toEqual([2, 1, 2])
})

it('reconnectAttempts and reconnectInterval are a policy, onReconnectStop a ClosedError', async () => {
  const stops: unknown[] = []
  const dialled = (start: (stage: Stage) => unknown) =>
    onStage(async (stage) => {
      start(stage)
      await stage.pass(30_000)
      return times(stage)
    }, refuses())
  const retrying = (stage: Stage) =>
    theirs(stage, {
      retryOnError: true,
      reconnectAttempts: 3,
      reconnectInterval: 5000,
      onReconnectStop: (attempts) => stops.push(attempts),
    })
  const policy = (stage: Stage) =>
    ours(stage, {
      reconnect: (attempt) => (attempt > 3 ? 'stop' : 5000),
      onError: ({ name }) => name === 'ClosedError' && stops.push(name),
    })
  expect(await dialled(retrying)).toEqual([0, 5, 10, 15])
  expect(await dialled(policy)).toEqual([0, 5, 10, 15])
  expect(stops).toEqual([3, 'ClosedError'])
})

it('handlers are told events there; here the event, the message or the error, and nothing of what was left', async () => {
  const [there, here]: [unknown[], unknown[]] = [[], []]
  const scene = (start: (stage: Stage) => { unmount(): void }) =>
    onStage(
      async (stage) => {
        const { unmount } = start(stage)
        await stage.pass(1500)
        stage.server.send('hello')
        await stage.pass()
        unmount()
        await stage.pass(2000)
        expect(isOpen(stage)).toEqual([false, false])
      },
      refuses(),
      accepts(),
    )
  await scene((stage) =>
    theirs(stage, {
      shouldReconnect: () => true,
      reconnectInterval: 1000,
      onOpen: ({ type }) => there.push(type),
      onMessage: ({ type, data }) => there.push(`${type} ${data}`),
      onError: ({ type }) => there.push(type),
      onClose: ({ type, code }) => there.push(`${type} ${code}`),
    }),
  )
  await scene((stage) =>
    ours(stage, {
      reconnect: () => 1000,
      onOpen: (event) => here.push((event as Event).type),
      onMessage: (message) => here.push(message),
      onError: ({ name, code, cause }) => here.push(`${name} ${code} ${(cause as Event).type}`),
      onClose: ({ type, code }) => here.push(`${type} ${code}`),
    }),
  )
  expect(there).toEqual(['error', 'close 1006', 'open', 'message hello', 'close 1005'])
  expect(here).toEqual(['EverwireError refused error', 'close 1006', 'open', 'hello'])
})

it('filter is a reducer', async () => {
  const send = async (stage: Stage) => {
    await stage.pass()
    for (const price of [1, 20, 3]) stage.server.send(`{"price":${price}}`)
    await stage.pass(100)
  }
  await onStage(async (stage) => {
    const { hook } = theirs(stage, { filter: ({ data }) => JSON.parse(data).price > 10 })
    await send(stage)
    expect(hook().lastJsonMessage).toEqual({ price: 20 })
  })
  await onStage(async (stage) => {
    const wanted = ({ price }: Quote) => price > 10
    const { hook } = stage.use(() => {
      const { socket } = useWebSocket(url, { codec: json<Quote, unknown>() })
      return useWebSocketReducer(socket, (last: Quote | null, quote) => (wanted(quote) ? quote : last), null)
    })
    await send(stage)
    expect(hook()).toEqual({ price: 20 })
  })
})

it('queryParams is query, encoded', async () => {
  const search = (start: (stage: Stage) => unknown) =>
    onStage(async (stage) => {
      start(stage)
      await stage.pass()
      return stage.dials[0]?.[0].slice(url.length)
    })
  expect(await search((stage) => theirs(stage, { queryParams: { a: 'x&y' } }))).toBe('?a=x&y')
  expect(await search((stage) => ours(stage, { query: { a: 'x&y' } }))).toBe('?a=x%26y')
})

it('heartbeat: its answer is no message, it is sent at each interval, and who does not answer is left', async () => {
  const pongs = answers((data) => (data === 'ping' ? 'pong' : undefined))
  const played = (start: (stage: Stage, messages: unknown[]) => unknown, behaviour = pongs) =>
    onStage(async (stage) => {
      const messages: unknown[] = []
      start(stage, messages)
      await stage.pass(2500)
      stage.server.send('hello')
      await stage.pass(8000)
      return { pings: stage.server.received.length, messages, open: isOpen(stage)[0] }
    }, behaviour)
  const theirFeed = (stage: Stage, messages: unknown[]) =>
    theirs(stage, {
      heartbeat: { message: 'ping', returnMessage: 'pong', interval: 2000, timeout: 5000 },
      onMessage: ({ data }) => messages.push(data),
    })
  const ourFeed = (stage: Stage, messages: unknown[]) =>
    ours(stage, {
      heartbeat: { message: 'ping', reply: (data) => data === 'pong', interval: 2000, timeout: 5000 },
      reconnect: false,
      onMessage: (message) => messages.push(message),
    })
  expect(await played(theirFeed)).toEqual({
    pings: 4,
    messages: ['pong', 'hello', 'pong', 'pong', 'pong'],
    open: true,
  })
  expect(await played(ourFeed)).toEqual({ pings: 5, messages: ['hello'], open: true })
  expect(await played(theirFeed, accepts())).toMatchObject({ open: false })
  expect(await played(ourFeed, accepts())).toMatchObject({ open: false })
})

it('resetGlobalState is a provider of its own around what is to share, which option registry stands for here', async () => {
  await onStage(async (stage) => {
    ours(stage)
    ours(stage, { registry: new Registry() })
    await stage.pass()
    expect(isOpen(stage)).toEqual([true, true])
  })
})

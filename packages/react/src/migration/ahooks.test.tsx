// Each line of the guide "Coming from ahooks" in the README, seen on both sides.
import { json, type RawBindingOptions, type Received, type Sendable } from '@everwire/core'
import { accepts, latency, refuses } from '@everwire/core/testing'
import { useWebSocket as useAhooks } from 'ahooks'
import { expect, it } from 'vitest'
import { onStage, type Stage } from '../testing-tools/migration.tsx'
import { type UseWebSocketResult, useWebSocket } from '../use-web-socket.ts'

const url = 'wss://example.com/feed'
type TheirOptions = Parameters<typeof useAhooks>[1]

const theirs = (stage: Stage, options?: TheirOptions) => stage.use(() => useAhooks(url, options))
const ours = (stage: Stage, options?: RawBindingOptions) => stage.use(() => useWebSocket(url, options))
const isOpen = ({ server }: Stage) => server.connections.map(({ isOpen }) => isOpen)
const times = ({ dials }: Stage) => dials.map(([, at]) => at)

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

it('latestMessage is the event there; data the message here, decoded', async () => {
  await onStage(async (stage) => {
    const { hook } = theirs(stage)
    await stage.pass()
    expect(hook().latestMessage).toBe(undefined)
    stage.server.send('{"price":1}')
    await stage.pass()
    expect(hook().latestMessage).toMatchObject({ type: 'message', data: '{"price":1}' })
    stage.server.send(new Uint8Array([1]))
    await stage.pass()
    expect(hook().latestMessage?.data).toBeInstanceOf(Blob)
  })
  await onStage(async (stage) => {
    const { hook } = stage.use(() => useWebSocket(url, { codec: json() }))
    await stage.pass()
    expect(hook().data).toBe(undefined)
    stage.server.send('{"price":1}')
    await stage.pass(100)
    expect(hook().data).toEqual({ price: 1 })
  })
  await onStage(async (stage) => {
    const { hook } = stage.use(() => useWebSocket(url))
    void hook().data
    await stage.pass()
    stage.server.send(new Uint8Array([1]))
    await stage.pass(100)
    expect(hook().data).toEqual(new Uint8Array([1]).buffer)
  })
})

it('a render a message there, one a frame here', async () => {
  const shown = (use: (stage: Stage) => { renders: readonly unknown[] }) =>
    onStage(async (stage) => {
      const { renders } = use(stage)
      await stage.pass()
      for (const message of ['a', 'b', 'c']) {
        stage.server.send(message)
        await stage.pass()
      }
      await stage.pass(100)
      return [...new Set(renders)].filter((data) => data !== undefined)
    })
  expect(await shown((stage) => stage.use(() => useAhooks(url).latestMessage?.data))).toEqual(['a', 'b', 'c'])
  expect(await shown((stage) => stage.use(() => useWebSocket(url).data))).toEqual(['c'])
})

it('sendMessage throws until it is open; send waits, and after close() says that it dropped the message', async () => {
  await onStage(async (stage) => {
    const { hook } = theirs(stage)
    expect(() => hook().sendMessage('early')).toThrow('WebSocket disconnected')
    await stage.pass()
    hook().sendMessage('hello')
    hook().disconnect()
    await stage.pass()
    expect(() => hook().sendMessage('late')).toThrow('WebSocket disconnected')
    expect(stage.server.received).toEqual(['hello'])
  })
  await onStage(async (stage) => {
    const { hook } = ours(stage)
    const early = hook().send('early')
    await stage.pass(100)
    hook().close()
    await stage.pass()
    const late = hook().send('late')
    await stage.pass(60_000)
    expect([early.status, late.status]).toEqual(['sent', 'dropped'])
    expect([stage.server.received, isOpen(stage)]).toEqual([['early'], [false]])
  })
})

it('connect() dials anew whatever there is; open() what is not open, reconnect() what is', async () => {
  await onStage(async (stage) => {
    const { hook } = theirs(stage)
    await stage.pass()
    hook().connect()
    await stage.pass()
    expect(isOpen(stage)).toEqual([false, true])
    hook().disconnect()
    await stage.pass()
    hook().connect()
    await stage.pass()
    expect(isOpen(stage)).toEqual([false, false, true])
    stage.server.drop()
    await stage.pass()
    hook().connect()
    await stage.pass()
    expect(isOpen(stage)).toEqual([false, false, false, true])
  })
  await onStage(async (stage) => {
    const { hook } = ours(stage, { random: () => 0.5 })
    await stage.pass()
    hook().open()
    await stage.pass()
    expect(isOpen(stage)).toEqual([true])
    hook().reconnect()
    await stage.pass()
    expect(isOpen(stage)).toEqual([false, true])
    hook().close()
    await stage.pass()
    hook().reconnect()
    await stage.pass(60_000)
    expect(isOpen(stage)).toEqual([false, false])
    hook().open()
    await stage.pass()
    expect(isOpen(stage)).toEqual([false, false, true])
    stage.server.drop()
    await stage.pass()
    hook().open()
    await stage.pass()
    expect(isOpen(stage)).toEqual([false, false, false, true])
  })
})

it('disconnect() closes one connection, close() that of all who share, and neither comes back', async () => {
  const left = (closes: (stage: Stage) => () => void) =>
    onStage(async (stage) => {
      closes(stage)
      const close = closes(stage)
      await stage.pass()
      close()
      await stage.pass(60_000)
      return isOpen(stage)
    })
  const disconnects = (stage: Stage) => {
    const { hook } = theirs(stage)
    return () => hook().disconnect()
  }
  const closes = (stage: Stage) => {
    const { hook } = ours(stage)
    return () => hook().close()
  }
  expect(await left(disconnects)).toEqual([true, false])
  expect(await left(closes)).toEqual([false])
})

it('readyState is 3 before the first dial and without a URL there, and 1 while closing', async () => {
  const seen = (use: (stage: Stage) => { renders: readonly { readyState: number }[] }, close: (stage: Stage) => void) =>
    onStage(async (stage) => {
      const { renders } = use(stage)
      for (let time = 0; time < 200; time += 20) await stage.pass(20)
      close(stage)
      for (let time = 0; time < 200; time += 20) await stage.pass(20)
      return renders.map(({ readyState }) => readyState).filter((state, index, all) => state !== all[index - 1])
    }, latency(50))
  let last: ReturnType<typeof useAhooks> | UseWebSocketResult<Received, Sendable>
  const kept = <T extends typeof last>(result: T): T => {
    last = result
    return result
  }
  const theirFeed = (url?: string) => (stage: Stage) => stage.use(() => kept(useAhooks(url as string)))
  const ourFeed = (url?: string) => (stage: Stage) => stage.use(() => kept(useWebSocket(url)))
  const close = () => ('close' in last ? last.close() : last.disconnect())
  expect(await seen(theirFeed(url), close)).toEqual([3, 0, 1, 3])
  expect(await seen(ourFeed(url), close)).toEqual([0, 1, 2, 3])
  expect(await seen(theirFeed(), close)).toEqual([3])
  expect(await seen(ourFeed(), close)).toEqual([-1])
})

it('webSocketIns is the transport, as socket.raw is; socket stays', async () => {
  await onStage(async (stage) => {
    const { hook } = theirs(stage)
    await stage.pass()
    const first = hook().webSocketIns
    expect(first).toMatchObject({ url, readyState: 1 })
    stage.server.drop()
    await stage.pass(4000)
    expect(hook().webSocketIns).toMatchObject({ url, readyState: 1 })
    expect(hook().webSocketIns).not.toBe(first)
  })
  await onStage(async (stage) => {
    const { hook } = ours(stage, { reconnect: () => 3000 })
    await stage.pass()
    const { socket } = hook()
    const first = socket?.raw
    expect(first).toMatchObject({ url, readyState: 1 })
    stage.server.drop()
    await stage.pass(4000)
    expect(hook().socket).toBe(socket)
    expect(hook().socket?.raw).toMatchObject({ url, readyState: 1 })
    expect(hook().socket?.raw).not.toBe(first)
  })
})

it('reconnectLimit and reconnectInterval are a policy', async () => {
  const dialled = (start: (stage: Stage) => unknown) =>
    onStage(async (stage) => {
      start(stage)
      await stage.pass(90_000)
      return times(stage)
    }, refuses())
  expect(await dialled(theirs)).toEqual([0, 3, 6, 9])
  const errors: string[] = []
  const policy = (stage: Stage) =>
    ours(stage, {
      reconnect: (attempt) => (attempt > 3 ? 'stop' : 3000),
      onError: ({ code }) => errors.push(code),
    })
  expect(await dialled(policy)).toEqual([0, 3, 6, 9])
  expect(errors).toEqual(['refused', 'refused', 'refused', 'refused', 'closed'])
  expect((await dialled((stage) => ours(stage, { random: () => 0.5 }))).length).toBeGreaterThan(4)
})

it('attempts count from 1 again at each open there, after 5 s of open here', async () => {
  const script = [accepts(), refuses(), refuses(), accepts(), refuses()]
  const dialled = (start: (stage: Stage) => unknown, open: number) =>
    onStage(
      async (stage) => {
        start(stage)
        await stage.pass()
        stage.server.drop()
        await stage.pass(9100)
        expect(stage.server.last.isOpen).toBe(true)
        await stage.pass(open)
        stage.server.drop()
        await stage.pass(60_000)
        return stage.server.connections.length
      },
      ...script,
    )
  const policy = (stage: Stage) => ours(stage, { reconnect: (attempt) => (attempt > 3 ? 'stop' : 3000) })
  expect([await dialled(theirs, 100), await dialled(policy, 100), await dialled(policy, 6000)]).toEqual([7, 4, 7])
})

it('comes back whatever the close code there; here by a table', async () => {
  const dials = (start: (stage: Stage) => unknown, code: number) =>
    onStage(async (stage) => {
      start(stage)
      await stage.pass()
      stage.server.close(code)
      await stage.pass(10_000)
      return stage.server.connections.length
    })
  expect([await dials(theirs, 4403), await dials(ours, 4403), await dials(ours, 1000)]).toEqual([2, 1, 2])
  expect(await dials((stage) => ours(stage, { closeCodes: { 4403: 'retry' } }), 4403)).toBe(2)
})

it('manual waits for connect(); here the URL is null until it is wanted', async () => {
  await onStage(async (stage) => {
    const { hook } = theirs(stage, { manual: true })
    await stage.pass(60_000)
    expect(stage.dials).toEqual([])
    hook().connect()
    await stage.pass()
    expect(hook().readyState).toBe(1)
  })
  await onStage(async (stage) => {
    const { hook, render } = stage.use(() => useWebSocket(null))
    await stage.pass(60_000)
    expect(stage.dials).toEqual([])
    render(() => useWebSocket(url))
    await stage.pass()
    expect(hook().readyState).toBe(1)
  })
})

it('a URL that goes away leaves the connection there, and ends it here; another one switches both', async () => {
  const theirFeed = (url?: string) => () => useAhooks(url as string)
  const ourFeed = (url?: string) => () => useWebSocket(url)
  const played = (feed: (url?: string) => () => unknown) =>
    onStage(async (stage) => {
      const { render } = stage.use(feed(url))
      await stage.pass()
      render(feed(`${url}?other`))
      await stage.pass(2000)
      const switched = isOpen(stage)
      render(feed())
      await stage.pass(2000)
      return [stage.dials.map(([url]) => new URL(url).search), switched, isOpen(stage)]
    })
  const dialled = ['', '?other']
  expect(await played(theirFeed)).toEqual([dialled, [false, true], [false, true]])
  expect(await played(ourFeed)).toEqual([dialled, [false, true], [false, false]])
})

it('handlers are told the event and the instance there; here the event, the message or the error', async () => {
  const [there, here]: [unknown[][], unknown[][]] = [[], []]
  const scene = (start: (stage: Stage) => { unmount(): void }) =>
    onStage(
      async (stage) => {
        const { unmount } = start(stage)
        await stage.pass(3500)
        stage.server.send('hello')
        stage.server.drop()
        await stage.pass(3500)
        unmount()
        await stage.pass(2000)
        expect(isOpen(stage)).toEqual([false, false, false])
      },
      refuses(),
      accepts(),
    )
  await scene((stage) =>
    theirs(stage, {
      onOpen: ({ type }, { url }) => there.push([type, url]),
      onMessage: ({ type, data }, { url }) => there.push([type, data, url]),
      onError: ({ type }, { url }) => there.push([type, url]),
      onClose: ({ type, code }, { url }) => there.push([type, code, url]),
    }),
  )
  await scene((stage) =>
    ours(stage, {
      reconnect: () => 3000,
      onOpen: (event) => here.push([(event as Event).type]),
      onMessage: (message) => here.push([message]),
      onError: ({ name, code, cause }) => here.push([name, code, (cause as Event).type]),
      onClose: ({ type, code }) => here.push([type, code]),
    }),
  )
  expect(there).toEqual([
    ['error', url],
    ['close', 1006, url],
    ['open', url],
    ['message', 'hello', url],
    ['close', 1006, url],
    ['open', url],
    ['close', 1005, url],
  ])
  expect(here).toEqual([
    ['EverwireError', 'refused', 'error'],
    ['close', 1006],
    ['open'],
    ['hello'],
    ['close', 1006],
    ['open'],
  ])
})

it('onClose is called for a connection that was left there, and is not here', async () => {
  const closes = (feed: (url: string, onClose: () => void) => () => unknown, renew: (hook: unknown) => void) =>
    onStage(async (stage) => {
      let [told, before] = [0, 0]
      const count = () => {
        told++
      }
      const { hook, render, unmount } = stage.use(feed(url, count))
      await stage.pass()
      renew(hook())
      await stage.pass(2000)
      const replaced = told
      render(feed(`${url}?other`, count))
      await stage.pass(2000)
      before = told
      unmount()
      await stage.pass(2000)
      return [replaced, before - replaced, told - before]
    })
  const theirFeed = (url: string, onClose: () => void) => () => useAhooks(url, { onClose })
  const ourFeed = (url: string, onClose: () => void) => () => useWebSocket(url, { onClose })
  const connect = (hook: unknown) => (hook as ReturnType<typeof useAhooks>).connect()
  const reconnect = (hook: unknown) => (hook as UseWebSocketResult<Received, Sendable>).reconnect()
  expect(await closes(theirFeed, connect)).toEqual([1, 1, 1])
  expect(await closes(ourFeed, reconnect)).toEqual([0, 0, 0])
})

it('other protocols are for the next connection there; here they connect anew', async () => {
  const offered = (feed: (protocols: string[]) => () => unknown) =>
    onStage(async (stage) => {
      const { render } = stage.use(feed(['v1']))
      await stage.pass()
      render(feed(['v2']))
      await stage.pass(2000)
      return stage.server.connections.map(({ protocols, isOpen }) => [...protocols, isOpen])
    })
  const theirFeed = (protocols: string[]) => () => useAhooks(url, { protocols })
  const ourFeed = (protocols: string[]) => () => useWebSocket(url, { protocols })
  expect(await offered(theirFeed)).toEqual([['v1', true]])
  expect(await offered(ourFeed)).toEqual([
    ['v1', false],
    ['v2', true],
  ])
})

it('protocols may be a function, asked at each attempt', async () => {
  await onStage(
    async (stage) => {
      stage.use(() =>
        useWebSocket(url, { key: 'feed', protocols: ({ attempt }) => [`v${attempt}`], reconnect: () => 1000 }),
      )
      await stage.pass(2000)
      expect(stage.server.connections.map(({ protocols }) => protocols)).toEqual([['v0'], ['v1']])
    },
    refuses(),
    accepts(),
  )
})

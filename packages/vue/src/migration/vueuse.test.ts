// Each line of the guide from VueUse to the main import, in the README, seen on both sides.
import { json, type RawBindingOptions, Registry } from '@everwire/core'
import { accepts, answers, type Behaviour, refuses } from '@everwire/core/testing'
import { type UseWebSocketOptions, useWebSocket as useTheirs } from '@vueuse/core'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { defineComponent, effectScope, h, nextTick, ref, watchEffect } from 'vue'
import { registryKey } from '../registry-key.ts'
import { type FakePage, onFakePage } from '../testing-tools/fake-page.ts'
import { useWebSocket } from '../use-web-socket.ts'

const url = 'wss://example.com/feed'

/** A page, and a registry of its own. */
interface Stage extends Omit<FakePage, 'render'> {
  /** Mounts a component that uses a composable and renders what `shown` answers; what it answered, and how to take it away. */
  use<R>(composable: () => R, shown?: (result: R) => unknown): R & { unmount(): void }
}

const onStage = <T>(scene: (stage: Stage) => Promise<T>, ...script: Behaviour[]): Promise<T> => {
  const registry = new Registry()
  return onFakePage(
    ({ render, ...page }) =>
      scene({
        ...page,
        use<R>(composable: () => R, shown: (result: R) => unknown = () => '') {
          let result: R | undefined
          const Using = defineComponent(() => {
            const used = composable()
            result = used
            return () => h('p', String(shown(used)))
          })
          const { unmount } = render({ provide: { [registryKey as symbol]: registry }, render: () => h(Using) })
          return { ...(result as R), unmount }
        },
      }),
    ...script,
  )
}

const theirs = (stage: Stage, options?: UseWebSocketOptions) => stage.use(() => useTheirs(url, options))
const ours = (stage: Stage, options?: RawBindingOptions) => stage.use(() => useWebSocket(url, options))
const isOpen = ({ server }: Stage) => server.connections.map(({ isOpen }) => isOpen)
/** Which values something had that Vue tracks. */
const seenBy = (read: () => unknown): unknown[] => {
  const values: unknown[] = []
  watchEffect(() => values.push(read()), { flush: 'sync' })
  return values
}

beforeEach(() => void vi.spyOn(console, 'warn').mockImplementation(() => {}))
afterEach(() => void vi.restoreAllMocks())

it('a connection a component there, dialled in setup; here one for all, dialled when it is mounted', async () => {
  const opened = (composable: () => unknown) =>
    onStage(async (stage) => {
      let inSetup = 0
      const probe = () => {
        composable()
        inSetup += stage.made.length
        return {}
      }
      stage.use(probe)
      stage.use(probe)
      await stage.advance(10)
      return [inSetup, isOpen(stage)]
    })
  expect(await opened(() => useTheirs(url))).toEqual([3, [true, true]])
  expect(await opened(() => useWebSocket(url))).toEqual([0, [true]])
})

it('data is null before the first message and changes with each; here undefined, once a frame, decoded', async () => {
  const bytes = new Uint8Array([1])
  const play = (use: (stage: Stage) => unknown[]) =>
    onStage(async (stage) => {
      const values = use(stage)
      await stage.advance(10)
      for (const message of ['"a"', '"b"', bytes]) stage.server.send(message)
      await stage.advance(100)
      stage.server.send('"c"')
      await stage.advance(100)
      return [...values]
    })
  const raw = await play((stage) => {
    const { data } = theirs(stage)
    return seenBy(() => data.value)
  })
  expect(raw).toEqual([null, '"a"', '"b"', expect.any(Blob), '"c"'])
  const painted = await play((stage) => {
    const { data } = ours(stage)
    return seenBy(() => data.value)
  })
  expect(painted).toEqual([undefined, bytes.buffer, '"c"'])
  const decoded = await play((stage) => {
    const { data } = stage.use(() => useWebSocket(url, { codec: json<string, string>() }))
    return seenBy(() => data.value)
  })
  expect(decoded.at(-1)).toBe('c')
})

it('status is one of three there; here a phase of six, and readyState', async () => {
  const play = (use: (stage: Stage) => unknown[]) =>
    onStage(async (stage) => {
      const values = use(stage)
      await stage.advance(10)
      stage.server.drop()
      await stage.advance(5000)
      return [...values]
    })
  const states = await play((stage) => {
    const { status } = theirs(stage, { autoReconnect: { delay: 1000 } })
    return seenBy(() => status.value)
  })
  expect(states).toEqual(['CONNECTING', 'OPEN', 'CLOSED', 'CONNECTING', 'OPEN'])
  const phases = await play((stage) => {
    const { state, readyState } = ours(stage, { reconnect: () => 1000 })
    return seenBy(() => `${state.value.phase} ${readyState.value}`)
  })
  expect([...new Set(phases)]).toEqual(['idle 0', 'connecting 0', 'open 1', 'waiting 3'])
})

it('ws is another one after each reconnection; socket stays, and its raw is that', async () => {
  await onStage(async (stage) => {
    const { ws } = theirs(stage, { autoReconnect: { delay: 1000 } })
    await stage.advance(10)
    const first = ws.value
    stage.server.drop()
    await stage.advance(2000)
    expect(ws.value?.readyState).toBe(1)
    expect(ws.value).not.toBe(first)
  })
  await onStage(async (stage) => {
    const { socket } = ours(stage, { reconnect: () => 1000 })
    await stage.advance(10)
    const [first, raw] = [socket.value, socket.value?.raw]
    stage.server.drop()
    await stage.advance(2000)
    expect(socket.value).toBe(first)
    expect(socket.value?.raw?.readyState).toBe(1)
    expect(socket.value?.raw).not.toBe(raw)
  })
})

it('open() replaces a connection that is open there; here reconnect() does', async () => {
  await onStage(async (stage) => {
    const { open } = theirs(stage)
    await stage.advance(10)
    open()
    await stage.advance(10)
    expect(isOpen(stage)).toEqual([false, true])
  })
  await onStage(async (stage) => {
    const { open, reconnect } = ours(stage)
    await stage.advance(10)
    open()
    await stage.advance(10)
    expect(isOpen(stage)).toEqual([true])
    reconnect()
    await stage.advance(10)
    expect(isOpen(stage)).toEqual([false, true])
  })
})

it('close() sends 1000 there, and no code here, for all who share; open() undoes both', async () => {
  const closed = (use: (stage: Stage) => { close(): void; open(): void }) =>
    onStage(async (stage) => {
      use(stage)
      const { close, open } = use(stage)
      await stage.advance(10)
      close()
      await stage.advance(60_000)
      const left = [isOpen(stage), stage.server.last.ending?.code]
      open()
      await stage.advance(10)
      return [...left, stage.server.last.isOpen]
    })
  expect(await closed(theirs)).toEqual([[true, false], 1000, true])
  expect(await closed(ours)).toEqual([[false], 1005, true])
})

it('send keeps what is sent early, unless told; here it answers a receipt, and dials if need be', async () => {
  await onStage(async (stage) => {
    const { send } = theirs(stage)
    expect([send('kept'), send('lost', false)]).toEqual([false, false])
    await stage.advance(100)
    stage.server.drop()
    await stage.advance(10)
    send('late')
    await stage.advance(1000)
    expect([stage.server.received, stage.made.length]).toEqual([['kept'], 1])
  })
  await onStage(async (stage) => {
    const { send, readyState } = ours(stage, { reconnect: false })
    const receipt = send('kept')
    if (readyState.value === 1) send('lost')
    await stage.advance(100)
    expect(receipt.status).toBe('sent')
    stage.server.drop()
    await stage.advance(10)
    send('late')
    await stage.advance(1000)
    expect([stage.server.received, stage.made.length]).toEqual([['kept', 'late'], 2])
  })
})

it('the queue has no bound there, and one here', async () => {
  const many = Array.from({ length: 1025 }, (_, index) => String(index))
  await onStage(async (stage) => {
    const { send } = theirs(stage, { immediate: false })
    expect(() => many.map((message) => send(message))).not.toThrow()
  })
  await onStage(async (stage) => {
    const { send, close } = ours(stage)
    expect(() => many.map((message) => send(message))).toThrow(expect.objectContaining({ name: 'QueueOverflowError' }))
    close()
  })
})

it('handlers are told the transport and the event there; here the event, the message or the error', async () => {
  const scene = (start: (stage: Stage, told: string[]) => { unmount(): void }) =>
    onStage(
      async (stage) => {
        const told: string[] = []
        const { unmount } = start(stage, told)
        await stage.advance(1500)
        stage.server.send('hello')
        await stage.advance(10)
        unmount()
        await stage.advance(2000)
        expect(isOpen(stage)).toEqual([false, false])
        return told
      },
      refuses(),
      accepts(),
    )
  const there = await scene((stage, told) =>
    theirs(stage, {
      autoReconnect: { delay: 1000 },
      onConnected: () => told.push('connected'),
      onDisconnected: (_, { code }) => told.push(`disconnected ${code}`),
      onError: (_, { type }) => told.push(type),
      onMessage: (_, { data }) => told.push(data),
    }),
  )
  expect(there).toEqual(['error', 'disconnected 1006', 'connected', 'hello', 'disconnected 1000'])
  const here = await scene((stage, told) =>
    ours(stage, {
      reconnect: () => 1000,
      onOpen: (event) => told.push((event as Event).type),
      onClose: ({ type, code }) => told.push(`${type} ${code}`),
      onError: ({ name, code, cause }) => told.push(`${name} ${code} ${(cause as Event).type}`),
      onMessage: (message) => told.push(message as string),
    }),
  )
  expect(here).toEqual(['EverwireError refused error', 'close 1006', 'open', 'hello'])
})

it('nothing comes back there unless it is asked to; here all but some close codes', async () => {
  const dials = (start: (stage: Stage) => unknown, end: (stage: Stage) => void) =>
    onStage(async (stage) => {
      start(stage)
      await stage.advance(10)
      end(stage)
      await stage.advance(10_000)
      return stage.made.length
    })
  const drop = ({ server }: Stage) => server.drop()
  const forbid = ({ server }: Stage) => server.close(4403)
  const asked = (stage: Stage) => theirs(stage, { autoReconnect: { delay: 9000 } })
  expect([await dials(theirs, drop), await dials(asked, drop), await dials(asked, forbid)]).toEqual([1, 2, 2])
  const never = (stage: Stage) => ours(stage, { reconnect: false })
  expect([await dials(ours, drop), await dials(never, drop), await dials(ours, forbid)]).toEqual([2, 1, 1])
})

it('retries and delay are a policy, onFailed a ClosedError', async () => {
  const failed: string[] = []
  const dialled = (start: (stage: Stage) => unknown) =>
    onStage(async (stage) => {
      start(stage)
      await stage.advance(30_000)
      return stage.made.length
    }, refuses())
  const onFailed = () => failed.push('failed')
  expect(await dialled((stage) => theirs(stage, { autoReconnect: { retries: 3, delay: 1000, onFailed } }))).toBe(4)
  const policy = (attempt: number) => (attempt > 3 ? 'stop' : 1000)
  const onError = ({ name }: Error) => name === 'ClosedError' && failed.push(name)
  expect(await dialled((stage) => ours(stage, { reconnect: policy, onError }))).toBe(4)
  expect(failed).toEqual(['failed', 'ClosedError'])
})

it('attempts count from 1 again at each open there, after 5 s of open here', async () => {
  const dialled = (start: (stage: Stage) => unknown, open: number) =>
    onStage(
      async (stage) => {
        start(stage)
        await stage.advance(10)
        stage.server.drop()
        await stage.advance(2500)
        await stage.advance(open)
        stage.server.drop()
        await stage.advance(10_000)
        return stage.made.length
      },
      accepts(),
      refuses(),
      accepts(),
      refuses(),
    )
  const retrying = (stage: Stage) => theirs(stage, { autoReconnect: { retries: 2, delay: 1000 } })
  const policy = (stage: Stage) => ours(stage, { reconnect: (attempt) => (attempt > 2 ? 'stop' : 1000) })
  expect([await dialled(retrying, 100), await dialled(policy, 100), await dialled(policy, 6000)]).toEqual([5, 3, 5])
})

it('heartbeat: the answer is no message in both, and who does not answer is left', async () => {
  const pongs = answers((data) => (data === 'ping' ? 'pong' : undefined))
  const played = (start: (stage: Stage) => unknown, behaviour = pongs) =>
    onStage(async (stage) => {
      start(stage)
      await stage.advance(10)
      stage.server.send('hello')
      await stage.advance(8000)
      return { pings: stage.server.received.length > 2, open: stage.server.connections[0]?.isOpen }
    }, behaviour)
  const messages: unknown[] = []
  const theirFeed = (stage: Stage) => {
    const { data } = theirs(stage, {
      heartbeat: { message: 'ping', responseMessage: 'pong', interval: 2000, pongTimeout: 1000 },
    })
    watchEffect(() => messages.push(data.value), { flush: 'sync' })
  }
  const ourFeed = (stage: Stage) =>
    ours(stage, {
      heartbeat: { message: 'ping', reply: (data) => data === 'pong', interval: 2000, timeout: 3000 },
      reconnect: false,
      onMessage: (message) => messages.push(message),
    })
  expect(await played(theirFeed)).toEqual({ pings: true, open: true })
  expect(messages.splice(0)).toEqual([null, 'hello'])
  expect(await played(ourFeed)).toEqual({ pings: true, open: true })
  expect(messages.splice(0)).toEqual(['hello'])
  expect(await played(theirFeed, accepts())).toMatchObject({ open: false })
  expect(await played(ourFeed, accepts())).toMatchObject({ open: false })
})

it('immediate: false is null as the URL until it is wanted', async () => {
  await onStage(async (stage) => {
    const { open } = theirs(stage, { immediate: false })
    await stage.advance(60_000)
    expect(stage.made).toEqual([])
    open()
    await stage.advance(10)
    expect(isOpen(stage)).toEqual([true])
  })
  await onStage(async (stage) => {
    const wanted = ref<string | null>(null)
    stage.use(() => useWebSocket(wanted))
    await stage.advance(60_000)
    expect(stage.made).toEqual([])
    wanted.value = url
    await nextTick()
    await stage.advance(10)
    expect(isOpen(stage)).toEqual([true])
  })
})

it('autoConnect: false is a URL that is not reactive; a reactive one is followed', async () => {
  const dialled = (composable: (address: { value: string }) => unknown) =>
    onStage(async (stage) => {
      const address = ref(url)
      stage.use(() => ({ used: composable(address) }))
      await stage.advance(10)
      address.value = `${url}?other`
      await nextTick()
      await stage.advance(2000)
      return stage.server.connections.map(({ url }) => new URL(url).search)
    })
  expect(await dialled((address) => useTheirs(address as never))).toEqual(['', '?other'])
  expect(await dialled((address) => useTheirs(address as never, { autoConnect: false }))).toEqual([''])
  expect(await dialled((address) => useWebSocket(() => address.value))).toEqual(['', '?other'])
  expect(await dialled((address) => useWebSocket(address.value))).toEqual([''])
})

it('autoClose: false is a scope of its own', async () => {
  await onStage(async (stage) => {
    const { unmount, close } = theirs(stage, { autoClose: false })
    await stage.advance(10)
    unmount()
    await stage.advance(2000)
    expect(isOpen(stage)).toEqual([true])
    close()
  })
  await onStage(async (stage) => {
    const scope = effectScope(true)
    const { unmount } = stage.use(() => ({ used: scope.run(() => useWebSocket(url)) }))
    await stage.advance(10)
    unmount()
    await stage.advance(2000)
    expect(isOpen(stage)).toEqual([true])
    scope.stop()
    await stage.advance(2000)
    expect(isOpen(stage)).toEqual([false])
  })
})

it('protocols may be a function here, asked at each attempt', async () => {
  const offered = (start: (stage: Stage) => unknown, ...script: Behaviour[]) =>
    onStage(
      async (stage) => {
        start(stage)
        await stage.advance(2000)
        return stage.server.connections.map(({ protocols }) => protocols)
      },
      ...script,
    )
  expect(await offered((stage) => theirs(stage, { protocols: ['v1'] }))).toEqual([['v1']])
  const anew: RawBindingOptions = { key: 'feed', protocols: ({ attempt }) => [`v${attempt}`], reconnect: () => 1000 }
  expect(await offered((stage) => ours(stage, anew), refuses(), accepts())).toEqual([['v0'], ['v1']])
})

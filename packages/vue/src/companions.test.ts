import { type AnySocket, flushPaint, json, type MessageLog, type Receiving, Registry, webSocket } from '@everwire/core'
import { afterEach, expect, inject, it, vi } from 'vitest'
import {
  type ComputedRef,
  defineComponent,
  effectScope,
  h,
  KeepAlive,
  nextTick,
  reactive,
  ref,
  type ShallowRef,
  shallowRef,
  type VNodeChild,
  watch,
} from 'vue'
import { eventually } from '../../core/src/testing-tools/binding-contract.ts'
import { expectQuietConsole } from '../../core/src/testing-tools/quiet-console.ts'
import { render } from './testing-tools/mount.ts'
import { useWebSocket } from './use-web-socket.ts'
import { useWebSocketEvent } from './use-web-socket-event.ts'
import { useWebSocketMessages } from './use-web-socket-messages.ts'
import { useWebSocketReducer } from './use-web-socket-reducer.ts'

interface Quote {
  seq: number
}
type Command = { burst: number }

const server = inject('serverUrl').replace('http', 'ws')
const codec = json<Quote, Command>()
const thousand = Array.from({ length: 1000 }, (_, index) => index + 1)
let unique = 0
let cleanUp: (() => void)[] = []

expectQuietConsole()

afterEach(() => {
  for (const task of cleanUp) task()
  cleanUp = []
})

/** A URL of this test's own, which sends what it is asked for. */
const feed = () => `${server}/feed?rate=0&companions=${unique++}`

const show = (setup: () => () => VNodeChild) => {
  const page = render(defineComponent(setup))
  cleanUp.push(page.unmount)
  return page
}

/** Mounts a component with a connection and what `use` makes of its socket. */
function mounted<T>(use: (socket: ComputedRef<Receiving<Quote> | null>) => T) {
  const url = shallowRef<string | null>(feed())
  let used = undefined as unknown as T
  let connection = undefined as unknown as ReturnType<typeof useWebSocket<Quote, Command>>
  const page = show(() => {
    connection = useWebSocket(url, { codec, linger: 0, registry: new Registry() })
    used = use(connection.socket)
    return () => null
  })
  const open = () => eventually(() => connection.state.value.phase).toBe('open')
  return { url, used, connection, open, burst: (burst: number) => connection.send({ burst }), ...page }
}

it('calls a handler for each of 1,000 messages, whatever is painted, and for what else happens', async () => {
  const seen: number[] = []
  const told = vi.fn()
  const page = mounted((socket) => {
    useWebSocketEvent(socket, 'data', ({ seq }) => seen.push(seq))
    useWebSocketEvent(socket, 'open', () => told('open'))
    useWebSocketEvent(socket, 'close', ({ code }) => told('close', code))
    useWebSocketEvent(socket, 'state', ({ phase }) => told(phase))
    useWebSocketEvent(socket, 'message', ({ data }) => seen.length === 0 && told(JSON.parse(data).seq))
  })
  await page.open()
  page.burst(1000)
  await eventually(() => seen.length).toBe(1000)
  expect(seen).toEqual(thousand)
  page.connection.close(3000)
  await eventually(() => told.mock.calls).toEqual([['open'], ['open'], [1], ['closing'], ['closed'], ['close', 3000]])

  // They outlive close() and open().
  page.connection.open()
  await page.open()
  page.burst(1)
  await eventually(() => seen.length).toBe(1001)
})

it('follows a changed URL, and hears nothing where there is none', async () => {
  const seen: number[] = []
  const page = mounted((socket) => {
    useWebSocketEvent(socket, 'data', ({ seq }) => seen.push(seq))
    const sum = useWebSocketReducer(socket, (sum, { seq }) => sum + seq, 0)
    return { sum, log: useWebSocketMessages(socket, { limit: 2 }) }
  })
  const { sum, log } = page.used
  const first = page.connection.socket.value as AnySocket
  page.burst(3)
  await eventually(() => [seen, sum.value, log.value.start]).toEqual([[1, 2, 3], 6, 1])
  page.url.value = feed()
  await nextTick()
  expect([sum.value, log.value]).toEqual([0, { items: [], start: 0, dropped: 0 }])
  await eventually(() => first.state.phase).toBe('idle')
  page.burst(2)
  await eventually(() => [seen, sum.value, log.value.items.length]).toEqual([[1, 2, 3, 1, 2], 3, 2])
  page.url.value = null
  await nextTick()
  expect([sum.value, log.value]).toEqual([0, { items: [], start: 0, dropped: 0 }])
})

it('reduces every message, and renders far less often', async () => {
  let renders = 0
  let sum = undefined as unknown as Readonly<ShallowRef<number>>
  const { socket, send } = connected()
  const page = show(() => {
    sum = useWebSocketReducer(socket, (sum, { seq }) => sum + seq, 0)
    return () => {
      renders++
      return h('p', sum.value)
    }
  })
  expect(page.element.textContent).toBe('0')
  send({ burst: 1000 })
  await eventually(() => page.element.textContent).toBe('500500')
  expect(renders).toBeLessThan(250)
})

it("has an effect for each value where delivery is 'every'", async () => {
  const values: number[] = []
  const { socket, send } = connected()
  show(() => {
    const count = useWebSocketReducer(socket, (count) => count + 1, 0, { delivery: 'every' })
    watch(count, (value) => values.push(value))
    return () => null
  })
  send({ burst: 1000 })
  await eventually(() => values.length).toBe(1000)
  expect(values).toEqual(thousand)
})

it('keeps the latest messages for a list whose rows stay the elements they were', async () => {
  const { socket, send } = connected()
  let log = undefined as unknown as Readonly<ShallowRef<MessageLog<Quote>>>
  const { element } = show(() => {
    log = useWebSocketMessages(socket, { limit: 100 })
    return () =>
      h(
        'ul',
        log.value.items.map(({ seq }, index) => h('li', { key: log.value.start + index }, seq)),
      )
  })
  const texts = () => Array.from(element.querySelectorAll('li'), ({ textContent }) => Number(textContent))
  send({ burst: 1000 })
  await eventually(texts).toEqual(thousand.slice(900))
  expect(log.value).toMatchObject({ start: 900, dropped: 900 })
  const last = element.querySelector('li:last-child')
  const before = log.value
  send({ burst: 99 })
  await eventually(() => log.value.dropped).toBe(999)
  await nextTick()
  expect(element.querySelector('li')).toBe(last)
  expect(before.items.at(-1)).toEqual(expect.objectContaining({ seq: 1000 }))
})

it('goes on in KeepAlive, is not painted while away, and shows what came when it is back', async () => {
  const seen: number[] = []
  const { socket, send } = connected()
  let shown = undefined as unknown as {
    sum: Readonly<ShallowRef<number>>
    log: Readonly<ShallowRef<MessageLog<Quote>>>
  }
  const Kept = defineComponent(() => {
    useWebSocketEvent(socket, 'data', ({ seq }) => seen.push(seq))
    shown = {
      sum: useWebSocketReducer(socket, (sum, { seq }) => sum + seq, 0),
      log: useWebSocketMessages(socket),
    }
    return () => h('p', `${shown.sum.value} ${shown.log.value.items.length}`)
  })
  const away = ref(false)
  const { element } = show(() => () => h(KeepAlive, () => (away.value ? h('i') : h(Kept))))
  send({ burst: 1 })
  await eventually(() => element.textContent).toBe('1 1')
  away.value = true
  await nextTick()
  send({ burst: 2 })
  await eventually(() => seen).toEqual([1, 2, 3])
  flushPaint()
  expect([shown.sum.value, shown.log.value.items.length]).toEqual([1, 1])
  away.value = false
  await eventually(() => element.textContent).toBe('6 3')
})

it.each([
  ['an event', (socket: Receiving<Quote>) => useWebSocketEvent(socket, 'data', () => {})],
  ['a reducer', (socket: Receiving<Quote>) => useWebSocketReducer(socket, (sum, { seq }) => sum + seq, 0)],
  ['messages', (socket: Receiving<Quote>) => useWebSocketMessages(socket)],
])('holds the connection for %s, in a component and in a scope, until it is over', async (_, use) => {
  const { socket } = connected({ leased: false })
  const page = show(() => {
    use(socket)
    return () => null
  })
  await eventually(() => socket.state.phase).toBe('open')
  page.unmount()
  await eventually(() => socket.state.phase).toBe('idle')

  const scope = effectScope()
  scope.run(() => use(socket))
  await eventually(() => socket.state.phase).toBe('open')
  scope.stop()
  await eventually(() => socket.state.phase).toBe('idle')
})

it('hears an error at the very first dial, and once', async () => {
  const [onError, companion] = [vi.fn(), vi.fn()]
  let error = undefined as unknown as ReturnType<typeof useWebSocket>['error']
  show(() => {
    const connection = useWebSocket('ws://[', { onError, share: false })
    error = connection.error
    useWebSocketEvent(connection.socket, 'error', companion)
    return () => null
  })
  await eventually(() => error.value?.code).toBe('closed')
  for (const handler of [onError, companion]) {
    expect(handler.mock.calls.map(([{ code }]) => code)).toEqual(['options', 'closed'])
  }
})

it('opens nothing to watch', async () => {
  const { socket } = connected({ leased: false })
  show(() => {
    for (const type of ['open', 'close', 'error', 'state'] as const) useWebSocketEvent(socket, type, () => {})
    useWebSocketEvent(null, 'data', () => {})
    useWebSocketEvent(
      () => undefined,
      'data',
      () => {},
    )
    return () => null
  })
  await nextTick()
  expect(socket.state.phase).toBe('idle')
})

it('keeps what it has where a getter answers the same socket again', async () => {
  const { socket, send } = connected()
  const page = ref(1)
  let count = undefined as unknown as Readonly<ShallowRef<number>>
  show(() => {
    count = useWebSocketReducer(
      () => (page.value ? socket : null),
      (count) => count + 1,
      0,
    )
    return () => null
  })
  send({ burst: 2 })
  await eventually(() => count.value).toBe(2)
  page.value = 2
  await nextTick()
  expect(count.value).toBe(2)
  page.value = 0
  await nextTick()
  expect(count.value).toBe(0)
})

it('works with sockets that were put into a deep ref or a store', async () => {
  const { socket } = connected({ leased: false })
  const deep = ref(socket)
  const page = mounted((own) => {
    useWebSocketEvent(deep, 'state', () => {})
    return { count: useWebSocketReducer(deep as ComputedRef<Receiving<Quote>>, (count) => count + 1, 0), own }
  })
  const store = reactive({ socket: page.used.own.value, connection: page.connection })
  const seen = vi.fn()
  const subscription = store.socket?.data$.subscribe(seen)
  store.socket?.send({ burst: 1 })
  await eventually(() => seen.mock.calls.length).toBe(1)
  subscription?.unsubscribe()
  await eventually(() => store.connection.socket?.state.phase).toBe('open')
  socket.send({ burst: 1 })
  await eventually(() => page.used.count.value).toBe(1)
})

/** A socket of core's. */
function connected({ leased = true } = {}) {
  const socket = webSocket(feed(), { codec })
  const lease = leased ? socket.open() : undefined
  cleanUp.push(() => lease?.unsubscribe())
  return { socket, send: (command: Command) => void socket.send(command) }
}

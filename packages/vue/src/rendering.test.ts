import { type Delivery, flushPaint, json, OptionError, Registry, type WebSocketConstructor } from '@everwire/core'
import { afterEach, expect, inject, it, vi } from 'vitest'
import {
  createApp,
  createSSRApp,
  defineComponent,
  effectScope,
  h,
  KeepAlive,
  nextTick,
  reactive,
  ref,
  Suspense,
  shallowRef,
  type VNodeChild,
} from 'vue'
import { eventually } from '../../core/src/testing-tools/binding-contract.ts'
import { expectQuietConsole } from '../../core/src/testing-tools/quiet-console.ts'
import { provideRegistry, registryKey } from './registry-key.ts'
import { render } from './testing-tools/mount.ts'
import { asyncPageOf, PAGE_HTML, pageOf } from './testing-tools/page.ts'
import { line } from './testing-tools/probe.ts'
import { type UseWebSocketReturn, useWebSocket } from './use-web-socket.ts'

const echo = `${inject('serverUrl').replace('http', 'ws')}/echo`
const codec = json<string>()
type Result = UseWebSocketReturn<string, string>

let cleanUp: (() => void)[] = []

expectQuietConsole()

afterEach(() => {
  for (const task of cleanUp) task()
  cleanUp = []
})

const show = (setup: () => () => VNodeChild) => {
  const page = render(defineComponent(setup))
  cleanUp.push(page.unmount)
  return page
}

it('stays connected in KeepAlive, is not painted while away, and shows the last message when it comes back', async () => {
  const seen: string[] = []
  let renders = 0
  let result = undefined as unknown as Result
  const Kept = defineComponent(() => {
    result = useWebSocket(`${echo}?kept`, { codec, onMessage: (message) => seen.push(message) })
    return () => {
      renders++
      return h('p', line(result as UseWebSocketReturn<unknown, unknown>))
    }
  })
  const away = ref(false)
  const { element } = show(() => () => h(KeepAlive, () => (away.value ? h('i', 'away') : h(Kept))))
  await eventually(() => element.textContent).toBe('open 1 ')

  away.value = true
  await nextTick()
  const before = renders
  for (const message of ['a', 'b', 'c']) result.send(message)
  await eventually(() => seen).toEqual(['a', 'b', 'c'])
  flushPaint()
  await nextTick()
  expect(renders).toBe(before)
  expect(result.data.value).toBe(undefined)
  expect(result.socket.value?.state.phase).toBe('open')

  away.value = false
  await eventually(() => element.textContent).toBe('open 1 "c"')
  result.send('d')
  await eventually(() => element.textContent).toBe('open 1 "d"')
})

it('needs no component: a scope holds the connection', async () => {
  const scope = effectScope()
  const { send, data, socket, state } = scope.run(() => useWebSocket(`${echo}?scope`, { codec, linger: 0 })) as Result
  send('hello')
  await eventually(() => data.value).toBe('hello')
  expect(state.value.phase).toBe('open')
  scope.stop()
  await eventually(() => socket.value?.state.phase).toBe('idle')
})

it('keeps the connection where a getter answers the same URL again', async () => {
  const page = ref(1)
  const { state, socket } = (() => {
    let result: Result | undefined
    show(() => {
      result = useWebSocket(() => (page.value ? `${echo}?same` : null), { codec, share: false })
      return () => null
    })
    return result as Result
  })()
  await eventually(() => state.value.phase).toBe('open')
  const first = socket.value
  page.value = 2
  await nextTick()
  expect(socket.value).toBe(first)
  page.value = 0
  await nextTick()
  expect(socket.value).toBe(null)
})

it('takes reactive options, and what in them has private fields, and follows nothing of them but handlers', async () => {
  class Lines {
    #count = 0
    encode = (line: string) => `${++this.#count} ${line}`
    decode(line: unknown) {
      this.#count++
      return String(line)
    }
  }
  const seen: string[] = []
  const registry = new Registry()
  const options = reactive({
    registry,
    codec: new Lines(),
    share: ref(false),
    delivery: 'frame' as Delivery,
    onMessage: (line: string) => seen.push(line),
  })
  let result = undefined as unknown as Result
  const { element } = show(() => {
    result = useWebSocket<string>(`${echo}?reactive`, options as never)
    return () => h('p', line(result as UseWebSocketReturn<unknown, unknown>))
  })
  result.send('a')
  await eventually(() => element.textContent).toBe('open 1 "1 a"')
  const first = result.socket.value
  options.delivery = 'every'
  options.onMessage = (line) => seen.push(`second ${line}`)
  await nextTick()
  expect(result.socket.value).toBe(first)
  expect(element.textContent).toBe('open 1 "1 a"')
  result.send('b')
  await eventually(() => seen).toEqual(['1 a', 'second 3 b'])
})

it('says what is wrong with an option, and nothing after that', async () => {
  const app = createApp(
    defineComponent(() => {
      useWebSocket(echo, { share: false, linger: -1 })
      return () => null
    }),
  )
  const errors: unknown[] = []
  app.config.errorHandler = (error) => errors.push(error)
  app.config.warnHandler = () => {} // of a component without a render function
  app.mount(document.createElement('div'))
  cleanUp.push(() => app.unmount())
  await nextTick()
  expect(errors).toEqual([expect.any(OptionError)])
})

it('takes a URL object', () => {
  const url = shallowRef<URL | undefined>(new URL(`${echo}?object`))
  let result: Result | undefined
  show(() => {
    result = useWebSocket(url, { codec })
    return () => null
  })
  expect(result?.socket.value?.url).toBe(`${echo}?object`)
})

it('shares below a provider, and with nobody outside of it', () => {
  const sockets: Record<string, unknown> = {}
  const named = (name: string) =>
    defineComponent(() => {
      sockets[name] = useWebSocket(`${echo}?shared`, { codec }).socket.value
      return () => null
    })
  const Providing = defineComponent((_, { slots }) => {
    provideRegistry(new Registry())
    return () => slots.default?.()
  })
  show(() => () => [h(named('outside')), h(Providing, () => [h(named('one')), h(named('two'))])])
  expect(sockets.one).toBe(sockets.two)
  expect(sockets.one).not.toBe(sockets.outside)

  const registry = new Registry()
  const app = createApp(named('application')).provide(registryKey, registry)
  app.mount(document.createElement('div'))
  cleanUp.push(() => app.unmount())
  expect(sockets.application).toBe(registry.get(`${echo}?shared`, { codec }))
})

it.each([
  ['', pageOf],
  [', after an await in setup,', asyncPageOf],
])(
  'hydrates%s what a server rendered without a mismatch, also where the connection is open already',
  async (_, page) => {
    const url = `${echo}?hydrated`
    const first = render(page(url))
    cleanUp.push(first.unmount)
    await eventually(() => first.element.textContent).toMatch(/^open 1/)

    const element = document.body.appendChild(document.createElement('div'))
    element.innerHTML = PAGE_HTML
    const paragraph = element.firstChild
    const app = createSSRApp(page(url))
    app.mount(element)
    cleanUp.push(() => app.unmount())
    await eventually(() => element.textContent).toBe('open 1 -1 undefined undefined 0 0')
    expect(element.firstChild).toBe(paragraph)
  },
)

it('dials nothing for a component that is taken away while Suspense waits for it', async () => {
  const dial = vi.fn() as unknown as WebSocketConstructor
  let load = () => {}
  const loaded = new Promise<void>((resolve) => {
    load = resolve
  })
  const Two = defineComponent(() => {
    const result = useWebSocket(`${echo}?pending`, { codec, WebSocketCtor: dial })
    return () => h('p', result.state.value.phase)
  })
  const Slow = defineComponent(async () => {
    await loaded
    return () => null
  })
  const page = render(
    defineComponent(() => () => h(Suspense, () => h('div', [h(Two), h(Slow), h(asyncPageOf(echo, dial, loaded))]))),
  )
  await nextTick()
  page.unmount()
  load()
  await new Promise((resolve) => setTimeout(resolve))
  expect(dial).not.toHaveBeenCalled()
})

it('follows a key that is a getter, which stands for the URL where protocols are a function', async () => {
  const room = ref('a')
  let result = undefined as unknown as Result
  show(() => {
    result = useWebSocket(() => `${echo}?room=${room.value}`, {
      codec,
      linger: 0,
      protocols: () => [],
      get key() {
        return `room ${room.value}`
      },
    })
    return () => h('p', line(result as UseWebSocketReturn<unknown, unknown>))
  })
  await eventually(() => result.state.value.phase).toBe('open')
  const first = result.socket.value
  room.value = 'b'
  await nextTick()
  expect(result.socket.value).not.toBe(first)
  await eventually(() => result.socket.value?.url).toBe(`${echo}?room=b`)
  await eventually(() => [first?.state.phase, result.state.value.phase]).toEqual(['idle', 'open'])
})

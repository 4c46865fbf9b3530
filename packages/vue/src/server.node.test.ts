import { json, OptionError, type WebSocketConstructor, webSocket } from '@everwire/core'
import { afterEach, expect, it, vi } from 'vitest'
import { createSSRApp, defineComponent, effectScope, h, ref, ssrContextKey } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { expectQuietConsole } from '../../core/src/testing-tools/quiet-console.ts'
import { asyncPageOf, PAGE_HTML, pageOf } from './testing-tools/page.ts'
import { type UseWebSocketReturn, useWebSocket } from './use-web-socket.ts'
import { useWebSocketMessages } from './use-web-socket-messages.ts'
import { useWebSocketReducer } from './use-web-socket-reducer.ts'

type Result = UseWebSocketReturn<unknown, unknown>

const dial = vi.fn() as unknown as WebSocketConstructor

expectQuietConsole()

afterEach(() => {
  expect(dial).not.toHaveBeenCalled()
})

it.each([
  ['', pageOf],
  [', after an await in setup,', asyncPageOf],
])('renders%s what a page begins with, and dials nothing', async (_, page) => {
  expect(await renderToString(createSSRApp(page('wss://example.com/feed', dial)))).toBe(PAGE_HTML)
  // A dial would be made in a later task at the latest.
  await new Promise((resolve) => setImmediate(resolve))
})

it('dials nothing outside of a setup either, while the server renders', async () => {
  const app = createSSRApp({}).provide(ssrContextKey, {})
  const { readyState } = app.runWithContext(() =>
    effectScope().run(() => useWebSocket('wss://example.com/feed', { WebSocketCtor: dial })),
  ) as Result
  await new Promise((resolve) => setImmediate(resolve))
  expect(readyState.value).toBe(0)
})

it('dials nothing in a scope of its own either, nor for a URL that changes meanwhile', async () => {
  const Page = defineComponent(async () => {
    const url = ref<string | null>(null)
    const scope = effectScope(true)
    const { readyState, socket } = scope.run(() => useWebSocket(url, { WebSocketCtor: dial })) as Result
    url.value = 'wss://example.com/scope'
    await Promise.resolve()
    return () => h('p', [readyState.value, ' ', socket.value?.url])
  })
  expect(await renderToString(createSSRApp(Page))).toBe('<p>0 wss://example.com/scope</p>')
  await new Promise((resolve) => setImmediate(resolve))
})

const socket = webSocket('wss://example.com', { WebSocketCtor: dial })

it.each([
  ['linger', () => useWebSocket('wss://example.com', { codec: json(), share: false, linger: -1 })],
  ['delivery', () => useWebSocket('wss://example.com', { share: false, delivery: 'sometimes' as 'frame' })],
  ['delivery of a reducer', () => useWebSocketReducer(socket, () => 1, 0, { delivery: 'sometimes' as 'frame' })],
  ['limit', () => useWebSocketMessages(socket, { limit: 0 })],
])('throws a typed error for a wrong %s where it is given', async (_, use) => {
  let thrown: unknown
  const Page = defineComponent(() => {
    try {
      use()
    } catch (error) {
      thrown = error
    }
    return () => h('p')
  })
  await renderToString(createSSRApp(Page))
  expect(thrown).toBeInstanceOf(OptionError)
})

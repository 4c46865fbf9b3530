import { json, OptionError, type WebSocketConstructor } from '@everwire/core'
import { afterEach, expect, it, vi } from 'vitest'
import { createSSRApp, defineComponent, effectScope, h, ref } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { expectQuietConsole } from '../../core/src/testing-tools/quiet-console.ts'
import { PAGE_HTML, pageOf } from './testing-tools/page.ts'
import { type UseWebSocketReturn, useWebSocket } from './use-web-socket.ts'

type Result = UseWebSocketReturn<unknown, unknown>

const dial = vi.fn() as unknown as WebSocketConstructor

expectQuietConsole()

afterEach(() => {
  expect(dial).not.toHaveBeenCalled()
})

it('renders what a page begins with, and dials nothing', async () => {
  expect(await renderToString(createSSRApp(pageOf('wss://example.com/feed', dial)))).toBe(PAGE_HTML)
  // A dial would be made in a later task at the latest.
  await new Promise((resolve) => setImmediate(resolve))
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

it.each([{ linger: -1 }, { delivery: 'sometimes' as 'frame' }])('throws a typed error for %o', async (wrong) => {
  let thrown: unknown
  const Page = defineComponent(() => {
    try {
      useWebSocket('wss://example.com', { codec: json(), share: false, ...wrong })
    } catch (error) {
      thrown = error
    }
    return () => h('p')
  })
  await renderToString(createSSRApp(Page))
  expect(thrown).toBeInstanceOf(OptionError)
})

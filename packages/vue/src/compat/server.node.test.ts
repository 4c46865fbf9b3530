import { useWebSocket as original } from '@vueuse/core'
import { afterEach, expect, it, vi } from 'vitest'
import { createSSRApp, defineComponent, h, ref } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { expectQuietConsole } from '../../../core/src/testing-tools/quiet-console.ts'
import { useWebSocket } from './use-web-socket.ts'

expectQuietConsole()

afterEach(() => {
  vi.unstubAllGlobals()
})

it.each([
  ['the original', original],
  ['ours', useWebSocket],
])('renders what is closed, and dials nothing: %s', async (_, use) => {
  const dial = vi.fn()
  vi.stubGlobal('WebSocket', dial)
  const Page = defineComponent(async () => {
    const url = ref('wss://example.com')
    const { status, data, send, open, close, ws } = use(url, { heartbeat: true, autoReconnect: true })
    url.value = 'wss://example.com/other'
    open()
    close()
    await Promise.resolve()
    return () => h('p', [status.value, ' ', String(data.value), ' ', String(ws.value), ' ', String(send('kept'))])
  })
  expect(await renderToString(createSSRApp(Page))).toBe('<p>CLOSED null undefined false</p>')
  await new Promise((resolve) => setImmediate(resolve))
  expect(dial).not.toHaveBeenCalled()
})

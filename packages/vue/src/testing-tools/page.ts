import type { WebSocketConstructor } from '@everwire/core'
import * as vue from 'vue'
import { type Component, defineComponent, h, Suspense } from 'vue'
import { useWebSocket } from '../use-web-socket.ts'
import { useWebSocketEvent } from '../use-web-socket-event.ts'
import { useWebSocketMessages } from '../use-web-socket-messages.ts'
import { useWebSocketReducer } from '../use-web-socket-reducer.ts'

/** What the compiler of `<script setup>` writes around an `await`; it has no published type. */
const { withAsyncContext } = vue as unknown as {
  withAsyncContext<T>(start: () => Promise<T>): [Promise<T>, restore: () => void]
}

function setUp(url: string, dial: WebSocketConstructor | undefined) {
  const { data, state, readyState, error, socket } = useWebSocket(() => url, {
    linger: 0,
    ...(dial && { WebSocketCtor: dial }),
  })
  const off = useWebSocket(null)
  useWebSocketEvent(socket, 'data', () => {})
  const count = useWebSocketReducer(socket, (count) => count + 1, 0)
  const log = useWebSocketMessages(socket)
  return () => {
    const line = `${state.value.phase} ${readyState.value} ${off.readyState.value} ${data.value} ${error.value}`
    return h('p', `${line} ${count.value} ${log.value.items.length}`)
  }
}

/** A page as a server renders it and a browser hydrates it. */
export const pageOf = (url: string, dial?: WebSocketConstructor): Component => defineComponent(() => setUp(url, dial))

/** The same with an `await` in its setup, before it connects. */
export const asyncPageOf = (url: string, dial?: WebSocketConstructor, loaded?: Promise<unknown>): Component => {
  const Loading = defineComponent(async () => {
    const [promise, restore] = withAsyncContext(() => loaded ?? Promise.resolve())
    await promise
    restore()
    return setUp(url, dial)
  })
  return defineComponent(() => () => h(Suspense, () => h(Loading)))
}

/** What a server renders of them. */
export const PAGE_HTML = '<p>idle 0 -1 undefined undefined 0 0</p>'

import type { WebSocketConstructor } from '@everwire/core'
import { type Component, defineComponent, h } from 'vue'
import { useWebSocket } from '../use-web-socket.ts'

/** A page as a server renders it and a browser hydrates it. */
export const pageOf = (url: string, dial?: WebSocketConstructor): Component =>
  defineComponent(() => {
    const { data, state, readyState, error } = useWebSocket(() => url, {
      linger: 0,
      ...(dial && { WebSocketCtor: dial }),
    })
    const off = useWebSocket(null)
    return () => h('p', `${state.value.phase} ${readyState.value} ${off.readyState.value} ${data.value} ${error.value}`)
  })

/** What a server renders of it. */
export const PAGE_HTML = '<p>idle 0 -1 undefined undefined</p>'

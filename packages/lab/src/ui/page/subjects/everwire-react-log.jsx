import { json } from '@everwire/core'
import { useWebSocket, useWebSocketEvent, useWebSocketMessages, useWebSocketReducer } from '@everwire/react'
import { reactSubject, Shown } from '../react.jsx'
import { rendered, saw, total } from '../tally.js'

const codec = json()

function Feed({ url, rows }) {
  const { socket } = useWebSocket(url, { codec })
  const { items, dropped } = useWebSocketMessages(socket, { limit: 100 })
  const count = useWebSocketReducer(socket, (count) => count + 1, 0)
  useWebSocketEvent(socket, 'data', (message) => saw('handler', message))
  total('log', dropped + items.length)
  total('reducer', count)
  rendered()
  return <Shown seq={items.at(-1)?.seq} rows={rows} />
}

export const start = reactSubject(Feed)

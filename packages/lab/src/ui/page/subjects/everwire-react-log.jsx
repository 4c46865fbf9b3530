import { json } from '@everwire/core'
import { useWebSocket, useWebSocketEvent, useWebSocketMessages, useWebSocketReducer } from '@everwire/react'
import { reactSubject } from '../react.jsx'
import { rendered, saw, total } from '../tally.js'

const codec = json()

function Feed({ url, rows }) {
  const { socket } = useWebSocket(url, { codec })
  const { items, start, dropped } = useWebSocketMessages(socket, { limit: 100 })
  const count = useWebSocketReducer(socket, (count) => count + 1, 0)
  useWebSocketEvent(socket, 'data', (message) => saw('event', message))
  total('log', dropped + items.length)
  total('reducer', count)
  rendered()
  if (rows === 0) return <p>{count}</p>
  return (
    <ul>
      {items.slice(-rows).map(({ seq }, index) => (
        <li key={start + index}>{seq}</li>
      ))}
    </ul>
  )
}

export const start = reactSubject(Feed)

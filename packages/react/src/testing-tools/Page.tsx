import type { WebSocketConstructor } from '@everwire/core'
import type { ReactNode } from 'react'
import { useWebSocket } from '../use-web-socket.ts'

/** A page as a server renders it and a browser hydrates it. */
export function Page({ url, dial }: { url: string; dial?: WebSocketConstructor }): ReactNode {
  const { data, state, readyState, error } = useWebSocket(url, { linger: 0, ...(dial && { WebSocketCtor: dial }) })
  const off = useWebSocket(null)
  return (
    <p>
      {state.phase} {readyState} {off.readyState} {String(data)} {String(error)}
    </p>
  )
}

/** What a server renders of it. */
export const PAGE_HTML =
  '<p>idle<!-- --> <!-- -->0<!-- --> <!-- -->-1<!-- --> <!-- -->undefined<!-- --> <!-- -->undefined</p>'

import type { BindingOptions, MessageLog } from '@everwire/core'
import type { ReactNode } from 'react'
import { type UseWebSocketResult, useWebSocket } from '../use-web-socket.ts'
import { useWebSocketEvent } from '../use-web-socket-event.ts'
import { useWebSocketMessages } from '../use-web-socket-messages.ts'
import { useWebSocketReducer } from '../use-web-socket-reducer.ts'

interface Props {
  readonly url: string
  readonly options: BindingOptions<number, number>
  readonly factor: number
  readonly heard: (message: number) => void
}

/** Compiled: all of it is memoised by what it depends on, by identity. */
export function Compiled({ url, options, factor, heard }: Props): ReactNode {
  const feed = useWebSocket(url, options)
  const { data, state, send } = useWebSocket(url, options)
  useWebSocketEvent(feed.socket, 'data', (message) => heard(factor * message))
  const sum = useWebSocketReducer(feed.socket, (sum, message) => sum + factor * message, 0)
  const log = useWebSocketMessages(feed.socket)
  return (
    <section>
      <p className="object">{`${feed.state.phase} ${feed.readyState} ${feed.data}`}</p>
      <p className="parts">{`${state.phase} ${data}`}</p>
      <Whole feed={feed} />
      <p className="sum">{sum}</p>
      <Items log={log} />
      <button type="button" onClick={() => send(factor * (data ?? 0))}>
        Send
      </button>
    </section>
  )
}

function Whole({ feed }: { feed: UseWebSocketResult<number, number> }): ReactNode {
  return <p className="whole">{`${feed.state.phase} ${feed.data}`}</p>
}

function Items({ log }: { log: MessageLog<number> }): ReactNode {
  return <p className="items">{log.items.join()}</p>
}

import type { ReactElement, ReactNode } from 'react'
import { useWebSocket } from '../use-web-socket.ts'
import { useWebSocketMessages } from '../use-web-socket-messages.ts'
import { useWebSocketReducer } from '../use-web-socket-reducer.ts'
import { type FakeFeed, fakeFeed } from './fake-feed.ts'

interface Props {
  readonly feed: Pick<FakeFeed<number, number>, 'url' | 'options'>
  readonly heard: number[]
}

/** Shows its phase, the last message, the sum of all, and all. */
function Everything({ feed: { url, options }, heard }: Props): ReactNode {
  const { data, state, socket } = useWebSocket(url, { ...options, onMessage: (message) => heard.push(message) })
  const sum = useWebSocketReducer(socket, (sum, message) => sum + message, 0)
  const { items } = useWebSocketMessages(socket)
  return <p>{`${state.phase} ${data} ${sum} ${items.join()}`}</p>
}

/** A component that uses all there is, its feed, and what its handler heard. */
export function everything(): { feed: FakeFeed<number, number>; heard: number[]; element: ReactElement } {
  const feed = fakeFeed<number>()
  const heard: number[] = []
  // Not the feed itself: React looks at all that props have, and `server.last` throws before there is one.
  const { url, options } = feed
  return { feed, heard, element: <Everything feed={{ url, options }} heard={heard} /> }
}

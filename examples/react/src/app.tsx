import { canClose, queuedLines } from '@everwire/example-server/screen'
import { useState } from 'react'
import { Chat } from './chat.tsx'
import { Connection } from './connection.tsx'
import { Facts } from './facts.tsx'
import { page, useFeed } from './feed.ts'
import { Header } from './header.tsx'
import { Prices } from './prices.tsx'
import { useRoom } from './use-room.ts'
import { useTimeline } from './use-timeline.ts'

export function App() {
  const feed = useFeed()
  const [room, enter] = useState('lobby')
  const [privately, join] = useState(false)
  const rooms = [useRoom('lobby', true), useRoom('private', privately)]
  const { timeline, markFault } = useTimeline(feed.state)
  const [notice, setNotice] = useState(page.problem)
  const connections = [feed, ...rooms.map(({ connection }) => connection)]

  return (
    <>
      <a className="skip" href="#main">
        Skip to the connection
      </a>
      <Header state={feed.state} />
      {notice && (
        <p className="notice" role="alert">
          {notice}
        </p>
      )}
      <main id="main">
        <h1 className="visually-hidden">Everwire in React: live example</h1>
        <Facts timeline={timeline} queued={rooms.reduce((sum, { chat }) => sum + queuedLines(chat), 0)} />
        <div className="grid">
          <Connection
            state={feed.state}
            timeline={timeline}
            onFault={markFault}
            onRetry={() => {
              for (const { state, reconnect } of connections) if (state.phase === 'waiting') reconnect()
            }}
            onClose={() => {
              for (const { state, close } of connections) if (canClose(state)) close(1000, 'closed by the reader')
            }}
            onOpen={() => {
              for (const { socket, open } of connections) if (socket) open()
            }}
          />
          <Prices isOpen={feed.state.phase === 'open'} onProblem={setNotice} />
          <Chat
            rooms={rooms}
            current={room}
            onEnter={(name) => {
              enter(name)
              if (name === 'private') join(true)
            }}
          />
        </div>
      </main>
    </>
  )
}

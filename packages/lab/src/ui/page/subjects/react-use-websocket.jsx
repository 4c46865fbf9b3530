import { useEffect } from 'react'
import useWebSocket from 'react-use-websocket'
import { reactSubject, Shown } from '../react.jsx'
import { rendered, saw } from '../tally.js'

// Its CommonJS build is the default export's owner where a bundler keeps both.
const useSocket = useWebSocket.default ?? useWebSocket

function Feed({ url, rows }) {
  const { lastJsonMessage } = useSocket(url)
  useEffect(() => {
    if (lastJsonMessage) saw('effect', lastJsonMessage)
  }, [lastJsonMessage])
  rendered()
  return <Shown seq={lastJsonMessage?.seq} rows={rows} />
}

export const start = reactSubject(Feed)

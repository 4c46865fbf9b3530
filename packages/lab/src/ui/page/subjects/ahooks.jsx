import { useWebSocket } from 'ahooks'
import { useEffect, useMemo } from 'react'
import { reactSubject, Shown } from '../react.jsx'
import { rendered, saw } from '../tally.js'

function Feed({ url, rows }) {
  const { latestMessage } = useWebSocket(url)
  const message = useMemo(() => latestMessage && JSON.parse(latestMessage.data), [latestMessage])
  useEffect(() => {
    if (message) saw('effect', message)
  }, [message])
  rendered()
  return <Shown seq={message?.seq} rows={rows} />
}

export const start = reactSubject(Feed)

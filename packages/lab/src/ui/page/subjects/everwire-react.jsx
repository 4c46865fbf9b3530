import { json } from '@everwire/core'
import { useWebSocket } from '@everwire/react'
import { reactSubject, Shown } from '../react.jsx'
import { rendered, saw } from '../tally.js'

const codec = json()

function Feed({ url, rows }) {
  const { data } = useWebSocket(url, { codec, onMessage: (message) => saw('handler', message) })
  rendered()
  return <Shown seq={data?.seq} rows={rows} />
}

export const start = reactSubject(Feed)

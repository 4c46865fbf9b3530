import { json } from '@everwire/core'
import { useWebSocket } from '@everwire/react'
import { reactSubject, Shown } from '../react.jsx'
import { saw } from '../tally.js'
import { Slow } from '../transition.jsx'

const codec = json()

function Feed({ url }) {
  const { data } = useWebSocket(url, { codec, onMessage: (message) => saw('handler', message) })
  return (
    <>
      <Shown seq={data?.seq} rows={0} />
      <Slow />
    </>
  )
}

export const start = reactSubject(Feed)

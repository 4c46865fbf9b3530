import { reactSubject } from '../react.jsx'
import { saw } from '../tally.js'
import { Slow } from '../transition.jsx'

function Alone({ url }) {
  new WebSocket(url).onmessage = ({ data }) => saw('handler', JSON.parse(data))
  return <Slow />
}

export const start = reactSubject(Alone)

import { saw } from '../tally.js'

export function start({ url }) {
  new WebSocket(url).onmessage = ({ data }) => saw('handler', JSON.parse(data))
}

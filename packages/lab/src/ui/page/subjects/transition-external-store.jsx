import { useSyncExternalStore } from 'react'
import { reactSubject, Shown } from '../react.jsx'
import { saw } from '../tally.js'
import { Slow } from '../transition.jsx'

/** The last message as an external store, told of at most once a frame. */
function storeOf(url) {
  let last
  let waiting = false
  return {
    get: () => last,
    subscribe(changed) {
      const socket = new WebSocket(url)
      socket.onmessage = ({ data }) => {
        last = JSON.parse(data)
        saw('handler', last)
        if (waiting) return
        waiting = true
        requestAnimationFrame(() => {
          waiting = false
          changed()
        })
      }
      return () => socket.close()
    },
  }
}

let store

function Feed({ url }) {
  store ??= storeOf(url)
  const data = useSyncExternalStore(store.subscribe, store.get)
  return (
    <>
      <Shown seq={data?.seq} rows={0} />
      <Slow />
    </>
  )
}

export const start = reactSubject(Feed)

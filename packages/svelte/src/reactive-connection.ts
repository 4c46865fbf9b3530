import { listen, type Receiving, type SocketHandlers, type Status, statusView, type View } from '@everwire/core'
import { createSubscriber } from 'svelte/reactivity'
import { shared } from './shared.ts'

/** What can be read of one URL's connection. Reading it where Svelte tracks is a lease. */
export interface ReactiveConnection<In> {
  readonly address: string | undefined
  readonly socket: Receiving<In> | null
  readonly status: () => Status
  /** How a view of this connection is read. */
  readonly reader: <T>(view: View<T>) => () => T
}

/** A connection as values that Svelte tracks; `left` is called when the last reader has gone. */
export function reactiveConnection<In>(
  address: string | undefined,
  socket: Receiving<In> | null,
  handlers: SocketHandlers<In>,
  left: () => unknown,
): ReactiveConnection<In> {
  const status = statusView(socket)
  if (!socket) return { address, socket, status: status.get, reader: ({ get }) => get }
  const lease = shared(() => {
    // Before the lease, which dials: it remembers what goes wrong then.
    const unwatch = status.subscribe(() => {})
    const listening = listen(socket, () => handlers)
    return () => {
      left()
      listening.unsubscribe()
      unwatch()
    }
  })
  return { address, socket, status: tracked(status, lease), reader: (view) => tracked(view, lease) }
}

/** Reads a view, and again when it changed. */
function tracked<T>(view: View<T>, lease: () => () => void): () => T {
  const track = createSubscriber((update) => {
    const stop = view.subscribe(update)
    const leave = lease()
    return () => {
      stop()
      leave()
    }
  })
  return () => {
    track()
    return view.get()
  }
}

import type { SocketEventMap } from '@everwire/core'
import { type SocketSource, socketOf } from './socket-source.ts'
import { whileMounted } from './while-mounted.ts'

/**
 * Calls a handler at each event of a socket, from when the component is mounted until it, or the effect scope, is disposed
 * of: every event, in order, also while `<KeepAlive>` keeps the component off the page. `'data'` and `'message'` hold the
 * connection open, the others only watch.
 *
 * @param socket A socket, or a ref or getter of one, which is followed; null and undefined: nothing.
 * @param type `'data'`, `'message'`, `'open'`, `'close'`, `'error'` or `'state'`.
 *
 * @example
 * ```ts
 * const { socket } = useWebSocket('wss://example.com/feed', { codec: json<Quote>() })
 * useWebSocketEvent(socket, 'data', (quote) => console.log(quote))
 * ```
 */
export function useWebSocketEvent<In, Type extends keyof SocketEventMap<In>>(
  socket: SocketSource<In>,
  type: Type,
  handler: (event: SocketEventMap<In>[Type]) => void,
): void {
  whileMounted(socketOf(socket), (socket) => {
    const listening = socket?.on(type, handler)
    return () => listening?.unsubscribe()
  })
}

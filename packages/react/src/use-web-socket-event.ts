import type { Receiving, SocketEventMap } from '@everwire/core'
import { useEffect } from 'react'
import { useLatest } from './use-latest.ts'

/**
 * Calls a handler at each event of a socket for as long as the component is mounted, across `close()` and `open()`. It
 * renders nothing.
 *
 * @param socket What `useWebSocket` answers as `socket`, or any other; null: none.
 * @param type `'data'` and `'message'` hold the connection open, the others only listen.
 * @param handler Always that of the last render; another one costs nothing.
 *
 * @example
 * ```tsx
 * const { socket } = useWebSocket('wss://example.com/feed', { codec: json<Quote>() })
 * useWebSocketEvent(socket, 'data', (quote) => console.log(quote)) // every message
 * useWebSocketEvent(socket, 'close', ({ code }) => console.log(code))
 * ```
 */
export function useWebSocketEvent<In, Type extends keyof SocketEventMap<In>>(
  socket: Receiving<In> | null,
  type: Type,
  handler: (event: SocketEventMap<In>[Type]) => void,
): void {
  const latest = useLatest(handler)
  useEffect(() => {
    const listening = socket?.on(type, (event) => latest.current(event))
    return () => listening?.unsubscribe()
  }, [socket, type, latest])
}

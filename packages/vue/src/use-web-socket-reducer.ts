import { type Delivery, view } from '@everwire/core'
import type { ShallowRef } from 'vue'
import { type SocketSource, usePainted } from './socket-source.ts'

/**
 * How a reduced value is painted.
 *
 * @example
 * ```ts
 * const slowly: UseWebSocketReducerOptions = { delivery: 1000 } // milliseconds
 * const highest = useWebSocketReducer(socket, (max, quote) => Math.max(max, quote.price), 0, slowly)
 * ```
 */
export interface UseWebSocketReducerOptions {
  /** Default `'frame'`; the reducer gets every message in any case. */
  readonly delivery?: Delivery
}

/**
 * Reduces every message of a socket to one value, in order, and paints that value. It holds the connection open. Another
 * socket begins at `initial` again.
 *
 * @param socket A socket, or a ref or getter of one, which is followed; without one the value is `initial`.
 * @param reducer Answers the next value; another object where something of it changed, because the ref is shallow.
 * @throws OptionError when `delivery` is neither `'frame'`, `'every'` nor a number of milliseconds.
 *
 * @example
 * ```ts
 * const { socket } = useWebSocket('wss://example.com/feed', { codec: json<Quote>() })
 * const highest = useWebSocketReducer(socket, (max, quote) => Math.max(max, quote.price), 0)
 * ```
 */
export function useWebSocketReducer<In, State>(
  socket: SocketSource<In>,
  reducer: (state: State, message: In) => State,
  initial: State,
  { delivery = 'frame' }: UseWebSocketReducerOptions = {},
): Readonly<ShallowRef<State>> {
  return usePainted(socket, (socket) => view(socket, reducer, initial, delivery), initial)
}

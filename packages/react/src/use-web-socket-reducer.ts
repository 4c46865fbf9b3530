import { type Delivery, type Receiving, view } from '@everwire/core'
import { useDebugValue } from 'react'
import { useKept } from './use-kept.ts'
import { useLatest } from './use-latest.ts'
import { ALWAYS, useView } from './use-view.ts'

/**
 * How {@link useWebSocketReducer} paints.
 *
 * @example
 * ```ts
 * const slowly: UseWebSocketReducerOptions = { delivery: 1000 } // milliseconds
 * const volume = useWebSocketReducer(socket, (sum, trade) => sum + trade.size, 0, slowly)
 * ```
 */
export interface UseWebSocketReducerOptions {
  /** How often the component is rendered; the reducer gets every message in any case. Default `'frame'`. */
  readonly delivery?: Delivery
}

/**
 * Folds every message of a socket into a value, in order, and renders the component for it at the pace of `delivery`. It
 * holds the connection open for as long as the component is mounted.
 *
 * @param socket What `useWebSocket` answers as `socket`, or any other; null: the value stays `initial`.
 * @param reducer Pure; always that of the last render, and called once for each message, not for each render.
 * @param initial The value before the first message. It and `delivery` are read when the component mounts and when the
 * socket becomes another one, which starts anew.
 * @throws OptionError when `delivery` is neither `'frame'`, `'every'` nor a number of milliseconds.
 *
 * @example
 * ```tsx
 * const { socket } = useWebSocket('wss://example.com/feed', { codec: json<Trade>() })
 * const volume = useWebSocketReducer(socket, (sum, trade) => sum + trade.size, 0)
 * ```
 */
export function useWebSocketReducer<In, State>(
  socket: Receiving<In> | null,
  reducer: (state: State, message: In) => State,
  initial: State,
  options: UseWebSocketReducerOptions = {},
): State {
  const latest = useLatest(reducer)
  const { painting, delivery } = useKept([socket], () => {
    const { delivery = 'frame' } = options
    const fold = (state: State, message: In) => latest.current(state, message)
    return { painting: view(socket, fold, initial, delivery), delivery }
  })
  const state = useView(painting, delivery, ALWAYS)
  useDebugValue(state)
  return state
}

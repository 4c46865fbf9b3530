import { useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { useLatest } from '../use-latest.ts'
import type { Address } from './address.ts'
import { checkOptions, type Options } from './options.ts'
import { ReadyState } from './ready-state.ts'
import { Session, type WebSocketMessage } from './session.ts'

/**
 * Sends a message: now when open, otherwise as soon as it is, unless `keep` is false.
 *
 * @example
 * ```ts
 * const send: SendMessage = useWebSocket('wss://example.com/feed').sendMessage
 * ```
 */
export type SendMessage = (message: WebSocketMessage, keep?: boolean) => void

/**
 * What the hook answers.
 *
 * @example
 * ```ts
 * const { lastJsonMessage, readyState }: WebSocketHook<Quote | null> = useWebSocket('wss://example.com/feed')
 * const price = readyState === ReadyState.OPEN ? lastJsonMessage?.price : undefined
 * ```
 */
export interface WebSocketHook<T = unknown> {
  /** Always the same function. */
  readonly sendMessage: SendMessage
  /** The same after `JSON.stringify`. */
  readonly sendJsonMessage: <Message = unknown>(message: Message, keep?: boolean) => void
  /** The last message; null before the first one, and after the URL changed. */
  readonly lastMessage: WebSocketEventMap['message'] | null
  /** Its data parsed, an empty object where it is not JSON; null before the first one, and with `disableJson`. */
  readonly lastJsonMessage: T
  readonly readyState: ReadyState
  /** The browser's WebSocket, guarded where it is shared; null before there is one. */
  readonly getWebSocket: () => WebSocket | null
}

const NO_OPTIONS: Options = {}
const UNPARSABLE = {}

/**
 * react-use-websocket's hook over Everwire: the same names, defaults and behaviour, so that a component runs with only its
 * import changed. The component is rendered for each message. Nothing reconnects unless `shouldReconnect` or
 * `retryOnError` says so, and nothing is shared unless `share` does.
 *
 * @param url A string, or a function that answers one, asked anew for each attempt; null turns it off. Another one, or
 * other `queryParams`, connect anew.
 * @param options Always those of the last render.
 * @param connect false turns it off.
 * @throws OptionError for `fromSocketIO` and `eventSourceOptions`.
 *
 * @example
 * ```tsx
 * const { sendMessage, lastMessage, readyState } = useWebSocket('wss://example.com/feed', {
 *   shouldReconnect: () => true,
 * })
 * ```
 */
export function useWebSocket<T = unknown>(
  url: Address | null,
  options: Options = NO_OPTIONS,
  connect = true,
): WebSocketHook<T> {
  checkOptions(options)
  const latest = useLatest(options)
  const [session] = useState(() => new Session(latest))
  const { queryParams, disableJson } = options
  const on = url !== null && connect === true
  const query = queryParams && JSON.stringify(queryParams)
  // biome-ignore lint/correctness/useExhaustiveDependencies: other query parameters are another URL
  useEffect(() => (on ? session.start(url) : session.off()), [session, on, url, query])
  const { readyState, lastMessage } = useSyncExternalStore(
    session.shown.subscribe,
    session.shown.get,
    session.shown.get,
  )
  const lastJsonMessage = useMemo(
    () => (lastMessage && !disableJson ? parsed(lastMessage.data) : null) as T,
    [lastMessage, disableJson],
  )
  return {
    sendMessage: session.send,
    sendJsonMessage: session.sendJson,
    lastMessage,
    lastJsonMessage,
    readyState: readyState ?? (on ? ReadyState.CONNECTING : ReadyState.UNINSTANTIATED),
    getWebSocket: session.webSocket,
  }
}

function parsed(data: unknown): unknown {
  try {
    return JSON.parse(data as string)
  } catch {
    return UNPARSABLE
  }
}

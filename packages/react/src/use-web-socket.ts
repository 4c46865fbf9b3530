import {
  type AnyBindingOptions,
  type BindingOptions,
  type BindingUrl,
  type Commands,
  commands,
  IDLE_STATUS,
  leasedStatus,
  type ObservableWebSocket,
  type RawBindingOptions,
  type Received,
  type Sendable,
  type Status,
} from '@everwire/core'
import { useDebugValue, useMemo, useSyncExternalStore } from 'react'
import { useData } from './use-data.ts'
import { useLatest } from './use-latest.ts'
import { useSocket } from './use-socket.ts'

/**
 * What {@link useWebSocket} answers: another object whenever something in it changed.
 *
 * @example
 * ```tsx
 * function Badge({ state, reconnect }: Pick<UseWebSocketResult<Quote, Command>, 'state' | 'reconnect'>) {
 *   return <button onClick={() => reconnect()}>{state.phase}</button>
 * }
 * ```
 */
export interface UseWebSocketResult<In, Out> extends Status, Commands<Out> {
  /**
   * The last message, for painting: `delivery` says how often it changes. Reading it, destructuring included, is what
   * makes the component render for messages.
   */
  readonly data: In | undefined
  /** The shared socket, null without a URL. */
  readonly socket: ObservableWebSocket<In, Out> | null
}

/**
 * Connects a component to a WebSocket for as long as it is mounted, and renders it when the connection or, if it reads
 * `data`, the last message changes. Components with the same URL and protocols share one connection.
 *
 * Nothing is dialled while rendering, nor on a server.
 *
 * @param url null turns it off; another one switches the connection.
 * @param options Handlers are always those of the last render. Connection options are those of the component that came
 * first; another `key` or other `protocols` switch the connection.
 * @throws OptionError when an option has a wrong type or is out of range.
 *
 * @example
 * ```tsx
 * const { data, state, send } = useWebSocket('wss://example.com/feed', {
 *   codec: json<Quote, Command>(),
 *   onMessage: (quote) => console.log(quote), // every message; `data` is a sample for painting
 * })
 * ```
 */
export function useWebSocket(url: BindingUrl, options?: RawBindingOptions): UseWebSocketResult<Received, Sendable>
// The last, because TypeScript 7 reports a call that fits none by the last alone, and a wrong option is named by this one.
export function useWebSocket<In, Out = In>(
  url: BindingUrl,
  options: BindingOptions<In, Out>,
): UseWebSocketResult<In, Out>
export function useWebSocket(url: BindingUrl, options: AnyBindingOptions = {}): UseWebSocketResult<unknown, never> {
  const socket = useSocket(url, options)
  const latest = useLatest(options)
  const told = useMemo(() => commands(() => socket), [socket])
  const connection = useMemo(() => leasedStatus(socket, () => latest.current, told.release), [socket, told, latest])
  const status = useSyncExternalStore(connection.subscribe, connection.get, socket ? idle : connection.get)
  const readData = useData(socket, options.delivery ?? 'frame')
  useDebugValue(status.state.phase)
  return useMemo(() => {
    const { send, open, close, reconnect } = told
    return {
      ...status,
      get data() {
        return readData()
      },
      ...{ socket, send, open, close, reconnect },
    }
  }, [readData, socket, status, told])
}

const idle = () => IDLE_STATUS

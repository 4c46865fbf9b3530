import {
  type AnyBindingOptions,
  type BindingOptions,
  type BindingUrl,
  bindingSocket,
  type Commands,
  commands,
  defaultRegistry,
  leasedStatus,
  leasedView,
  type ObservableWebSocket,
  propertyView,
  type RawBindingOptions,
  type Received,
  type Sendable,
  type Status,
  statusView,
  type View,
  view,
} from '@everwire/core'

/**
 * Svelte's store contract, its reading half.
 *
 * @example
 * ```ts
 * const state: ReadableStore<ConnectionState> = webSocketStore('wss://example.com/feed').state
 * const stop = state.subscribe(({ phase }) => console.log(phase))
 * ```
 */
export interface ReadableStore<T> {
  /** Calls `run` with the value, now and after each change. Answers how to stop. */
  subscribe(run: (value: T) => void): () => void
}

/**
 * What {@link webSocketStore} answers: a store of the last message, beside stores of the connection.
 *
 * @example
 * ```ts
 * export const quotes: WebSocketStore<Quote, Command> = webSocketStore(url, undefined, { codec: json<Quote, Command>() })
 * quotes.send({ subscribe: 'ACME' })
 * ```
 */
export interface WebSocketStore<In, Out, Initial = undefined> extends ReadableStore<In | Initial>, Commands<Out> {
  readonly state: ReadableStore<Status['state']>
  readonly readyState: ReadableStore<Status['readyState']>
  readonly error: ReadableStore<Status['error']>
  /** The shared socket, null without a URL. */
  readonly socket: ObservableWebSocket<In, Out> | null
}

/**
 * The last message of a WebSocket as a store. Subscribing connects, and the last one to unsubscribe hangs up; `state`,
 * `readyState` and `error` only watch. Stores with the same URL and protocols share one connection.
 *
 * Where there is no `window`, subscribing dials nothing, because it is a server that renders; `open` and `send` do.
 *
 * @param initial The value until a message comes.
 * @throws OptionError when an option has a wrong type or is out of range.
 *
 * @example
 * ```ts
 * const quotes = webSocketStore('wss://example.com/feed', undefined, { codec: json<Quote, Command>() })
 * const { state: connection } = quotes // in the markup: {$quotes?.price} {$connection.phase}
 * ```
 */
export function webSocketStore<Initial = undefined>(
  url: BindingUrl,
  initial?: Initial,
  options?: RawBindingOptions,
): WebSocketStore<Received, Sendable, Initial>
// The last, because TypeScript 7 reports a call that fits none by the last alone, and a wrong option is named by this one.
export function webSocketStore<In, Out = In, Initial = undefined>(
  url: BindingUrl,
  initial: Initial,
  options: BindingOptions<In, Out>,
): WebSocketStore<In, Out, Initial>
export function webSocketStore(
  url: BindingUrl,
  initial?: unknown,
  options: AnyBindingOptions = {},
): WebSocketStore<unknown, never, unknown> {
  const socket = bindingSocket(url, options, defaultRegistry)
  const { release, ...told } = commands(() => socket)
  const status = statusView(socket)
  // Without a window it is a server that renders, and what it reads holds nothing.
  const read = typeof window === 'undefined' ? null : socket
  const lease = leasedStatus(read, () => options, release)
  const data = view<unknown, unknown>(read, (_, message) => message, initial, options.delivery)
  return {
    ...store(leasedView(data, lease)),
    state: store(propertyView(status, 'state')),
    readyState: store(propertyView(status, 'readyState')),
    error: store(propertyView(status, 'error')),
    socket,
    ...told,
  }
}

function store<T>({ get, subscribe }: View<T>): ReadableStore<T> {
  return {
    subscribe(run) {
      run(get())
      return subscribe(() => run(get()))
    },
  }
}

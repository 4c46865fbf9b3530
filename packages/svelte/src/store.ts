import {
  type AnyBindingOptions,
  type BindingOptions,
  type BindingUrl,
  bindingSocket,
  type Commands,
  commands,
  type Delivery,
  defaultRegistry,
  listen,
  type ObservableWebSocket,
  type RawBindingOptions,
  type Received,
  type Receiving,
  type Sendable,
  type SocketHandlers,
  type Status,
  statusView,
  type View,
  view,
} from '@everwire/core'
import { shared } from './shared.ts'

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
export function webSocketStore<In, Out = In, Initial = undefined>(
  url: BindingUrl,
  initial: Initial,
  options: BindingOptions<In, Out>,
): WebSocketStore<In, Out, Initial>
export function webSocketStore<Initial = undefined>(
  url: BindingUrl,
  initial?: Initial,
  options?: RawBindingOptions,
): WebSocketStore<Received, Sendable, Initial>
export function webSocketStore(
  url: BindingUrl,
  initial?: unknown,
  options: AnyBindingOptions = {},
): WebSocketStore<unknown, never, unknown> {
  const socket = bindingSocket(url, options, defaultRegistry)
  const { release, ...told } = commands(() => socket)
  const status = statusView(socket)
  return {
    subscribe:
      socket && typeof window !== 'undefined' ? dataStore(socket, initial, options, release) : constant(initial),
    state: statusStore(status, 'state'),
    readyState: statusStore(status, 'readyState'),
    error: statusStore(status, 'error'),
    socket,
    ...told,
  }
}

type Subscribe<T> = ReadableStore<T>['subscribe']

function constant<T>(value: T): Subscribe<T> {
  return (run) => {
    run(value)
    return () => {}
  }
}

/** However many subscribe, the handlers are called once for a message. */
function dataStore<In, T>(
  socket: Receiving<In>,
  initial: T,
  handlers: SocketHandlers<In> & { readonly delivery?: Delivery },
  left: () => void,
): Subscribe<In | T> {
  const data = view<In, In | T>(socket, (_, message) => message, initial, handlers.delivery)
  const lease = shared(() => {
    const listening = listen(socket, () => handlers)
    return () => {
      left()
      listening.unsubscribe()
    }
  })
  return (run) => {
    run(data.get())
    const leave = lease()
    const stop = data.subscribe(() => run(data.get()))
    return () => {
      stop()
      leave()
    }
  }
}

function statusStore<Name extends keyof Status>(status: View<Status>, name: Name): ReadableStore<Status[Name]> {
  return {
    subscribe(run) {
      let last = status.get()[name]
      run(last)
      return status.subscribe(() => {
        const value = status.get()[name]
        if (value === last) return
        last = value
        run(last)
      })
    },
  }
}

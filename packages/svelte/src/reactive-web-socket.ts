import {
  type AnyBindingOptions,
  type BindingOptions,
  type BindingUrl,
  type Commands,
  commands,
  type Delivery,
  type HeldCommands,
  type MessageLog,
  type MessagesOptions,
  messagesView,
  type ObservableWebSocket,
  type RawBindingOptions,
  type Received,
  type Sendable,
  type SocketEventMap,
  type Status,
  type SwitchedSocket,
  switchingSocket,
  view,
} from '@everwire/core'
import { onDestroy, untrack } from 'svelte'
import { inComponent } from './component.ts'
import { handling } from './handling.ts'
import { type ReactiveValue, reactiveValue } from './reactive-value.ts'
import { contextRegistry } from './registry-context.ts'

/** A URL, or a function that reads one from `$state`, which is followed. */
export type ReactiveUrl = BindingUrl | (() => BindingUrl)

/** Without a codec there are no messages but the transport's. */
type WithoutCodec<In, Out> = [Received, Sendable] extends [In, Out] ? [options?: RawBindingOptions] : [options: never]

/**
 * A WebSocket whose properties are reactive. Reading `data`, `state`, `readyState` or `error` in markup, `$derived` or
 * `$effect` connects, and the last reader to go hangs up. Instances with the same URL and protocols share one connection.
 *
 * Nothing is dialled on a server.
 *
 * @example
 * ```svelte
 * <script>
 *   const quotes = new ReactiveWebSocket('wss://example.com/feed', {
 *     codec: json<Quote, Command>(),
 *     onMessage: (quote) => console.log(quote), // every message; `data` is a sample for painting
 *   })
 * </script>
 * {quotes.data?.price} {quotes.state.phase}
 * ```
 */
export class ReactiveWebSocket<In = Received, Out = Sendable> implements Commands<Out> {
  readonly #told: HeldCommands<Out> = commands<Out>(() => untrack(() => this.socket))
  readonly send: Commands<Out>['send'] = this.#told.send
  readonly open: Commands<Out>['open'] = this.#told.open
  readonly close: Commands<Out>['close'] = this.#told.close
  readonly reconnect: Commands<Out>['reconnect'] = this.#told.reconnect
  readonly #connection: () => SwitchedSocket<In, Out>
  readonly #status: ReactiveValue<Status>
  readonly #data: ReactiveValue<In | undefined>

  /**
   * @param url null turns it off; another one, where it is a function, switches the connection.
   * @param options Connection options are those of the instance that came first. `key` may be a getter, which is followed.
   * @throws OptionError when an option has a wrong type or is out of range.
   */
  constructor(url: ReactiveUrl, options: BindingOptions<In, Out>)
  constructor(url: ReactiveUrl, ...options: WithoutCodec<In, Out>)
  constructor(url: ReactiveUrl, options: AnyBindingOptions = {}) {
    const switchTo = switchingSocket<In, Out>(options, contextRegistry(), this.#told.release)
    // Who reads it reads the URL, and so reads again when that changes.
    this.#connection = () => switchTo(typeof url === 'function' ? url() : url)
    inComponent(() => onDestroy(this.#told.release))
    this.#status = reactiveValue(this.#connection, ({ status }) => status)
    this.#data = this.reduce<In | undefined>((_, message) => message, undefined, options)
  }

  /** The last message, for painting: `delivery` says how often it changes. */
  get data(): In | undefined {
    return this.#data.current
  }

  /** Where the connection is: another object only after a transition. */
  get state(): Status['state'] {
    return this.#status.current.state
  }

  /** WHATWG's, but -1 without a URL and 0 while idle. */
  get readyState(): Status['readyState'] {
    return this.#status.current.readyState
  }

  /** The last error since the connection was last opened. */
  get error(): Status['error'] {
    return this.#status.current.error
  }

  /** The shared socket, null without a URL. Reading it is no lease. */
  get socket(): ObservableWebSocket<In, Out> | null {
    return this.#connection().socket
  }

  /**
   * Calls a handler at each event of the connection, and of the next one when the URL changes: from the mounting of the
   * component that calls this, or at once where none does, until that component is gone or the answer is called.
   * `'message'` and `'data'` are leases. Nothing is called on a server.
   *
   * @returns How to stop, as an effect does it.
   *
   * @example
   * ```ts
   * quotes.on('close', ({ code }) => console.log(code)) // in a component
   * $effect(() => quotes.on('data', (quote) => chart.add(quote))) // in an effect
   * ```
   */
  on<Type extends keyof SocketEventMap<In>>(
    type: Type,
    handler: (event: SocketEventMap<In>[Type]) => void,
  ): () => void {
    return handling(this.#connection, ({ socket }) => socket?.on(type, handler))
  }

  /**
   * Folds every message into a value, which `delivery` paints (default `'frame'`): `current` is reactive, and reading it
   * holds the connection. It begins again from `initial` with another URL, and keeps its value while nobody reads it.
   *
   * @param reducer Gets every message that comes while `current` is read, in order, and answers the next value.
   * @throws OptionError when `delivery` is neither `'frame'`, `'every'` nor a number of milliseconds.
   *
   * @example
   * ```ts
   * const highest = quotes.reduce((most, quote) => Math.max(most, quote.price), 0)
   * // in the markup: {highest.current}
   * ```
   */
  reduce<S>(
    reducer: (value: S, message: In) => S,
    initial: S,
    { delivery }: { readonly delivery?: Delivery } = {},
  ): ReactiveValue<S> {
    return reactiveValue(this.#connection, ({ socket }) => view(socket, reducer, initial, delivery))
  }

  /**
   * The latest messages, none missed while `current` is read: another object with another array at each paint. It begins
   * empty with another URL.
   *
   * @param options `limit` (default 1,000): how many are kept, and how many left is counted in `dropped`; `delivery`.
   * @throws OptionError when `limit` is neither a whole number from 1 nor Infinity, or `delivery` neither `'frame'` nor
   * milliseconds.
   *
   * @example
   * ```svelte
   * <script>
   *   const log = quotes.messages({ limit: 100 })
   * </script>
   * {#each log.current.items as quote, index (log.current.start + index)}<li>{quote.price}</li>{/each}
   * ```
   */
  messages(options?: MessagesOptions): ReactiveValue<MessageLog<In>> {
    return reactiveValue(this.#connection, ({ socket }) => messagesView(socket, options))
  }
}

import {
  type AnyBindingOptions,
  type BindingOptions,
  type BindingUrl,
  bindingSocket,
  type Commands,
  commands,
  type HeldCommands,
  type ObservableWebSocket,
  type RawBindingOptions,
  type Received,
  type Registry,
  type Sendable,
  type Status,
} from '@everwire/core'
import { onDestroy, untrack } from 'svelte'
import { type ReactiveConnection, reactiveConnection } from './reactive-connection.ts'
import { contextRegistry, inComponent } from './registry-context.ts'

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
 *     onMessage: (quote) => history.push(quote), // every message; `data` is a sample for painting
 *   })
 * </script>
 * {quotes.data?.price} {quotes.state.phase}
 * ```
 */
export class ReactiveWebSocket<In = Received, Out = Sendable> implements Commands<Out> {
  readonly send: Commands<Out>['send']
  readonly open: Commands<Out>['open']
  readonly close: Commands<Out>['close']
  readonly reconnect: Commands<Out>['reconnect']
  readonly #url: ReactiveUrl
  readonly #options: BindingOptions<In, Out>
  readonly #registry: Registry
  readonly #release: () => void
  #connection: ReactiveConnection<In> | undefined

  /**
   * @param url null turns it off; another one, where it is a function, switches the connection.
   * @param options Connection options are those of the instance that came first.
   * @throws OptionError when an option has a wrong type or is out of range.
   */
  constructor(url: ReactiveUrl, options: BindingOptions<In, Out>)
  constructor(url: ReactiveUrl, ...options: WithoutCodec<In, Out>)
  constructor(url: ReactiveUrl, options: AnyBindingOptions = {}) {
    this.#url = url
    this.#options = options as BindingOptions<In, Out>
    this.#registry = contextRegistry()
    const told: HeldCommands<Out> = commands<Out>(() => untrack(() => this.socket))
    this.send = told.send
    this.open = told.open
    this.close = told.close
    this.reconnect = told.reconnect
    this.#release = told.release
    inComponent(() => onDestroy(told.release))
    untrack(() => this.#current())
  }

  /** The last message, for painting: `delivery` says how often it changes. */
  get data(): In | undefined {
    return this.#current().data()
  }

  get state(): Status['state'] {
    return this.#current().status().state
  }

  /** WHATWG's, but -1 without a URL and 0 while idle. */
  get readyState(): Status['readyState'] {
    return this.#current().status().readyState
  }

  /** The last error since the connection was last opened. */
  get error(): Status['error'] {
    return this.#current().status().error
  }

  /** The shared socket, null without a URL. Reading it is no lease. */
  get socket(): ObservableWebSocket<In, Out> | null {
    return this.#current().socket
  }

  /** The connection of the URL of the moment. Who reads it reads the URL, and so reads again when that changes. */
  #current(): ReactiveConnection<In> {
    const url = typeof this.#url === 'function' ? this.#url() : this.#url
    const address = url?.toString()
    if (this.#connection?.address === address && this.#connection) return this.#connection
    this.#release()
    const socket = bindingSocket(address, this.#options, this.#registry)
    // The readers of an old URL leave after this, and must not take along what was opened for the new one.
    const left = () => this.#connection === connection && this.#release()
    const connection: ReactiveConnection<In> = reactiveConnection<In>(address, socket, this.#options, left)
    this.#connection = connection
    return connection
  }
}

import type { Subscription } from 'rxjs'
import { isFunction, isTime, resolve } from './check.ts'
import { EverwireError } from './errors.ts'
import type { SocketHandlers } from './listen.ts'
import type { AnySocket, Sending } from './observable-web-socket.ts'
import type { RawWebSocketOptions, ReconnectOptions, SendOptions, WebSocketOptions } from './options.ts'
import type { Delivery } from './pace.ts'
import type { SendReceipt } from './receipt.ts'
import type { Registry, SharingOptions } from './registry.ts'
import type { Received } from './web-socket-like.ts'

/**
 * Where a component connects to; null and undefined turn it off.
 *
 * @example
 * ```ts
 * const url: BindingUrl = signedIn ? 'wss://example.com/feed' : null
 * ```
 */
export type BindingUrl = string | URL | null | undefined

interface Painting extends SharingOptions {
  /** How `data` is painted; default `'frame'`. Handlers get every message in any case. */
  readonly delivery?: Delivery
  /** Where sockets are shared; default the one the framework provides, or else the page's. */
  readonly registry?: Registry
}

/**
 * The options of a binding with a codec: the connection's, the sharing, the handlers, the painting.
 *
 * @example
 * ```ts
 * const options: BindingOptions<Quote, Command> = {
 *   codec: json<Quote, Command>(),
 *   delivery: 250,
 *   onMessage: (quote) => console.log(quote),
 * }
 * ```
 */
export interface BindingOptions<In, Out> extends WebSocketOptions<In, Out>, SocketHandlers<In>, Painting {}

/**
 * The options of a binding without a codec.
 *
 * @example
 * ```ts
 * const options: RawBindingOptions = { key: 'log', onMessage: (data) => console.log(data) }
 * ```
 */
export interface RawBindingOptions extends RawWebSocketOptions, SocketHandlers<Received>, Painting {}

// biome-ignore lint/suspicious/noExplicitAny: both type parameters vary, so no other type takes all of them
type OptionsWithCodec = BindingOptions<any, any>

/**
 * The options of a binding, whatever its messages are.
 *
 * @example
 * ```ts
 * const optionsOf = (debug: boolean): AnyBindingOptions => (debug ? { codec: json() } : { delivery: 'every' })
 * ```
 */
export type AnyBindingOptions = OptionsWithCodec | RawBindingOptions

/**
 * A component's socket, or null without a URL. It dials when it is leased, not before.
 *
 * @param provided The registry the framework provides; the option `registry` goes before it.
 * @throws OptionError when an option has a wrong type or is out of range.
 *
 * @example
 * ```ts
 * const socket = bindingSocket('wss://example.com/feed', { codec: json() }, defaultRegistry)
 * ```
 */
export function bindingSocket(url: BindingUrl, options: AnyBindingOptions, provided: Registry): AnySocket | null {
  const handler = [undefined, isFunction]
  const { registry } = resolve<Required<Pick<Painting, 'registry' | 'delivery'> & SocketHandlers<never>>>(
    {
      registry: [provided, { get: isFunction }],
      delivery: ['frame', 'every', isTime],
      onMessage: handler,
      onOpen: handler,
      onClose: handler,
      onError: handler,
    },
    options,
  )
  return url == null ? null : registry.get(url, options as OptionsWithCodec)
}

/**
 * What a component can tell its connection. They need no `this`.
 *
 * @example
 * ```ts
 * const retryOn = ({ reconnect }: Commands<Command>) => window.addEventListener('focus', () => reconnect())
 * ```
 */
export interface Commands<Out> {
  /**
   * Sends a message: now when open, otherwise as soon as it is, in order.
   *
   * @throws EverwireError `usage`: there is no URL. Otherwise what the socket's `send` throws.
   */
  readonly send: (message: Out, options?: SendOptions) => SendReceipt
  /** Undoes `close()`, dials at once, and holds the connection open until the component is gone or calls `close()`. */
  readonly open: () => void
  /** Closes for all who share the connection; nothing without a URL. */
  readonly close: (code?: number, reason?: string) => void
  /** Replaces the connection now, or ends the waiting; nothing without a URL. */
  readonly reconnect: (options?: ReconnectOptions) => void
}

/**
 * Commands, and the end of what `open` holds.
 *
 * @example
 * ```ts
 * const { open, release }: HeldCommands<Command> = commands(() => socket)
 * open()
 * release() // the component is gone
 * ```
 */
export interface HeldCommands<Out> extends Commands<Out> {
  /** Gives back what `open` holds. */
  readonly release: () => void
}

/**
 * A component's commands to its connection, for bindings.
 *
 * @param current Answers the socket as it is now, or null without a URL.
 *
 * @example
 * ```ts
 * const { send, release } = commands(() => socket)
 * ```
 */
export function commands<Out>(current: () => Sending<Out> | null): HeldCommands<Out> {
  let held: Subscription | undefined
  const hold = (next: Subscription | undefined) => {
    held?.unsubscribe()
    held = next
  }
  return {
    send(message, options) {
      const socket = current()
      if (socket) return socket.send(message, options)
      throw new EverwireError('usage', 'There is no URL to send to; give one, or ask whether `socket` is null first.')
    },
    open: () => hold(current()?.open()),
    close(code, reason) {
      current()?.close(code, reason)
      hold(undefined)
    },
    reconnect: (options) => current()?.reconnect(options),
    release: () => hold(undefined),
  }
}

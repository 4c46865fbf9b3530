import type { AnyCodec, Codec } from './codec.ts'
import type { AnySocket, ObservableWebSocket } from './observable-web-socket.ts'
import type { ConnectionOptions, PerAttempt, RawWebSocketOptions, UrlOption, WebSocketOptions } from './options.ts'
import { resolveOptions } from './resolve-options.ts'
import { Socket } from './socket.ts'
import type { Received, Sendable } from './web-socket-like.ts'

/**
 * Subprotocols to offer, asked anew for each attempt where it is a function.
 *
 * @example
 * ```ts
 * const protocols: ProtocolsOption = async () => ['v1', `token.${await fetchToken()}`]
 * webSocket('wss://example.com/feed', protocols)
 * ```
 */
export type ProtocolsOption = PerAttempt<string | readonly string[]>

/**
 * Makes a socket that dials when somebody subscribes to its messages (or sends, or calls `open()`), stays connected while
 * anybody does, and reconnects.
 *
 * @param url Absolute, or relative to the page; or a function, asked anew for each attempt.
 * @param protocols Subprotocols, in the order of preference.
 * @param options With a `codec`, messages have its types; without one they are `string | ArrayBuffer | Blob`.
 * @throws OptionError when an option has a wrong type or is out of range.
 *
 * @example
 * ```ts
 * const socket = webSocket<Quote, Command>('wss://example.com/feed', { codec: json() })
 * socket.data$.subscribe((quote) => show(quote))
 * socket.send({ subscribe: 'ACME' })
 * ```
 *
 * @see https://websockets.spec.whatwg.org/#dom-websocket-websocket
 */
export function webSocket(url: UrlOption, options?: RawWebSocketOptions): ObservableWebSocket<Received, Sendable>
export function webSocket(
  url: UrlOption,
  protocols?: ProtocolsOption,
  options?: RawWebSocketOptions,
): ObservableWebSocket<Received, Sendable>
export function webSocket<In, Out = In>(
  url: UrlOption,
  protocols: ProtocolsOption | undefined,
  options: WebSocketOptions<In, Out>,
): ObservableWebSocket<In, Out>
// The last, because TypeScript 7 reports a call that fits none by the last alone, and a wrong option is named by this one.
export function webSocket<In, Out = In>(
  url: UrlOption,
  options: WebSocketOptions<In, Out>,
): ObservableWebSocket<In, Out>
export function webSocket(url: UrlOption, second?: ProtocolsOption | AnyOptions, third: AnyOptions = {}): AnySocket {
  const isOptions = typeof second === 'object' && !Array.isArray(second)
  const options = isOptions ? (second as AnyOptions) : third
  const protocols = (isOptions ? null : (second as ProtocolsOption | undefined)) ?? options?.protocols
  return createSocket(url, protocols, options)
}

/** Options of either kind. */
export interface AnyOptions extends ConnectionOptions {
  readonly protocols?: ProtocolsOption
  readonly codec?: AnyCodec | undefined
}

/** `webSocket` without overloads, for the registry. */
export function createSocket<In, Out>(
  url: UrlOption,
  protocols: ProtocolsOption | undefined,
  options: ConnectionOptions & { readonly codec?: Codec<In, Out> | undefined },
): ObservableWebSocket<In, Out> {
  return new Socket(resolveOptions(url, protocols, options), options.codec)
}

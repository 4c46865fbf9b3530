import type { LookupFunction } from 'node:net'
import type { ConnectionOptions as TlsOptions } from 'node:tls'

/**
 * How permessage-deflate is offered and used.
 *
 * @example Small messages as well, without a window that is kept
 * ```ts
 * const perMessageDeflate: PerMessageDeflateOptions = { threshold: 128, clientNoContextTakeover: true }
 * ```
 */
export interface PerMessageDeflateOptions {
  /** Messages shorter than this are sent as they are, in bytes. Default 1024. */
  readonly threshold?: number
  /** zlib's compression level, 0 to 9. Default 6. */
  readonly level?: number
  /** Asks the server to compress each message by itself, so that no window is kept. Default false. */
  readonly serverNoContextTakeover?: boolean
  /** Compresses each of our messages by itself. Default false. */
  readonly clientNoContextTakeover?: boolean
  /** The largest window the server may use, as a power of two, 8 to 15. Default 15. */
  readonly serverMaxWindowBits?: number
  /** The largest window we use, as a power of two, 8 to 15. Default 15. */
  readonly clientMaxWindowBits?: number
}

/**
 * What Node's transports can do beyond the WHATWG constructor.
 *
 * @example
 * ```ts
 * const init: TransportInit = { headers: { Authorization: 'Bearer …' }, proxy: 'environment', handshakeTimeout: 5000 }
 * new WebSocket('wss://example.com/feed', [], init)
 * ```
 */
export interface TransportInit {
  /** Headers of the handshake, beside its own. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>> | Iterable<readonly [string, string]>
  /**
   * Options of Node's `tls.connect`: `ca`, `cert`, `key`, `servername`, `rejectUnauthorized` … Without any that concern
   * certificates, Node's defaults as of the first dial are used.
   */
  readonly tls?: TlsOptions
  /**
   * An HTTP proxy to tunnel through with CONNECT, `http:` or `https:`, its credentials in the URL; or `'environment'`,
   * which reads `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy` at each dial. Default: none is used.
   */
  readonly proxy?: string | URL
  /** A Unix socket or Windows pipe to connect to instead of the URL's host. */
  readonly socketPath?: string
  /** Resolves host names, as `dns.lookup` does. */
  readonly lookup?: LookupFunction
  /** The local address to connect from. */
  readonly localAddress?: string
  /** Ends the attempt to connect. */
  readonly signal?: AbortSignal
  /** How long the whole handshake may take, name look-up included, in milliseconds. Default 10,000. */
  readonly handshakeTimeout?: number
  /**
   * How long the peer may take to answer a close, in milliseconds, and 1,500 at most after a failure. It begins anew as long
   * as the peer takes what was sent before. Default 10,000.
   */
  readonly closeTimeout?: number
  /** The largest message that is received, after decompression, in bytes. Default 64 MiB. */
  readonly maxMessageSize?: number
  /** Whether, and how, compression is offered. Default true. */
  readonly perMessageDeflate?: boolean | PerMessageDeflateOptions
  /** Whether dials to one host wait for each other, for 1.25 s at most, as RFC 6455, 4.1 asks. Default `'serial'`. */
  readonly connecting?: 'serial' | 'parallel'
}

/**
 * The options of `WebSocket`, when they are its second argument.
 *
 * @example
 * ```ts
 * new WebSocket('wss://example.com/feed', { protocols: ['v1'], maxMessageSize: 1_000_000 })
 * ```
 */
export interface WebSocketInit extends TransportInit {
  /** Subprotocols by preference. Default: none. */
  readonly protocols?: string | Iterable<string>
}

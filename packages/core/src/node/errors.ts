/**
 * At which step a handshake failed.
 *
 * - `aborted`: by the caller, through `close()` or the option `signal`
 * - `timeout`: `handshakeTimeout` passed
 * - `lookup`: the host name has no address
 * - `connect`: no TCP connection, or it broke before the handshake was done; `cause` is Node's error where there is one
 * - `tls`: the certificate or the TLS handshake was refused
 * - `proxy`: the proxy could not be reached, refused the tunnel (`status`, `headers`, `body` are then the proxy's), or broke the rules
 * - `status`: the server answered something other than 101
 * - `response`: the server's answer breaks RFC 6455, RFC 7692 or HTTP
 *
 * @example
 * ```ts
 * const transient: readonly HandshakeErrorCode[] = ['timeout', 'lookup', 'connect']
 * const again = socket.failure instanceof HandshakeError && transient.includes(socket.failure.code)
 * ```
 */
export type HandshakeErrorCode = 'aborted' | 'timeout' | 'lookup' | 'connect' | 'tls' | 'proxy' | 'status' | 'response'

/**
 * What an HTTP answer adds to a {@link HandshakeError}.
 *
 * @example A refusal for a test
 * ```ts
 * const answer: HandshakeAnswer = { status: 503, headers: new Map([['retry-after', '2']]), body: '', retryAfter: 2000 }
 * throw new HandshakeError('status', 'example.com answered 503', { answer })
 * ```
 */
export interface HandshakeAnswer {
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
  readonly retryAfter: number | null
}

/**
 * Why a connection never opened. Its message names host and port, never credentials, a query or a request header.
 *
 * @example
 * ```ts
 * import { HandshakeError, WebSocket } from '@everwire/core/node'
 *
 * const socket = new WebSocket('wss://example.com/feed')
 * socket.onerror = () => {
 *   const { failure } = socket
 *   if (failure instanceof HandshakeError && failure.status === 503) console.log(`again in ${failure.retryAfter ?? 1000} ms`)
 * }
 * ```
 */
export class HandshakeError extends Error {
  override readonly name = 'HandshakeError'
  /** At which step it failed; stable, so it can be switched on. */
  readonly code: HandshakeErrorCode
  /** The HTTP status of the answer, or null where there was none. */
  readonly status: number | null
  /** The answer's headers by lower-case name, several of one name joined by `, `; null where there was no answer. */
  readonly headers: ReadonlyMap<string, string> | null
  /** The first 16 KiB of the answer's body, read as UTF-8; null where there was no answer. */
  readonly body: string | null
  /** What `Retry-After` asked for, in milliseconds from when the answer came; null where it did not ask. */
  readonly retryAfter: number | null

  constructor(
    code: HandshakeErrorCode,
    message: string,
    { cause, answer }: { readonly cause?: unknown; readonly answer?: HandshakeAnswer } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.status = answer?.status ?? null
    this.headers = answer?.headers ?? null
    this.body = answer?.body ?? null
    this.retryAfter = answer?.retryAfter ?? null
  }
}

/**
 * An option of a transport has a wrong type or is out of range.
 *
 * @example
 * ```ts
 * new WebSocket('wss://example.com', [], { maxMessageSize: -1 }) // throws OptionError: `maxMessageSize` is -1; …
 * ```
 */
export class OptionError extends TypeError {
  override readonly name = 'OptionError'
  /** The option's name, with dots for nested ones. */
  readonly option: string

  /** @param found what it is, in words that give no secret away */
  constructor(option: string, found: string, allowed: string) {
    super(`\`${option}\` is ${found}; allowed: ${allowed}.`)
    this.option = option
  }
}

/** A value as an error message shows it. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 80))
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object'
  return String(value)
}

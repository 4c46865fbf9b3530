/** A URL taken apart as far as dialling needs it. */
export interface WebSocketUrl {
  /** The URL as the WHATWG standard serialises it, credentials included: never to be logged. */
  readonly href: string
  /** TLS or not. */
  readonly secure: boolean
  /** The name or address to connect to, an IPv6 address without brackets. */
  readonly hostname: string
  readonly port: number
  /** For the `Host` header: the port only where it is not the scheme's default. */
  readonly host: string
  /** Path and query, percent-encoded. */
  readonly target: string
  /** The value of an `Authorization` header made from the URL's user name and password, or null. */
  readonly authorization: string | null
  /** The Unix socket of a `ws+unix:` URL, or null. */
  readonly socketPath: string | null
}

/**
 * Reads a URL by the rules of the WHATWG constructor: `http` and `https` stand for `ws` and `wss`, and a fragment is
 * refused. `ws+unix:/run/feed.sock:/path?query` names a Unix socket.
 *
 * @param base what a relative URL is relative to
 * @throws DOMException `SyntaxError`
 * @see https://websockets.spec.whatwg.org/#get-a-url-record
 */
export function parseUrl(input: string | URL, base?: string): WebSocketUrl {
  const url = parse(String(input), base)
  if (url.protocol === 'http:') url.protocol = 'ws:'
  if (url.protocol === 'https:') url.protocol = 'wss:'
  const { protocol } = url
  if (protocol !== 'ws:' && protocol !== 'wss:' && protocol !== 'ws+unix:') {
    throw syntaxError(`The scheme ${protocol.slice(0, 40)} is not one of ws:, wss:, http:, https: and ws+unix:`)
  }
  // `hash` is also empty for a URL that ends with `#`.
  if (url.href.includes('#')) throw syntaxError('A WebSocket URL must not have a fragment')
  return protocol === 'ws+unix:' ? unixUrl(url) : networkUrl(url)
}

/** Splits the URL of a bare stream: `tcp://host:port` or `tls://host:port`. @throws DOMException `SyntaxError` */
export function parseStreamUrl(input: string | URL): WebSocketUrl {
  const url = parse(String(input))
  if (url.protocol !== 'tcp:' && url.protocol !== 'tls:') {
    throw syntaxError(`The scheme ${url.protocol.slice(0, 40)} is not one of tcp: and tls:`)
  }
  if (url.port === '' || url.hostname === '') throw syntaxError('The URL of a stream needs a host and a port')
  if (url.href.includes('#') || url.search || url.username || url.password || url.pathname.length > 1) {
    throw syntaxError('The URL of a stream has nothing but a host and a port')
  }
  // Only special schemes have their host names made lower-case ASCII: borrow the rules of one.
  const { hostname } = parse(`ws://${url.host}`)
  return { ...networkUrl(new URL(`ws://${hostname}:${url.port}`)), href: url.href, secure: url.protocol === 'tls:' }
}

function parse(input: string, base?: string): URL {
  try {
    return new URL(input, base)
  } catch {
    // biome-ignore lint/style/useErrorCause: it carries the input, which may hold a password
    throw syntaxError('The URL is not valid')
  }
}

function networkUrl(url: URL): WebSocketUrl {
  const secure = url.protocol === 'wss:'
  const { hostname } = url
  return {
    href: url.href,
    secure,
    hostname: hostname[0] === '[' ? hostname.slice(1, -1) : hostname,
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    host: url.host,
    target: url.pathname + url.search,
    authorization: basicAuthorization(url),
    socketPath: null,
  }
}

function unixUrl(url: URL): WebSocketUrl {
  const colon = url.pathname.indexOf(':')
  const socketPath = percentDecode(colon < 0 ? url.pathname : url.pathname.slice(0, colon)).toString()
  const path = colon < 0 ? '/' : url.pathname.slice(colon + 1)
  if (url.host !== '' || socketPath === '' || socketPath.includes('\0')) {
    throw syntaxError('A ws+unix: URL is ws+unix:/path/of/the/socket:/path?query')
  }
  if (path[0] !== '/') throw syntaxError('The part of a ws+unix: URL after the colon begins with /')
  // For schemes it does not know, the URL parser leaves more characters as they are than HTTP allows.
  const { pathname, search } = parse(`ws://localhost${path}${url.search}`)
  return {
    href: url.href,
    secure: false,
    hostname: 'localhost',
    port: 80,
    host: 'localhost',
    target: pathname + search,
    authorization: null,
    socketPath,
  }
}

/** RFC 7617, in UTF-8. @throws DOMException `SyntaxError` when the user name has what the scheme cannot carry */
export function basicAuthorization({ username, password }: URL): string | null {
  if (username === '' && password === '') return null
  const user = percentDecode(username)
  const secret = percentDecode(password)
  if (user.includes(0x3a)) throw syntaxError('A user name in a URL must not contain a colon')
  if ([...user, ...secret].some((byte) => byte < 0x20 || byte === 0x7f)) {
    throw syntaxError('User name and password in a URL must not contain control characters')
  }
  return `Basic ${Buffer.concat([user, Buffer.from(':'), secret]).toString('base64')}`
}

function percentDecode(text: string): Buffer {
  const latin1 = text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(latin1, 'latin1')
}

function syntaxError(message: string): DOMException {
  return new DOMException(message, 'SyntaxError')
}

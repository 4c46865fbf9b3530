/** Whether an address is this machine's own: 127.0.0.0/8 and ::1, also written as an IPv4-mapped IPv6 address. */
export const isLoopbackAddress = (address: string): boolean =>
  address === '::1' || /^(::ffff:)?127\.\d+\.\d+\.\d+$/i.test(address)

const isLoopbackHost = (host: string): boolean =>
  host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || isLoopbackAddress(host)

/** The origin of an address such as `https://app.example.com`, or undefined where it has none that a browser sends. */
export function originOf(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined
  const { origin, protocol } = new URL(text)
  return protocol === 'http:' || protocol === 'https:' ? origin : undefined
}

/**
 * Which pages may talk to the server. A browser always names the page's origin in a handshake (RFC 6455, 10.2), so no
 * `Origin` means no browser, and then there is nobody whose cookies or address could be misused.
 */
export class OriginAllowList {
  readonly #allowed: ReadonlySet<string>

  /** `origins` are allowed besides every loopback origin. */
  constructor(origins: Iterable<string> = []) {
    this.#allowed = new Set(origins)
  }

  allows(origin: string | undefined): boolean {
    if (origin === undefined) return true
    // A header is an origin and nothing else: no path, no list, not "null".
    if (originOf(origin) !== origin) return false
    return this.#allowed.has(origin) || isLoopbackHost(new URL(origin).hostname)
  }
}

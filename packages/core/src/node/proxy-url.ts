import { OptionError } from './errors.ts'
import { basicAuthorization } from './url.ts'

/** An HTTP proxy. */
export interface HttpProxy {
  /** Whether the connection to the proxy itself is TLS. */
  readonly secure: boolean
  readonly hostname: string
  readonly port: number
  /** The value of `Proxy-Authorization`, or null. */
  readonly authorization: string | null
}

const ALLOWED = "'environment' or a URL such as http://user:password@proxy.example:3128 (http: or https:)"

/** @throws OptionError, which does not repeat the URL: it may hold a password */
export function parseProxy(input: string | URL): HttpProxy {
  const url = URL.canParse(String(input)) ? new URL(input) : null
  if (url === null) throw new OptionError('proxy', 'not a URL', ALLOWED)
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new OptionError('proxy', `a URL of ${url.protocol.slice(0, 40)}`, ALLOWED)
  if (url.href.includes('#') || url.search || url.pathname !== '/') {
    throw new OptionError('proxy', 'a URL with a path', ALLOWED)
  }
  const secure = url.protocol === 'https:'
  const authorization = authorizationOf(url)
  if (authorization === undefined) {
    throw new OptionError('proxy', 'a URL whose user name or password cannot be sent', ALLOWED)
  }
  return {
    secure,
    hostname: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    authorization,
  }
}

/** Undefined where the credentials cannot be sent. */
function authorizationOf(url: URL): string | null | undefined {
  try {
    return basicAuthorization(url)
  } catch {
    return undefined
  }
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The proxy that the environment names for a target, or null. Lower-case variables come before upper-case ones, and
 * `HTTP_PROXY` is not read inside a CGI script, where it is the client's `Proxy` header (CVE-2016-5385).
 *
 * @throws OptionError when the variable holds no proxy URL
 */
export function proxyFromEnvironment(
  target: { readonly secure: boolean; readonly hostname: string; readonly port: number },
  environment: Environment,
): HttpProxy | null {
  const read = (name: string): string => environment[name] || environment[name.toUpperCase()] || ''
  if (isExcluded(target.hostname, target.port, read('no_proxy'))) return null
  const http = environment.REQUEST_METHOD ? environment.http_proxy : read('http_proxy')
  const value = (target.secure ? read('https_proxy') : http) || read('all_proxy')
  if (!value) return null
  return parseProxy(value.includes('://') ? value : `http://${value}`)
}

/** `no_proxy`: hosts, domains with or without a leading `.` or `*.`, each with or without a port; or `*` for all. */
function isExcluded(hostname: string, port: number, list: string): boolean {
  const host = hostname.toLowerCase()
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)
    .some((entry) => {
      if (entry === '*') return true
      // A bare IPv6 address has too many colons to match, and is all name.
      const [, bracketed, plain, itsPort] = /^(?:\[(.+)\]|([^:]+))(?::(\d+))?$/.exec(entry) ?? []
      if (itsPort !== undefined && Number(itsPort) !== port) return false
      const domain = (bracketed ?? plain ?? entry).replace(/^\*?\./, '')
      return host === domain || host.endsWith(`.${domain}`)
    })
}

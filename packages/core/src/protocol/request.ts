import { type DeflateParameters, offerDeflate } from './extensions.ts'
import { isFieldValue, isToken, trim } from './token.ts'

/** A header to send: name and value. */
export type Header = readonly [name: string, value: string]

/** What to ask a server for. */
export interface UpgradeRequest {
  /** `host` or `host:port`, the port where it is not the scheme's default. */
  readonly host: string
  /** Path and query, percent-encoded. */
  readonly target: string
  /** Subprotocols by preference. */
  readonly protocols: readonly string[]
  /** The permessage-deflate to offer, or null. */
  readonly deflate: DeflateParameters | null
  /** Further headers. */
  readonly headers: readonly Header[]
}

/** Headers that make the handshake what it is, frame the message, or belong to the proxy: nobody may set them. */
const RESERVED = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

const VISIBLE = /^[\x21-\x7e]+$/

/** Why `name: value` may not be sent, or null when it may. */
export function headerProblem(name: string, value: string): string | null {
  const lower = name.toLowerCase()
  if (!isToken(name)) return "a header name is made of letters, digits and !#$%&'*+-.^_`|~"
  if (RESERVED.has(lower) || lower.startsWith('sec-websocket-')) return 'this header belongs to the handshake itself'
  if (!isFieldValue(value)) return 'a header value has neither line breaks, controls nor characters above U+00FF'
  return null
}

/**
 * The request of RFC 6455, 4.1, one character a byte. Whatever comes from outside is checked again here, where the
 * bytes are made, so that no way leads to a header of somebody else's.
 *
 * @throws SyntaxError when a part could break out of its place
 */
export function upgradeRequest(request: UpgradeRequest, key: string): string {
  const { host, target, protocols, deflate, headers } = request
  if (!VISIBLE.test(host)) throw new SyntaxError('The host has characters that a request must not have')
  if (!VISIBLE.test(target) || target[0] !== '/') throw new SyntaxError('The path is not percent-encoded')
  let text =
    `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
    `Sec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n`
  if (protocols.length > 0) {
    if (!protocols.every(isToken)) throw new SyntaxError('A subprotocol is not a token')
    text += `Sec-WebSocket-Protocol: ${protocols.join(', ')}\r\n`
  }
  if (deflate) text += `Sec-WebSocket-Extensions: ${offerDeflate(deflate)}\r\n`
  for (const [name, value] of headers) {
    const problem = headerProblem(name, value)
    if (problem) throw new SyntaxError(`A header cannot be sent: ${problem}`)
    text += `${name}: ${trim(value)}\r\n`
  }
  return `${text}\r\n`
}

import { createHash } from 'node:crypto'
import { ClientHandshake, type HandshakeCrypto } from '../protocol/handshake.ts'
import type { UpgradeRequest } from '../protocol/request.ts'

/** What belongs to the key of {@link sampleHandshake}: the example of RFC 6455, 1.3. */
export const ACCEPT = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo='

export const RESPONSE_LINES: readonly string[] = [
  'HTTP/1.1 101 Switching Protocols',
  'Upgrade: websocket',
  'Connection: Upgrade',
  `Sec-WebSocket-Accept: ${ACCEPT}`,
]
export const VALID_RESPONSE: string = response(RESPONSE_LINES)

export function response(lines: readonly string[]): string {
  return `${lines.join('\r\n')}\r\n\r\n`
}

const crypto: HandshakeCrypto = {
  nonce: () => Buffer.from('the sample nonce').toString('base64'),
  sha1: (text) => createHash('sha1').update(text).digest('base64'),
}

/** A handshake whose key is always the same. */
export function sampleHandshake(wanted: Partial<UpgradeRequest> = {}): ClientHandshake {
  const plain = { host: 'example.com', target: '/', protocols: [], deflate: null, headers: [] }
  return new ClientHandshake({ ...plain, ...wanted }, crypto)
}

/** Says the same as the parser, in the slowest and plainest way: one grammar for the whole head, then the rules. */
export function isValidResponse(text: string): boolean {
  const head =
    /^(?:HTTP\/1\.[01] 1(?!01)\d\d(?: [\t -~\x80-\xff]*)?\r\n(?:[!#-'*+\-.^-z|~\w]+:[\t -~\x80-\xff]*\r\n)*\r\n)*HTTP\/1\.1 101(?: [\t -~\x80-\xff]*)?\r\n((?:[!#-'*+\-.^-z|~\w]+:[\t -~\x80-\xff]*\r\n)*)\r\n/.exec(
      text,
    )
  if (!head || head[0].length > 16 * 1024) return false
  const fields = (head[1] as string)
    .split('\r\n')
    .slice(0, -1)
    .map((line) => {
      const [, name = '', value = ''] = /^([^:]*):[\t ]*(.*?)[\t ]*$/.exec(line) ?? []
      return { name: name.toLowerCase(), value }
    })
  const all = (name: string): string[] => fields.filter((field) => field.name === name).map(({ value }) => value)
  return (
    all('upgrade').join().toLowerCase() === 'websocket' &&
    all('connection')
      .join()
      .toLowerCase()
      .split(',')
      .some((token) => token.trim() === 'upgrade') &&
    all('sec-websocket-accept').join('\n') === ACCEPT &&
    all('sec-websocket-protocol').length === 0 &&
    all('sec-websocket-extensions').length === 0
  )
}

const SEEDS: readonly string[] = [
  VALID_RESPONSE,
  VALID_RESPONSE.replace('Connection: ', 'Connection: keep-alive, '),
  `HTTP/1.1 100 Continue\r\n\r\n${response([...RESPONSE_LINES, 'Server: x'])}`,
]
const PIECES = ['\r\n', '\r', '\n', '\0', ' ', '\t', ':', ',', ';', '\r\n\r\n', '\x7f', '\xff', '"', 'A', '0']

/** A valid response after one to three mutations; `random` is uniform in [0, 1). */
export function mutatedResponse(random: () => number): string {
  const below = (limit: number): number => Math.floor(random() * limit)
  let text = SEEDS[below(SEEDS.length)] as string
  for (let times = 1 + below(3); times > 0; times--) text = mutated(text, below)
  return text
}

function mutated(text: string, below: (limit: number) => number): string {
  const from = below(text.length + 1)
  const to = from + below(41)
  const [before, part, after] = [text.slice(0, from), text.slice(from, to), text.slice(to)]
  const piece = PIECES[below(PIECES.length)] as string
  switch (below(6)) {
    case 0:
      return before + piece + part + after
    case 1:
      return before + after
    case 2:
      return before + piece + part.slice(1) + after
    case 3:
      return before + part + part + after
    case 4:
      // ASCII alone: a character beyond Latin-1 would be another on the wire.
      return before + part.replace(/[a-z]+/g, (letters) => letters.toUpperCase()) + after
    default:
      return before + after.slice(0, part.length) + part + after.slice(part.length)
  }
}

import { HandshakeFailure } from './handshake-failure.ts'
import { isToken, trim } from './token.ts'

/** What both ends agreed on for permessage-deflate (RFC 7692, 7.1). */
export interface DeflateParameters {
  /** The server's messages do not refer to its earlier ones. */
  readonly serverNoContextTakeover: boolean
  /** Our messages must not refer to our earlier ones. */
  readonly clientNoContextTakeover: boolean
  /** How far back the server refers, as a power of two: 8 to 15. */
  readonly serverMaxWindowBits: number
  /** How far back we may refer, as a power of two: 8 to 15. */
  readonly clientMaxWindowBits: number
}

/** One `name; key=value; flag` of a `Sec-WebSocket-Extensions` header. A flag's value is null. */
interface Extension {
  readonly name: string
  readonly parameters: ReadonlyMap<string, string | null>
}

const NAME = 'permessage-deflate'

/** The header value that offers permessage-deflate as wished. `client_max_window_bits` lets the server ask for less. */
export function offerDeflate(wish: DeflateParameters): string {
  let offer = NAME
  if (wish.serverNoContextTakeover) offer += '; server_no_context_takeover'
  if (wish.clientNoContextTakeover) offer += '; client_no_context_takeover'
  if (wish.serverMaxWindowBits < 15) offer += `; server_max_window_bits=${wish.serverMaxWindowBits}`
  offer += '; client_max_window_bits'
  if (wish.clientMaxWindowBits < 15) offer += `=${wish.clientMaxWindowBits}`
  return offer
}

/**
 * Reads the server's answer to {@link offerDeflate}.
 *
 * @param answer the value of `Sec-WebSocket-Extensions`
 * @param wish what was offered; null when nothing was
 * @throws HandshakeFailure when it is malformed, or is not an answer to the offer
 */
export function acceptDeflate(answer: string, wish: DeflateParameters | null): DeflateParameters {
  const [extension, another] = parseExtensions(answer)
  if (extension?.name !== NAME || wish === null || another) {
    throw new HandshakeFailure(`The server chose extensions that were not offered: ${answer.slice(0, 80)}`)
  }
  const { parameters } = extension
  for (const [name, value] of parameters) {
    if (name.endsWith('_max_window_bits') ? !/^([89]|1[0-5])$/.test(value ?? '') : value !== null) {
      throw new HandshakeFailure(`The server gave ${NAME} an invalid value: ${name}=${value}`)
    }
  }
  const flag = (name: string): boolean => parameters.has(name)
  const bits = (name: string): number => Number(parameters.get(name) ?? 15)
  // 7.1.1.1 and 7.1.2.1: the server accepts these two by including them, with the same value or a smaller one.
  // 7.1.1.2 and 7.1.2.2: the client's two are for the server to choose, within the offer; ours always includes
  // client_max_window_bits, and its value is a hint that a server may leave unanswered.
  const agreed = {
    serverNoContextTakeover: flag('server_no_context_takeover'),
    clientNoContextTakeover: flag('client_no_context_takeover') || wish.clientNoContextTakeover,
    serverMaxWindowBits: bits('server_max_window_bits'),
    clientMaxWindowBits: Math.min(bits('client_max_window_bits'), wish.clientMaxWindowBits),
  }
  if (
    (wish.serverNoContextTakeover && !agreed.serverNoContextTakeover) ||
    agreed.serverMaxWindowBits > wish.serverMaxWindowBits ||
    (flag('client_max_window_bits') && bits('client_max_window_bits') > wish.clientMaxWindowBits)
  ) {
    throw new HandshakeFailure(`The server did not accept ${NAME} as it was offered: ${answer.slice(0, 160)}`)
  }
  return agreed
}

const PARAMETERS = new Set([
  'server_no_context_takeover',
  'client_no_context_takeover',
  'server_max_window_bits',
  'client_max_window_bits',
])

/** RFC 6455, 9.1. Values are numbers or absent, which is checked by who knows their names: a separator inside quotes fails. */
function parseExtensions(header: string): Extension[] {
  return header.split(',').map((text) => {
    const [name = '', ...rest] = text.split(';').map(trim)
    if (!isToken(name)) throw malformed(header)
    const parameters = new Map<string, string | null>()
    for (const parameter of rest) {
      const equals = parameter.indexOf('=')
      const key = equals < 0 ? parameter : parameter.slice(0, equals)
      const value = equals < 0 ? null : unquote(parameter.slice(equals + 1))
      if (!isToken(key)) throw malformed(header)
      if (parameters.has(key)) throw new HandshakeFailure(`The server repeated an extension parameter: ${key}`)
      if (name === NAME && !PARAMETERS.has(key)) {
        throw new HandshakeFailure(`The server gave ${NAME} an unknown parameter: ${key.slice(0, 80)}`)
      }
      parameters.set(key, value)
    }
    return { name, parameters }
  })
}

function unquote(value: string): string {
  const quoted = /^"(.*)"$/.exec(value)
  return quoted ? (quoted[1] as string).replace(/\\(.)/g, '$1') : value
}

function malformed(header: string): HandshakeFailure {
  return new HandshakeFailure(`The server sent a malformed Sec-WebSocket-Extensions: ${header.slice(0, 80)}`)
}

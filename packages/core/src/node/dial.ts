import type { DeflateParameters } from '../protocol/extensions.ts'
import { ClientHandshake, type HandshakeResult } from '../protocol/handshake.ts'
import type { Header } from '../protocol/request.ts'
import { Attempt } from './attempt.ts'
import { connect } from './connect.ts'
import { HandshakeError } from './errors.ts'
import { handshakeCrypto } from './handshake-crypto.ts'
import type { TransportOptions } from './options.ts'
import { refuse } from './refusal.ts'
import type { Stream } from './stream.ts'
import type { WebSocketUrl } from './url.ts'

/** What to connect to, and how. */
export interface DialRequest {
  readonly url: WebSocketUrl
  /** Subprotocols by preference. */
  readonly protocols: readonly string[]
  readonly options: TransportOptions
}

/** A handshake that succeeded. The stream's handlers are now the receiver's to set, at once. */
export interface Opened {
  readonly stream: Stream
  /** The bytes that came behind the response: the first frames. A copy, often empty. */
  readonly head: Uint8Array
  /** The subprotocol the server chose, or ''. */
  readonly protocol: string
  /** The extensions in use, as the server wrote them, or ''. */
  readonly extensions: string
  /** What was agreed for permessage-deflate; null: no compression. */
  readonly deflate: DeflateParameters | null
}

/** Exactly one of these is called, once, and never from inside {@link dial}. */
export interface DialHandlers {
  onOpen(opened: Opened): void
  onFailure(error: HandshakeError): void
}

const NO_BYTES = new Uint8Array(0)

/**
 * Connects to a WebSocket server and does the opening handshake.
 *
 * @returns `cancel` fails the attempt, for the reason given, while it is under way
 * @throws SyntaxError when a subprotocol is not a token
 */
export function dial(request: DialRequest, handlers: DialHandlers): { cancel(reason: Error): void } {
  const { url, protocols, options } = request
  const handshake = new ClientHandshake(
    { host: url.host, target: url.target, protocols, deflate: options.deflate, headers: headersOf(url, options) },
    handshakeCrypto,
  )
  const attempt = new Attempt(options.handshakeTimeout, options.signal, (error) => handlers.onFailure(error))
  connect(attempt, url, url.secure ? withProtocol(options) : options, (stream) => {
    stream.onData = (chunk) => receive(attempt, stream, handshake, chunk, handlers)
    stream.write(Buffer.from(handshake.request, 'latin1'))
  })
  return {
    cancel: (cause) => attempt.fail(new HandshakeError('aborted', 'The attempt to connect was given up', { cause })),
  }
}

function receive(
  attempt: Attempt,
  stream: Stream,
  handshake: ClientHandshake,
  chunk: Uint8Array,
  handlers: DialHandlers,
): void {
  let result: HandshakeResult | null
  try {
    result = handshake.push(chunk)
  } catch (cause) {
    attempt.fail(new HandshakeError('response', (cause as Error).message, { cause }))
    return
  }
  if (!result) return
  const rest = chunk.subarray(result.consumed)
  if (result.type === 'refused') {
    const { head } = result
    const redirect = head.status >= 300 && head.status < 400 ? '; redirects are not followed' : ''
    refuse(attempt, stream, 'status', `The server answered ${head.status} instead of 101${redirect}`, head, rest)
    return
  }
  const { protocol, extensions, deflate } = result
  attempt.succeed()
  handlers.onOpen({ stream, head: rest.length > 0 ? Buffer.from(rest) : NO_BYTES, protocol, extensions, deflate })
}

/** TLS says which protocol follows, unless the caller does (RFC 7301). */
function withProtocol(options: TransportOptions): TransportOptions {
  return { ...options, tls: { ALPNProtocols: ['http/1.1'], ...options.tls } }
}

/** An `Authorization` header that was given decides over the URL's credentials. */
function headersOf(url: WebSocketUrl, { headers }: TransportOptions): readonly Header[] {
  const given = headers.some(([name]) => name.toLowerCase() === 'authorization')
  return url.authorization === null || given ? headers : [['Authorization', url.authorization], ...headers]
}

import { acceptDeflate, type DeflateParameters } from './extensions.ts'
import { HandshakeFailure } from './handshake-failure.ts'
import { type UpgradeRequest, upgradeRequest } from './request.ts'
import { type ResponseHead, ResponseHeadParser } from './response-head.ts'

/** What the handshake needs from its surroundings. */
export interface HandshakeCrypto {
  /** Sixteen bytes that cannot be guessed, other ones each time, in base64. */
  nonce(): string
  /** The SHA-1 digest of ASCII text, in base64. */
  sha1(text: string): string
}

/** How the server answered; `consumed` of the bytes pushed last belong to the head. */
export type HandshakeResult =
  | {
      readonly type: 'open'
      readonly consumed: number
      /** The subprotocol the server chose, or ''. */
      readonly protocol: string
      /** The extensions in use, as the server wrote them, or ''. */
      readonly extensions: string
      /** null: no compression. */
      readonly deflate: DeflateParameters | null
    }
  | { readonly type: 'refused'; readonly consumed: number; readonly head: ResponseHead }

/** RFC 6455, 1.3. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
/** `upgrade` in a list of connection options (RFC 9110, 7.6.1). */
const UPGRADE = /(?:^|,)[\t ]*upgrade[\t ]*(?:,|$)/i

/** The client's side of one opening handshake (RFC 6455, 4.1). */
export class ClientHandshake {
  /** What to send, one character a byte. */
  readonly request: string
  readonly #wanted: UpgradeRequest
  readonly #key: string
  readonly #crypto: HandshakeCrypto
  readonly #parser = new ResponseHeadParser()

  /** @throws SyntaxError when a part of the request could break out of its place */
  constructor(wanted: UpgradeRequest, crypto: HandshakeCrypto) {
    this.#wanted = wanted
    this.#crypto = crypto
    this.#key = crypto.nonce()
    this.request = upgradeRequest(wanted, this.#key)
  }

  /**
   * Takes the next bytes of the answer, cut anywhere.
   *
   * @returns null while the answer is incomplete
   * @throws HandshakeFailure when the answer breaks the rules
   */
  push(chunk: Uint8Array): HandshakeResult | null {
    const complete = this.#parser.push(chunk)
    if (complete === null) return null
    const { head, consumed } = complete
    if (head.status !== 101) return { type: 'refused', consumed, head }
    this.#checkUpgrade(head)
    const protocol = this.#protocol(head)
    const extensions = (head.headers.get('sec-websocket-extensions') ?? []).join(', ')
    const answered = head.headers.has('sec-websocket-extensions')
    const deflate = answered ? acceptDeflate(extensions, this.#wanted.deflate) : null
    return { type: 'open', consumed, protocol, extensions, deflate }
  }

  #checkUpgrade(head: ResponseHead): void {
    if (head.minor !== 1) throw new HandshakeFailure('The server upgraded in HTTP/1.0')
    if (single(head, 'upgrade')?.toLowerCase() !== 'websocket') {
      throw new HandshakeFailure('The server did not answer `Upgrade: websocket`')
    }
    if (!head.headers.get('connection')?.some((value) => UPGRADE.test(value))) {
      throw new HandshakeFailure('The server did not answer `Connection: Upgrade`')
    }
    if (single(head, 'sec-websocket-accept') !== this.#crypto.sha1(this.#key + GUID)) {
      throw new HandshakeFailure('Sec-WebSocket-Accept does not belong to the key that was sent')
    }
  }

  /** RFC 6455, 4.1, item 6; and the WHATWG standard, which also wants an answer where there was a question. */
  #protocol(head: ResponseHead): string {
    const chosen = single(head, 'sec-websocket-protocol')
    const { protocols } = this.#wanted
    if (chosen === undefined && protocols.length === 0) return ''
    if (chosen === undefined) throw new HandshakeFailure('The server chose none of the subprotocols')
    if (!protocols.includes(chosen)) {
      throw new HandshakeFailure(`The server chose a subprotocol that was not asked for: ${chosen.slice(0, 80)}`)
    }
    return chosen
  }
}

/** A header that must not be repeated. */
function single(head: ResponseHead, name: string): string | undefined {
  const values = head.headers.get(name)
  if (values && values.length > 1) throw new HandshakeFailure(`The server repeated the header ${name}`)
  return values?.[0]
}

import { connect, type Socket } from 'node:net'

/** A WebSocket handshake, byte by byte. */
export const handshakeBytes = (path: string, headers: readonly string[] = []): string =>
  [
    `GET ${path} HTTP/1.1`,
    'Host: localhost',
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Version: 13',
    ...headers,
    '\r\n',
  ].join('\r\n')

/** A masked frame as a client sends it; every part can be wrong. */
export function frame(firstByte: number, payload: Uint8Array, { masked = true }: { masked?: boolean } = {}): Buffer {
  const mask = Buffer.from([1, 2, 3, 4])
  const length = payload.length < 126 ? [payload.length] : [126, (payload.length >> 8) & 0xff, payload.length & 0xff]
  const head = Buffer.from([firstByte, (masked ? 0x80 : 0) | (length[0] as number), ...length.slice(1)])
  if (!masked) return Buffer.concat([head, payload])
  return Buffer.concat([head, mask, payload.map((byte, index) => byte ^ (mask[index % 4] as number))])
}

/** A bare TCP connection that remembers all it was sent. */
export class RawConnection {
  readonly socket: Socket
  /** All that came until the connection ended, as latin1, so a byte is a character. */
  readonly ended: Promise<string>
  #received = ''

  constructor(port: number, options: { allowHalfOpen?: boolean } = {}) {
    this.socket = connect({ port, host: '127.0.0.1', ...options })
    this.socket.setEncoding('latin1').on('data', (text) => {
      this.#received += text
    })
    // A reset is one of the ways to end.
    this.socket.on('error', () => {})
    this.ended = new Promise((resolve) => this.socket.once('close', () => resolve(this.#received)))
  }

  /** Waits until the text has come; fails when the connection ends before. */
  async until(text: string): Promise<void> {
    while (!this.#received.includes(text)) {
      await new Promise<void>((resolve, reject) => {
        this.socket.once('data', () => resolve())
        this.socket.once('close', () => reject(new Error(`ended without "${text}": ${this.#received}`)))
      })
    }
  }
}

/** Sends bytes on a connection of their own, and answers all that comes back until the server ends it. */
export function exchange(port: number, bytes: string | Uint8Array): Promise<string> {
  const connection = new RawConnection(port)
  connection.socket.write(bytes)
  return connection.ended
}

/** Status, headers and JSON body of a raw answer. */
export function parseAnswer(text: string): { status: number; headers: Map<string, string>; body: unknown } {
  const [head = '', body = ''] = text.split('\r\n\r\n')
  const [statusLine = '', ...lines] = head.split('\r\n')
  const headers = new Map(
    lines.map((line) => {
      const [name = '', ...value] = line.split(': ')
      return [name.toLowerCase(), value.join(': ')] as const
    }),
  )
  return { status: Number(statusLine.split(' ')[1]), headers, body: body === '' ? undefined : JSON.parse(body) }
}

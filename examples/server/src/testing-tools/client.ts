import { once } from 'node:events'
import { type ClientOptions, WebSocket } from 'ws'

/** How a connection ended. */
export interface Closed {
  readonly code: number
  readonly reason: string
}

/** Binary as it came; text as the JSON it is. */
type Message = Buffer | unknown

/** A WebSocket client that waits for messages one by one. */
export class Client {
  readonly ws: WebSocket
  readonly closed: Promise<Closed>
  readonly #inbox: Message[] = []
  #wake: (() => void) | undefined

  private constructor(ws: WebSocket) {
    this.ws = ws
    ws.on('message', (data, isBinary) => {
      this.#inbox.push(isBinary ? data : JSON.parse(data.toString()))
      this.#wake?.()
    })
    ws.on('error', () => {})
    this.closed = new Promise((resolve) => {
      ws.once('close', (code, reason) => resolve({ code, reason: reason.toString() }))
    })
  }

  /** Connects; `url` may be an http one. */
  static async open(url: string, options: ClientOptions = {}): Promise<Client> {
    const client = new Client(new WebSocket(url.replace(/^http/, 'ws'), { perMessageDeflate: true, ...options }))
    await once(client.ws, 'open')
    return client
  }

  /** Messages that came and were not taken. */
  get waiting(): number {
    return this.#inbox.length
  }

  /** Sends text and binary as they are, anything else as JSON. */
  send(message: unknown): void {
    this.ws.send(typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message))
  }

  /** The next message; fails when the connection ends before. */
  async next<T = unknown>(): Promise<T> {
    const [message] = await this.take<T>(1)
    return message as T
  }

  /** The next messages; fails when the connection ends before. */
  async take<T = unknown>(count: number): Promise<T[]> {
    while (this.#inbox.length < count) {
      const arrived = new Promise<undefined>((resolve) => {
        this.#wake = () => resolve(undefined)
      })
      const ended = await Promise.race([arrived, this.closed])
      if (ended !== undefined && this.#inbox.length < count)
        throw new Error(`closed with ${ended.code} ${ended.reason}`)
    }
    return this.#inbox.splice(0, count) as T[]
  }

  /** Resolves once the server has handled all that was sent before: a PONG comes after it. */
  async settled(): Promise<void> {
    this.ws.ping()
    await once(this.ws, 'pong')
  }

  async close(): Promise<Closed> {
    this.ws.close(1000)
    return this.closed
  }
}

import { connect, type Socket } from 'node:net'
import { createInterface } from 'node:readline'

/** A client of the TCP port that waits for lines one by one. */
export class LineClient {
  readonly socket: Socket
  readonly #inbox: unknown[] = []
  readonly #ended: Promise<undefined>
  #wake: (() => void) | undefined

  constructor(port: number, path?: string) {
    this.socket = connect({ port, host: '127.0.0.1' })
    // A reset is one of the ways to end.
    this.socket.on('error', () => {})
    createInterface({ input: this.socket, crlfDelay: Number.POSITIVE_INFINITY }).on('line', (line) => {
      this.#inbox.push(JSON.parse(line))
      this.#wake?.()
    })
    this.#ended = new Promise((resolve) => this.socket.once('close', () => resolve(undefined)))
    if (path !== undefined) this.send({ path })
  }

  /** Sends a value as a line, text and bytes as they are. */
  send(message: unknown): void {
    this.socket.write(
      typeof message === 'string' || Buffer.isBuffer(message) ? message : `${JSON.stringify(message)}\n`,
    )
  }

  /** Lines that came and were not taken. */
  get waiting(): number {
    return this.#inbox.length
  }

  /** The next line as the JSON it is; undefined when the stream ended before. */
  async next<T = unknown>(): Promise<T | undefined> {
    while (this.#inbox.length === 0) {
      const arrived = new Promise<true>((resolve) => {
        this.#wake = () => resolve(true)
      })
      if ((await Promise.race([arrived, this.#ended])) === undefined && this.#inbox.length === 0) return undefined
    }
    return this.#inbox.shift() as T
  }

  /** All lines until the server ends the stream. */
  async rest(): Promise<unknown[]> {
    await this.#ended
    return this.#inbox.splice(0)
  }
}

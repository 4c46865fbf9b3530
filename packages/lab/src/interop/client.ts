import { WebSocket } from '@everwire/core/node'

/** A connection of our own transport, for tests that wait for what comes one by one. */
export class Client {
  readonly socket: WebSocket
  readonly opened: Promise<void>
  readonly closed: Promise<{ code: number; reason: string; wasClean: boolean }>
  readonly #inbox: (string | ArrayBuffer)[] = []
  #wake = (): void => {}

  constructor(...parameters: ConstructorParameters<typeof WebSocket>) {
    this.socket = new WebSocket(...parameters)
    this.socket.binaryType = 'arraybuffer'
    this.socket.onmessage = ({ data }) => {
      this.#inbox.push(data)
      this.#wake()
    }
    this.closed = new Promise((resolve) => {
      this.socket.onclose = ({ code, reason, wasClean }) => resolve({ code, reason, wasClean })
    })
    this.opened = new Promise((resolve, reject) => {
      this.socket.onopen = () => resolve()
      void this.closed.then(() => reject(this.socket.failure ?? new Error('closed before it was open')))
    })
    // Not everyone waits for it.
    this.opened.catch(() => {})
  }

  /** The next message; fails when the connection ends before. */
  async next(): Promise<string | ArrayBuffer> {
    while (this.#inbox.length === 0) {
      const arrived = new Promise<null>((resolve) => {
        this.#wake = () => resolve(null)
      })
      const ended = await Promise.race([arrived, this.closed])
      if (ended && this.#inbox.length === 0) throw new Error(`closed with ${ended.code} ${ended.reason}`)
    }
    return this.#inbox.shift() as string | ArrayBuffer
  }

  async close(code = 1000): Promise<{ code: number; reason: string; wasClean: boolean }> {
    this.socket.close(code)
    return this.closed
  }
}

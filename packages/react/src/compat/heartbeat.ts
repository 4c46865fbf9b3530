import type { HeartbeatOptions } from './options.ts'

/** A timer that is later than this was held back, by a hidden page's throttling or by sleep. */
const LATE = 1000

/** Asks a silent peer for a sign of life, and closes a connection that gives none. */
export class Heartbeat {
  readonly #options: HeartbeatOptions
  #timer: ReturnType<typeof setTimeout> | undefined
  #lastLife = 0
  #lastPing = 0

  constructor(options: HeartbeatOptions) {
    this.#options = options
  }

  /** Something was received. */
  lives(): void {
    this.#lastLife = Date.now()
  }

  start(webSocket: WebSocket): void {
    this.lives()
    this.#lastPing = this.#lastLife
    this.#look(webSocket)
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  #look(webSocket: WebSocket): void {
    const { interval = 25_000, timeout = 60_000 } = this.#options
    const period = Math.max(100, interval / 10)
    const expected = Date.now() + period
    this.#timer = setTimeout(() => {
      const now = Date.now()
      // Whoever could not look has not seen silence: the peer has as long as after a ping in time.
      if (now - expected > LATE) this.#lastLife = Math.max(this.#lastLife, now - interval)
      if (now - this.#lastLife >= timeout) {
        console.warn(`The server was silent for ${now - this.#lastLife} ms; the connection is closed.`)
        webSocket.close()
        return
      }
      if (now - Math.max(this.#lastLife, this.#lastPing) >= interval) this.#ping(webSocket, now)
      this.#look(webSocket)
    }, period)
  }

  #ping(webSocket: WebSocket, now: number): void {
    const { message = 'ping' } = this.#options
    this.#lastPing = now
    if (webSocket.readyState === 1) webSocket.send(typeof message === 'function' ? message() : message)
  }
}

import type { WebSocketLike } from './web-socket-like.ts'

/** Who wants the transport not to read for a while; the next connection's transport stays paused as well. */
export class Reading {
  #holders = 0
  #transport: WebSocketLike | null = null
  readonly #changed: (paused: boolean) => void

  /** `changed` is called when reading stops and when it goes on. */
  constructor(changed: (paused: boolean) => void) {
    this.#changed = changed
  }

  /** Whether the transport of the moment can be paused: Node's can, a browser's cannot. */
  get pausable(): boolean {
    return typeof this.#transport?.pause === 'function'
  }

  /** A connection opened, or null: it is gone. */
  moved(transport: WebSocketLike | null): void {
    this.#transport = transport
    if (this.#holders > 0) this.#apply()
  }

  /** Stops reading; answers how to take that back, once. */
  pause(): () => void {
    if (this.#holders++ === 0) this.#apply()
    let paused = true
    return () => {
      if (!paused) return
      paused = false
      if (--this.#holders === 0) this.#apply()
    }
  }

  #apply(): void {
    const paused = this.#holders > 0
    if (paused) this.#transport?.pause?.()
    else this.#transport?.resume?.()
    this.#changed(paused)
  }
}

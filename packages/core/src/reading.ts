import type { WebSocketLike } from './web-socket-like.ts'

/** Who wants the transport not to read for a while; the next connection's transport stays paused as well. */
export interface Reading {
  /** Whether the transport of the moment can be paused: Node's can, a browser's cannot. */
  readonly pausable: boolean
  /** A connection opened, or null: it is gone. */
  moved(transport: WebSocketLike | null): void
  /** Stops reading; answers how to take that back, which is to be called once. */
  pause(): () => void
}

/** `changed` is called when reading stops and when it goes on. */
export function reading(changed: (paused: boolean) => void): Reading {
  let holders = 0
  let transport: WebSocketLike | null = null
  const apply = (): void => {
    const paused = holders > 0
    transport?.[paused ? 'pause' : 'resume']?.()
    changed(paused)
  }
  return {
    get pausable() {
      return typeof transport?.pause === 'function'
    },
    moved(next) {
      // What was replaced is read to its end, for it is not kept: whoever paused it gets the rest at once.
      if (transport !== next && holders > 0) transport?.resume?.()
      transport = next
      if (holders > 0) apply()
    },
    pause() {
      if (++holders === 1) apply()
      return () => {
        if (--holders === 0) apply()
      }
    },
  }
}

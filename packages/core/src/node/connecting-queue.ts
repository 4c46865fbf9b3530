/** The longest a dial waits for others, in milliseconds: the web-platform tests want more than a second. */
export const LONGEST_WAIT = 1250

/**
 * Lets one dial at a time through to a host (RFC 6455, 4.1, item 2), in order. A wait ends after {@link LONGEST_WAIT},
 * since a host that is slow to answer must not hold up the others for its whole handshake timeout.
 */
export class ConnectingQueue {
  readonly #hosts = new Map<string, Host>()

  /**
   * Waits for the turn.
   *
   * @param host an address and port where the address is known
   * @param start called when it is this dial's turn, possibly at once
   * @returns ends the turn, or the wait for it; to be called in any case
   */
  enter(host: string, start: () => void): () => void {
    const { dialling, waiting } = this.#host(host)
    const turn: Turn = { start, timer: undefined }
    if (dialling.size === 0) {
      dialling.add(turn)
      start()
    } else {
      waiting.add(turn)
      turn.timer = setTimeout(() => {
        waiting.delete(turn)
        dialling.add(turn)
        start()
      }, LONGEST_WAIT)
    }
    return () => this.#leave(host, turn)
  }

  #host(name: string): Host {
    const known = this.#hosts.get(name)
    if (known) return known
    const made: Host = { dialling: new Set(), waiting: new Set() }
    this.#hosts.set(name, made)
    return made
  }

  #leave(name: string, turn: Turn): void {
    const host = this.#hosts.get(name)
    if (!host) return
    const { dialling, waiting } = host
    clearTimeout(turn.timer)
    waiting.delete(turn)
    dialling.delete(turn)
    const [next] = waiting
    if (dialling.size > 0) return
    if (!next) this.#hosts.delete(name)
    else {
      clearTimeout(next.timer)
      waiting.delete(next)
      dialling.add(next)
      next.start()
    }
  }
}

interface Turn {
  readonly start: () => void
  timer: NodeJS.Timeout | undefined
}

interface Host {
  /** More than one only where waits have ended by time. */
  readonly dialling: Set<Turn>
  readonly waiting: Set<Turn>
}

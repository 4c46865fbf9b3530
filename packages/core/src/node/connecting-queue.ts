/** The longest a dial waits for others, in milliseconds. */
export const LONGEST_WAIT = 1000

/**
 * Lets one dial at a time through to a host (RFC 6455, 4.1, item 2), in order. A wait ends after a second at the latest,
 * since a host that is slow to answer must not hold up the others for its whole handshake timeout.
 */
export class ConnectingQueue {
  /** How many dial to a host; more than one only where waits have ended by time. */
  readonly #dialling = new Map<string, number>()
  readonly #waiting = new Map<string, Set<Turn>>()

  /**
   * Waits for the turn.
   *
   * @param host an address and port where the address is known
   * @param start called when it is this dial's turn, possibly at once
   * @returns ends the turn, or the wait for it; to be called in any case
   */
  enter(host: string, start: () => void): () => void {
    const turn: Turn = { host, start, state: 'waiting', timer: undefined }
    if (this.#dialling.has(host)) this.#wait(turn)
    else this.#begin(turn)
    return () => this.#leave(turn)
  }

  #wait(turn: Turn): void {
    const waiting = this.#waiting.get(turn.host)
    if (waiting) waiting.add(turn)
    else this.#waiting.set(turn.host, new Set([turn]))
    turn.timer = setTimeout(() => {
      this.#waitNoMore(turn)
      this.#begin(turn)
    }, LONGEST_WAIT)
  }

  #waitNoMore(turn: Turn): void {
    clearTimeout(turn.timer)
    const waiting = this.#waiting.get(turn.host)
    waiting?.delete(turn)
    if (waiting?.size === 0) this.#waiting.delete(turn.host)
  }

  #begin(turn: Turn): void {
    turn.state = 'dialling'
    this.#dialling.set(turn.host, (this.#dialling.get(turn.host) ?? 0) + 1)
    turn.start()
  }

  #leave(turn: Turn): void {
    const { host, state } = turn
    turn.state = 'over'
    if (state === 'waiting') this.#waitNoMore(turn)
    if (state !== 'dialling') return
    const others = (this.#dialling.get(host) ?? 1) - 1
    if (others > 0) this.#dialling.set(host, others)
    else this.#next(host)
  }

  #next(host: string): void {
    this.#dialling.delete(host)
    const [next] = this.#waiting.get(host) ?? []
    if (!next) return
    this.#waitNoMore(next)
    this.#begin(next)
  }
}

interface Turn {
  readonly host: string
  readonly start: () => void
  state: 'waiting' | 'dialling' | 'over'
  timer: NodeJS.Timeout | undefined
}

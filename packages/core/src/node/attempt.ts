import { HandshakeError } from './errors.ts'

/**
 * One attempt to connect. It ends exactly once, by success or by failure, within its time; whatever it holds is
 * released then.
 */
export class Attempt {
  readonly #onFailure: (error: HandshakeError) => void
  readonly #signal: AbortSignal | null
  /** Null once it is over. */
  #releases: ((failed: boolean) => void)[] | null = []
  #timer: NodeJS.Timeout | undefined
  /** What is left of the handshake's time while the clock stands, in milliseconds. */
  #left: number
  #startedAt = 0

  /**
   * @param timeout for the whole of it, in milliseconds; no byte that arrives prolongs it
   * @param signal aborts it
   * @param onFailure called at most once, never synchronously
   */
  constructor(timeout: number, signal: AbortSignal | null, onFailure: (error: HandshakeError) => void) {
    this.#left = timeout
    this.#signal = signal
    this.#onFailure = onFailure
    if (signal?.aborted) this.#abort()
    else signal?.addEventListener('abort', this.#abort)
    this.startClock()
  }

  get over(): boolean {
    return this.#releases === null
  }

  /** Has something released at the end, at once if that has come; `failed` says which end it is. */
  hold(release: (failed: boolean) => void): void {
    if (this.#releases) this.#releases.push(release)
    else release(true)
  }

  /** Lets the time of the handshake run (again). */
  startClock(): void {
    if (this.over) return
    this.#startedAt = performance.now()
    this.#timer = setTimeout(expire, this.#left, this)
  }

  /** Stops the time while waiting for something that is not the peer's doing. */
  stopClock(): void {
    clearTimeout(this.#timer)
    this.#left -= performance.now() - this.#startedAt
  }

  succeed(): void {
    this.#end(false)
  }

  /** Releases everything now and reports the error soon. Without effect once it is over. */
  fail(error: HandshakeError): void {
    if (this.over) return
    this.#end(true)
    process.nextTick(this.#onFailure, error)
  }

  #end(failed: boolean): void {
    const releases = this.#releases ?? []
    this.#releases = null
    clearTimeout(this.#timer)
    this.#signal?.removeEventListener('abort', this.#abort)
    for (const release of releases) release(failed)
  }

  readonly #abort = (): void => {
    const cause: unknown = this.#signal?.reason
    this.fail(new HandshakeError('aborted', 'The option `signal` aborted the attempt to connect', { cause }))
  }
}

function expire(attempt: Attempt): void {
  attempt.fail(new HandshakeError('timeout', 'The handshake took longer than `handshakeTimeout` allows'))
}

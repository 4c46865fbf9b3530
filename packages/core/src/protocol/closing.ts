import { ABNORMAL_CLOSURE } from './close-code.ts'
import type { CloseStatus } from './close-frame.ts'

/** How a connection ended, in the terms of RFC 6455, 7.1.4 to 7.1.6. */
export interface Ending extends CloseStatus {
  readonly wasClean: boolean
  /** It had to be failed (7.1.7); null when it closed otherwise, cleanly or not. */
  readonly failure: Error | null
}

/** How far the closing handshake has come (RFC 6455, 7.1.2), or why the connection failed instead (7.1.7). */
export class Closing {
  /** What the peer's Close frame said. */
  received: CloseStatus | null = null
  /** Whether our Close frame was written: no frame may follow it. */
  sent = false
  /** The first one counts. */
  failure: Error | null = null
  /** When the peer has had its time. */
  deadline: number = Number.POSITIVE_INFINITY
  /** That no progress defers. */
  #latest = Number.POSITIVE_INFINITY
  /** What the peer had taken when the deadline was set. */
  #taken = 0

  /** Whether it began, from either side, or the connection failed; nothing can be sent any more. */
  get begun(): boolean {
    return this.sent || this.received !== null || this.failure !== null
  }

  /** The peer has until then to answer, unless it still takes what was sent before. */
  await(deadline: number, taken: number): void {
    this.deadline = Math.min(deadline, this.#latest)
    this.#taken = taken
  }

  /** The peer has until then, whatever it takes. */
  limit(deadline: number): void {
    this.#latest = Math.min(deadline, this.#latest)
    this.deadline = Math.min(deadline, this.deadline)
  }

  /** At the deadline: whether it is to be set anew. */
  progressed(now: number, taken: number): boolean {
    return now < this.#latest && taken > this.#taken
  }

  /** The stream is gone, for the reason given if it broke. Answers how the connection closed. */
  ended(error: Error | null): Ending {
    if (!this.begun) this.failure = error ?? new Error('The server ended the connection without a Close frame')
    const { code, reason } = this.received ?? { code: ABNORMAL_CLOSURE, reason: '' }
    const wasClean = this.received !== null && this.sent && this.failure === null
    return { code, reason, wasClean, failure: this.failure }
  }
}

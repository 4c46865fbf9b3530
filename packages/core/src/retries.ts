import type { Cause } from './connection-state.ts'
import { DialLimiter } from './dial-limit.ts'
import { offlineCause } from './endings.ts'
import { EverwireError } from './errors.ts'
import { spread } from './reconnect-policy.ts'
import type { ResolvedOptions } from './resolve-options.ts'
import { asksAnew } from './target.ts'
import { type Verdict, verdictOf } from './verdict.ts'

/** How long a connection must have been open before it counts as a success. */
const STABLE = 5000
/** Within how many milliseconds a client whose own network came back dials, to be open within a second. */
const SOON = 800

/** What is remembered from attempt to attempt, and how long the next one waits for that. */
export class Retries {
  /** Retries since the last success; 0 is the first dial. */
  attempt = 0
  /** Why the attempt before ended. */
  cause: Cause | undefined
  /** The device says that it has no network. */
  offline = false
  #askedAnew = false
  /** The server asked for the delay. */
  #firm = false
  readonly #options: ResolvedOptions
  readonly #limiter: DialLimiter
  readonly #report: (error: EverwireError) => void

  constructor(options: ResolvedOptions, report: (error: EverwireError) => void) {
    this.#options = options
    this.#limiter = new DialLimiter(options.dialLimit)
    this.#report = report
  }

  /** A connection that was open since then is left, or ended: one that has proven itself makes failures forgotten. */
  opened(since: number): void {
    if (this.#options.clock.now() - since < STABLE) return
    this.attempt = 0
    this.#askedAnew = false
  }

  /** Nobody wants a connection any more. */
  forget(): void {
    this.attempt = 0
    this.cause = undefined
  }

  /** A connection or an attempt ended. Answers milliseconds until the next one, or null: none. */
  after(cause: Cause, hopeless: boolean): number | null {
    this.cause = this.offline ? offlineCause(cause) : cause
    const verdict: Verdict = hopeless ? { delay: null } : this.#judge(this.cause)
    if (verdict.delay === null) return null
    this.attempt++
    this.#askedAnew ||= verdict.asked
    this.#firm = verdict.firm
    return Math.max(verdict.delay, this.limited())
  }

  /** How long the dial limit holds back an automatic dial. */
  limited(): number {
    return this.#limiter.wait(this.#options.clock.now())
  }

  /** An automatic dial is made. */
  record(): void {
    this.#limiter.record(this.#options.clock.now())
  }

  /** The network or the page came back: a shorter delay than is left until `retryAt`, or null where there is none. */
  sooner(retryAt: number): number | null {
    const { clock, random } = this.#options
    const delay = Math.max(SOON * random(), this.limited())
    return this.#firm || clock.now() + delay >= retryAt ? null : delay
  }

  #judge(cause: Cause): Verdict {
    const { policy, closeCodes, random } = this.#options
    const canAskAnew = asksAnew(this.#options) && !this.#askedAnew
    const ending = { cause, attempt: this.attempt + 1, closeCodes, canAskAnew, random }
    try {
      return verdictOf({ ...ending, policy })
    } catch (error) {
      const message = 'The `reconnect` policy threw; the default one decides.'
      this.#report(new EverwireError('options', message, { cause: error }))
      return verdictOf({ ...ending, policy: spread })
    }
  }
}

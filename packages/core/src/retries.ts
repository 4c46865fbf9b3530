import type { Cause } from './connection-state.ts'
import { dialLimiter } from './dial-limit.ts'
import { type EverwireError, failure } from './errors.ts'
import { spread } from './reconnect-policy.ts'
import type { ResolvedOptions } from './resolve-options.ts'
import { asksAnew } from './target.ts'
import { type Verdict, type VerdictOptions, verdictOf } from './verdict.ts'

/** How long a connection must have been open before it counts as a success. */
const STABLE = 5000
/** Within how many milliseconds a client whose own network came back dials, to be open within a second. */
const SOON = 800

/** What is remembered from attempt to attempt, and how long the next one waits for that. */
export interface Retries {
  /** Retries since the last success; 0 is the first dial. */
  attempt: number
  /** Why the attempt before ended. */
  cause: Cause | undefined
  /** The device says that it has no network. */
  offline: boolean
  /** A connection that was open since then is left, or ended: one that has proven itself makes failures forgotten. */
  opened(since: number): void
  /** A connection or an attempt ended. Answers milliseconds until the next one, or null: none. */
  after(cause: Cause, hopeless: boolean | undefined): number | null
  /** How long the dial limit holds back an automatic dial. */
  limited(): number
  /** An automatic dial is made. */
  record(): void
  /** The network or the page came back: a shorter delay than is left until `retryAt`, or null where there is none. */
  sooner(retryAt: number): number | null
}

export function retries(options: ResolvedOptions, report: (error: EverwireError) => void): Retries {
  const { clock, random } = options
  const limiter = dialLimiter(options.dialLimit)
  let askedAnew = false
  let firm = false

  const judge = (cause: Cause): Verdict | null => {
    const by = (rules: VerdictOptions) => verdictOf(cause, self.attempt + 1, asksAnew(options) && !askedAnew, rules)
    try {
      return by(options)
    } catch (error) {
      report(failure('options', 'reconnect', '', error))
      return by({ ...options, policy: spread })
    }
  }
  const limited = (): number => limiter.wait(clock.now())

  const self: Retries = {
    attempt: 0,
    cause: undefined,
    offline: false,
    opened(since) {
      if (clock.now() - since < STABLE) return
      self.attempt = 0
      askedAnew = false
    },
    after(cause, hopeless) {
      self.cause = self.offline ? offlineCause(cause) : cause
      const verdict = hopeless ? null : judge(self.cause)
      if (!verdict) return null
      self.attempt++
      askedAnew ||= !!verdict.asked
      firm = verdict.firm
      return Math.max(verdict.delay, limited())
    },
    limited,
    record: () => limiter.record(clock.now()),
    sooner(retryAt) {
      const delay = Math.max(SOON * random(), limited())
      return firm || clock.now() + delay >= retryAt ? null : delay
    },
  }
  return self
}

/** The cause of an end that came without a network: what says nothing else is put down to that. */
function offlineCause(cause: Cause): Cause {
  const { type } = cause
  const silent =
    type === 'closed' ? cause.code === 1006 : type === 'refused' ? cause.status === undefined : type !== 'options'
  return silent ? { type: 'offline' } : cause
}

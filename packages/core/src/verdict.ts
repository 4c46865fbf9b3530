import { type CloseCodeRule, closeCodeRule } from './close-codes.ts'
import type { Cause } from './connection-state.ts'
import { type ReconnectPolicy, spread } from './reconnect-policy.ts'

/** Over how many milliseconds clients come back that were all sent away at once. */
const SPREAD = 30_000
/** Timers take no more. */
const LONGEST = 2 ** 31 - 1

/** The options that decide about it. */
export interface VerdictOptions {
  readonly policy: ReconnectPolicy | null
  readonly closeCodes?: Readonly<Record<number, CloseCodeRule>> | undefined
  readonly random: () => number
}

/** What follows. */
export interface Verdict {
  /** Milliseconds until the next attempt. */
  readonly delay: number
  /** Fresh credentials are what it is for. */
  readonly asked?: boolean
  /** The server asked for the delay, so a network that came back does not shorten it. */
  readonly firm: boolean
}

/**
 * Decides what follows the end of a connection; null: nothing. Pure; a policy that throws is the caller's to catch.
 *
 * @param attempt The number of the retry that would follow.
 * @param canAskAnew Whether fresh credentials can be asked for: there is a function to ask, and it was not asked for that
 * already.
 */
export function verdictOf(
  cause: Cause,
  attempt: number,
  canAskAnew: boolean,
  { policy, closeCodes, random }: VerdictOptions,
): Verdict | null {
  const rule = ruleOf(cause, closeCodes)
  if (!policy || rule === 'final' || (rule === 'auth' && !canAskAnew)) return null
  if (rule === 'spread') return { delay: SPREAD * random(), firm: true }
  let delay = policy(attempt, cause, random)
  if (delay === 'stop') return null
  // A policy that answers no number must not become a loop without a pause.
  if (!(typeof delay === 'number' && delay >= 0)) delay = spread(attempt, cause, random) as number
  // What a server asked for is the least; the policy's own delay comes on top, so that a crowd still spreads.
  const least = (cause.type === 'refused' && cause.retryAfter) || 0
  return { delay: Math.min(LONGEST, least + delay), asked: rule === 'auth', firm: least > 0 }
}

function ruleOf(cause: Cause, closeCodes: VerdictOptions['closeCodes']): CloseCodeRule {
  if (cause.type === 'closed') return closeCodeRule(cause.code, closeCodes)
  return cause.type === 'refused' && (cause.status === 401 || cause.status === 403) ? 'auth' : 'retry'
}

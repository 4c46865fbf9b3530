import { type CloseCodeRule, closeCodeRule } from './close-codes.ts'
import type { Cause } from './connection-state.ts'
import { type ReconnectPolicy, spread } from './reconnect-policy.ts'

/** Over how many milliseconds clients come back that were all sent away at once. */
const SPREAD = 30_000
/** Timers take no more. */
const LONGEST = 2 ** 31 - 1

/** What is known when a connection ended. */
export interface Ending {
  readonly cause: Cause
  /** The number of the retry that would follow. */
  readonly attempt: number
  readonly policy: ReconnectPolicy | null
  readonly closeCodes: Readonly<Record<number, CloseCodeRule>> | undefined
  /** Whether fresh credentials can be asked for: there is a function to ask, and it was not asked for that already. */
  readonly canAskAnew: boolean
  readonly random: () => number
}

/**
 * What follows: milliseconds until the next attempt, or the end. `asked`: fresh credentials are what it is for. `firm`: the
 * server asked for the delay, so a network that came back does not shorten it.
 */
export type Verdict =
  | { readonly delay: number; readonly asked: boolean; readonly firm: boolean }
  | { readonly delay: null }

const END: Verdict = { delay: null }

/** Decides what follows the end of a connection. Pure; a policy that throws is the caller's to catch. */
export function verdictOf({ cause, attempt, policy, closeCodes, canAskAnew, random }: Ending): Verdict {
  const rule = ruleOf(cause, closeCodes)
  if (!policy || rule === 'final' || (rule === 'auth' && !canAskAnew)) return END
  if (rule === 'spread') return { delay: SPREAD * random(), asked: false, firm: true }
  const delay = policy(attempt, cause, random)
  if (delay === 'stop') return END
  // What a server asked for is the least; the policy's own delay comes on top, so that a crowd still spreads.
  const least = cause.type === 'refused' ? (cause.retryAfter ?? 0) : 0
  return { delay: clamp(least + sane(delay, attempt, cause, random)), asked: rule === 'auth', firm: least > 0 }
}

function ruleOf(cause: Cause, closeCodes: Ending['closeCodes']): CloseCodeRule {
  if (cause.type === 'closed') return closeCodeRule(cause.code, closeCodes)
  const unauthorized = cause.type === 'refused' && (cause.status === 401 || cause.status === 403)
  return unauthorized ? 'auth' : 'retry'
}

/** A policy that answers no number must not become a loop without a pause. */
function sane(delay: number, attempt: number, cause: Cause, random: () => number): number {
  return typeof delay === 'number' && delay >= 0 ? delay : (spread(attempt, cause, random) as number)
}

function clamp(delay: number): number {
  return Math.min(LONGEST, delay)
}

import type { Cause } from './connection-state.ts'

/**
 * Decides when to dial again: milliseconds to wait before retry number `attempt` (from 1), or `'stop'`. Pure; chance is
 * handed in, uniform in [0, 1).
 *
 * @example
 * ```ts
 * const twice: ReconnectPolicy = (attempt) => (attempt > 2 ? 'stop' : 1000)
 * webSocket(url, { reconnect: twice })
 * ```
 */
export type ReconnectPolicy = (attempt: number, cause: Cause, random: () => number) => number | 'stop'

/** Seconds between attempts, by number; the first is the window over which a crowd that was dropped at once comes back. */
const PERIODS = [0, 8, 8, 12, 18, 24, 28]

/**
 * The default. The first retry comes anywhere within 8 s, so that a crowd does not return in one second; after that
 * each client keeps its random phase, and its period grows to 28 s. What a period gains is spread by chance again.
 */
export const spread: ReconnectPolicy = (attempt, _cause, random) => {
  const period = (retry: number) => PERIODS[Math.min(retry, PERIODS.length - 1)]!
  const before = period(attempt - 1)
  return 1000 * (before + random() * (period(attempt) - before))
}

/** For a person who waits at a screen: the first retry within a second, then doubling, jittered by half, to 15 s. */
export const eager: ReconnectPolicy = (attempt, _cause, random) => {
  const ceiling = Math.min(15_000, 500 * 2 ** attempt)
  return ceiling * (0.5 + 0.5 * random())
}

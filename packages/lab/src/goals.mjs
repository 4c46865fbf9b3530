// How what was measured stands to what was to be reached, in every benchmark that measures time.

/** What a shared machine may add to a figure before a goal counts as missed. */
export const NOISE = 0.2

/**
 * `met` is by the goal itself. A gate fails where it is `missed`, and not where it is `within noise`.
 * @param {number} value
 * @param {number} limit
 */
export function verdictOf(value, limit) {
  if (value <= limit) return 'met'
  return value <= limit * (1 + NOISE) ? 'within noise' : 'missed'
}

/**
 * A goal and what was measured.
 * @param {string} goal
 * @param {number} limit
 * @param {number} value
 */
export function judged(goal, limit, value) {
  return { goal, limit, value, verdict: verdictOf(value, limit) }
}

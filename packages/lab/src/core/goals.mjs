/** How far beyond a goal a machine's noise may carry a figure. */
const NOISE = 1.2

/**
 * A goal and what was measured. `met` is by the goal itself; a gate fails where it is not `tolerable`.
 * @param {string} goal
 * @param {number} limit
 * @param {number} value
 */
export function judged(goal, limit, value) {
  return { goal, limit, value, met: value <= limit, tolerable: value <= NOISE * limit }
}

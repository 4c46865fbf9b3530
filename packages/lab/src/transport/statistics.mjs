// What samples amount to: medians of per-round ratios, and how they stand to the goals.
import { verdictOf } from '../goals.mjs'

/**
 * @param {Record<string, number[]>} samples of each implementation, one a round
 * @param {Record<string, number>} goals
 */
export function evaluate(samples, goals) {
  const ratios = Object.fromEntries(
    Object.entries(samples).map(([name, values]) => [
      name,
      { ...summary(ratio(values, samples.ws)), value: median(values) },
    ]),
  )
  // A goal of what was skipped says nothing.
  const measured = Object.entries(goals).filter(([surface]) => samples[surface] && (surface !== 'raw' || samples.class))
  const verdicts = measured.map(([surface, goal]) => {
    const toRaw = surface === 'raw'
    const reached = toRaw ? median(ratio(samples.class, samples.raw)) : ratios[surface].median
    return { surface: toRaw ? 'class to raw' : surface, goal, reached, verdict: verdictOf(reached, goal) }
  })
  return { ratios, verdicts }
}

const ratio = (values, others) => values.map((value, round) => value / others[round])

const summary = (values) => ({ median: median(values), min: Math.min(...values), max: Math.max(...values) })

/** @param {number[]} values */
export function median(values) {
  const sorted = [...values].sort((one, other) => one - other)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

// Pure: from samples to figures, and from figures to verdicts.
import { judged } from '../goals.mjs'

/** How much longer a transition may take beside a feed: one of 300 ms, 600. */
const TRANSITION = 2

export function median(values) {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** The sample that took neither least nor most of the main thread. */
export function middle(samples) {
  return samples.toSorted((one, other) => one.task - other.task)[samples.length >> 1]
}

/**
 * A subject's figures over all rounds; processor time as a ratio to the baseline of the same round.
 * @param {{ counts: Record<string, number>, renders: number, frames: number, task: number, script: number }[]} samples
 * @param {{ task: number }[]} baseline
 */
export function figuresOf(samples, baseline) {
  const ratios = samples.map(({ task }, round) => task / baseline[round].task)
  const consumers = [...new Set(samples.flatMap(({ counts }) => Object.keys(counts)))]
  return {
    seen: Object.fromEntries(
      consumers.map((name) => [name, Math.min(...samples.map(({ counts }) => counts[name] ?? 0))]),
    ),
    renders: median(samples.map(({ renders }) => renders)),
    frames: median(samples.map(({ frames }) => frames)),
    mostOverFrames: Math.max(...samples.map(({ renders, frames }) => renders - frames)),
    milliseconds: median(samples.map(({ task }) => task)),
    script: median(samples.map(({ script }) => script)),
    ratio: { median: median(ratios), least: Math.min(...ratios), most: Math.max(...ratios) },
  }
}

/** What one of ours is to reach, showing one content. */
export function goalsOf(subject, content, messages, { seen, mostOverFrames, ratio }) {
  const about = `${subject.name}, ${content.name}`
  const fewest = Math.min(...Object.values(seen))
  return [
    judged(`${about}: messages lost`, 0, messages - fewest),
    judged(`${about}: renders beyond the frames`, 2, mostOverFrames),
    judged(`${about}: main thread, times plain onmessage`, content.limit, ratio.median),
  ]
}

/** What our React binding is to reach beside a transition, which takes longer on a busy machine in any case. */
export function transitionGoal(milliseconds, alone) {
  const value = median(milliseconds.map((time, round) => time / alone[round]))
  const goal = 'React, a 300 ms transition beside a feed, times the same with nothing painted'
  return judged(goal, TRANSITION, value)
}

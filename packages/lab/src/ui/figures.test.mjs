import { expect, it } from 'vitest'
import { figuresOf, goalsOf, median, middle, transitionGoal } from './figures.mjs'

const sample = (changes = {}) => ({
  counts: { handler: 1000 },
  renders: 10,
  frames: 9,
  task: 110,
  script: 40,
  ...changes,
})
const baseline = [{ task: 100 }, { task: 100 }, { task: 200 }]
const verdicts = (samples, limit = 1.3) => {
  const goals = goalsOf({ name: 'it' }, { name: 'empty', limit }, 1000, figuresOf(samples, baseline))
  return goals.map(({ value, verdict }) => [value, verdict])
}

it('takes the middle, or the mean of the two', () => {
  expect(median([3, 1, 2])).toBe(2)
  expect(median([4, 1, 2, 3])).toBe(2.5)
})

it('answers the sample in the middle', () => {
  expect(middle([sample({ task: 9 }), sample({ task: 1 }), sample({ task: 5 })]).task).toBe(5)
})

it('compares each round with the baseline of the same round', () => {
  const { ratio } = figuresOf([sample(), sample({ task: 150 }), sample({ task: 240 })], baseline)
  expect(ratio).toEqual({ median: 1.2, least: 1.1, most: 1.5 })
})

it('finds a message that one consumer lost in one round', () => {
  const lossy = sample({ counts: { handler: 1000, log: 999 } })
  expect(verdicts([lossy, sample({ counts: { handler: 1000, log: 1000 } }), lossy])[0]).toEqual([1, 'missed'])
  expect(verdicts([sample(), sample(), sample()])[0]).toEqual([0, 'met'])
})

it('finds a consumer that saw nothing at all in one round', () => {
  const deaf = sample({ counts: {} })
  expect(verdicts([sample(), deaf, sample()])[0]).toEqual([1000, 'missed'])
})

it('allows two renders beyond the frames, in the worst round', () => {
  expect(verdicts([sample(), sample(), sample({ renders: 11 })])[1]).toEqual([2, 'met'])
  expect(verdicts([sample(), sample(), sample({ renders: 12 })])[1]).toEqual([3, 'missed'])
})

it('leaves a fifth to noise, and no more', () => {
  const taking = (task) => [sample({ task }), sample({ task }), sample({ task: 2 * task })]
  expect(verdicts(taking(130))[2]).toEqual([1.3, 'met'])
  expect(verdicts(taking(150))[2]).toEqual([1.5, 'within noise'])
  expect(verdicts(taking(160))[2]).toEqual([1.6, 'missed'])
})

it('judges the median of the transitions, each by the same with nothing painted', () => {
  expect(transitionGoal([300, 1200, 5000], [300, 600, 300])).toMatchObject({ value: 2, verdict: 'met' })
  expect(transitionGoal([300, 1206, 5000], [300, 600, 300])).toMatchObject({ value: 2.01, verdict: 'within noise' })
  expect(transitionGoal([300, 1446, 5000], [300, 600, 300])).toMatchObject({ value: 2.41, verdict: 'missed' })
})

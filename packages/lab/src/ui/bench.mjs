// npm run bench -- ui [--quick] [--json] [--rounds 7] [--messages 10000] [--only <part of a subject's name>]
//
// 10,000 messages at full speed from a process of their own into Chromium, against components built for production. A
// fresh page a sample; subjects take turns, another one first each round; processor time of the page's main thread, as
// the median of the rounds' ratios to a plain `onmessage`, which is measured up to three times a round, because an error
// of it would be one of all.
import { availableParallelism, cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { figuresOf, goalsOf, median, middle, transitionGoal } from './figures.mjs'
import { flood } from './flood.mjs'
import { printContent, printGoals, printTransitions } from './report.mjs'
import { onStage } from './stage.mjs'
import { ALONE, BASELINE, contents, EVERWIRE, subjects, transitions } from './subjects.mjs'
import { transition } from './transition.mjs'

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    messages: { type: 'string', default: '10000' },
    only: { type: 'string', multiple: true, default: [] },
  },
})
const rounds = wholeNumber('rounds', options.rounds ?? (options.quick ? '3' : '7'))
const messages = wholeNumber('messages', options.messages)
const others = subjects.filter(({ id }) => options.only.length === 0 || options.only.some((part) => id.includes(part)))
if (others.length === 0) {
  console.error(`--only is "${options.only.join(' ')}"; there are ${subjects.map(({ id }) => id).join(', ')}.`)
  process.exit(2)
}
const asked = [BASELINE, ...others]

const { chromium, byContent, transitionTimes } = await onStage(async (sample, chromium) => {
  const byContent = contents.map((content) => ({ content, samples: new Map(asked.map((subject) => [subject, []])) }))
  const transitionTimes = new Map(transitions.map((subject) => [subject, []]))
  for (let round = 0; round < rounds; round++) {
    if (!options.json) process.stderr.write(`round ${round + 1} of ${rounds}\r`)
    for (const { content, samples } of byContent) {
      const measure = ({ id }) => sample(id, content.rows, flood(messages))
      const baselines = []
      for (const [turn, subject] of turned(others, round).entries()) {
        if (turn % Math.ceil(others.length / 3) === 0) baselines.push(await measure(BASELINE))
        samples.get(subject).push(await measure(subject))
      }
      samples.get(BASELINE).push(middle(baselines))
    }
    for (const [subject, times] of transitionTimes)
      times.push((await sample(subject.id, 0, transition(60))).milliseconds)
  }
  return { chromium, byContent, transitionTimes }
})

const results = byContent.map(({ content, samples }) => {
  // It shows nothing in any case; the one that was measured among the others is the one to compare with.
  const baseline = samples.get(BASELINE)
  return { content, figures: asked.map((subject) => ({ subject, ...figuresOf(samples.get(subject), baseline) })) }
})
const goals = [
  ...results.flatMap(({ content, figures }) =>
    figures
      .filter(({ subject }) => subject.ours)
      .flatMap((figure) => goalsOf(figure.subject, content, messages, figure)),
  ),
  transitionGoal(transitionTimes.get(EVERWIRE), transitionTimes.get(ALONE)),
]
const tables = results.map(({ content, figures }) => ({
  name: content.name,
  figures: figures.map(({ subject, ...figure }) => ({ name: subject.name, ...figure })),
}))
const transitionRows = transitions.map((subject) => {
  const times = transitionTimes.get(subject)
  return { name: subject.name, milliseconds: median(times), least: Math.min(...times), most: Math.max(...times) }
})

if (options.json) {
  const machine = { node: process.version, chromium, cpu: cpus()[0]?.model, cores: availableParallelism() }
  console.log(JSON.stringify({ bench: 'ui', machine, rounds, messages, tables, transitions: transitionRows, goals }))
} else {
  for (const table of tables) printContent(table)
  printTransitions(transitionRows)
  printGoals(goals)
}
process.exitCode = goals.some(({ verdict }) => verdict === 'missed') ? 1 : 0

/** The same items, beginning with another one each time. */
function turned(items, by) {
  const first = by % items.length
  return [...items.slice(first), ...items.slice(0, first)]
}

function wholeNumber(option, text) {
  const value = Number(text)
  if (Number.isInteger(value) && value > 0) return value
  console.error(`--${option} is "${text}"; it takes a whole number from 1.`)
  process.exit(2)
}

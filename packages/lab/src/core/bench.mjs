// The cost of the core from the transport's callback to a subscriber, and from `send` to the transport, without a network.
// Every sample is a process of its own; subjects take turns each round; figures are medians over the rounds.
import { execFile } from 'node:child_process'
import { availableParallelism, cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { judged } from '../goals.mjs'
import { subjects } from './subjects.mjs'

const { values: options } = parseArgs({ options: { json: { type: 'boolean' }, quick: { type: 'boolean' } } })
const rounds = options.quick ? 3 : 9
const budget = options.quick ? 100_000 : 300_000
const sample = fileURLToPath(new URL('sample.mjs', import.meta.url))
const run = promisify(execFile)

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1]
const samples = Object.fromEntries(Object.keys(subjects).map((name) => [name, []]))
for (let round = 1; round <= rounds; round++) {
  if (!options.json) process.stderr.write(`round ${round} of ${rounds}\r`)
  for (const name of Object.keys(subjects)) {
    const { stdout } = await run(process.execPath, [sample, name, String(budget)])
    samples[name].push(Number(stdout))
  }
}

const figures = Object.entries(samples).map(([name, values]) => ({
  name,
  nanoseconds: median(values),
  least: Math.min(...values),
  most: Math.max(...values),
}))
const perRound = (compute) =>
  median(samples['bare callback'].map((_, round) => compute((name) => samples[name][round])))
const goals = [
  ['core over a bare callback, 1 subscriber, ns', 14, perRound((at) => at('everwire data$, 1') - at('bare callback'))],
  ['1,000 subscribers, times a bare loop', 1.6, perRound((at) => at('everwire data$, 1,000') / at('bare loop, 1,000'))],
  ['a keyed topic among 1,000, ns', 100, perRound((at) => at('everwire topic, 1 of 1,000'))],
  ['send over the transport’s, ns', 100, perRound((at) => at('everwire send') - at('transport send'))],
].map((goal) => judged(...goal))

if (options.json) {
  const machine = { node: process.version, cpu: cpus()[0]?.model, cores: availableParallelism() }
  console.log(JSON.stringify({ bench: 'core', machine, rounds, figures, goals }))
} else {
  const row = (...cells) => console.log(`| ${cells.join(' | ')} |`)
  row('CPU a message', 'ns', 'least', 'most')
  row('---', '---:', '---:', '---:')
  for (const { name, nanoseconds, least, most } of figures) {
    row(name, ...[nanoseconds, least, most].map((value) => value.toFixed(value < 100 ? 1 : 0)))
  }
  console.log()
  row('goal', 'at most', 'measured', '')
  row('---', '---:', '---:', '---')
  for (const { goal, limit, value, verdict } of goals) row(goal, limit, value.toFixed(2), verdict)
}
process.exitCode = goals.some(({ verdict }) => verdict === 'missed') ? 1 : 0

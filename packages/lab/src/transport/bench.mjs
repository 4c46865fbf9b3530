// Compares Node's WebSocket clients: npm run bench -- transport [--quick] [--json] [--only <part of a name>] [--rounds 7] [--skip <implementation>]
//
// A peer in its own process; a fresh client process for each sample; implementations rotate from round to round; what is
// quoted is the median of per-round ratios of client CPU, with minimum and maximum.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { NOISE } from '../goals.mjs'
import { bundle } from './bundle.mjs'
import { certificate } from './certificate.mjs'
import { implementations } from './implementations.mjs'
import { startPeer } from './peers.mjs'
import { evaluate } from './statistics.mjs'
import { workloads } from './workloads.mjs'

/** A sample takes a few seconds; one that takes this long, in milliseconds, hangs. */
const PATIENCE = 60_000
/** Compared with, and not what anything is measured by. */
const OPTIONAL = ['undici', 'ws without addon']

const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    skip: { type: 'string', multiple: true, default: [] },
    rounds: { type: 'string' },
  },
})
if (flags.skip.includes('ws')) throw new Error('`ws` cannot be skipped: the others are measured by it.')
const rounds = Number(flags.rounds ?? (flags.quick ? 3 : 7))
const client = fileURLToPath(new URL('./client.mjs', import.meta.url))
const chosen = workloads.filter(({ name }) => flags.only.length === 0 || flags.only.some((part) => name.includes(part)))
const started = Date.now()
const { modules, remove } = await bundle()
const identity = await certificate()
const peers = { plain: await startPeer(), tls: await startPeer(identity) }
const results = []
try {
  for (const workload of chosen) {
    results.push(await measure(workload))
    if (!flags.json) print(results.at(-1))
  }
} finally {
  peers.plain.end()
  peers.tls.end()
  await remove()
}
const seconds = Math.round((Date.now() - started) / 1000)
const missed = results.filter(({ verdicts }) => verdicts.some(({ verdict }) => verdict === 'missed'))
if (flags.json) {
  const machine = { node: process.version, platform: process.platform, arch: process.arch }
  console.log(JSON.stringify({ machine, rounds, quick: flags.quick, noise: NOISE, seconds, results }))
} else {
  const goals = results.flatMap(({ verdicts }) => verdicts).length
  console.log(
    missed.length
      ? `\nGoals missed: ${missed.map(({ name }) => name).join('; ')}`
      : `\n${goals} of ${goals} goals reached.`,
  )
  console.log(`${rounds} rounds in ${seconds} s; a goal counts as missed by more than ${NOISE * 100} %, for noise.`)
}

async function measure(workload) {
  let names = Object.keys(implementations).filter(
    (name) => !flags.skip.includes(name) && implementations[name].takes(workload),
  )
  const samples = Object.fromEntries(names.map((name) => [name, []]))
  const unfinished = []
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(turn + round) % names.length]
      progress(`${chosen.indexOf(workload) + 1}/${chosen.length} ${workload.name}, round ${round + 1}: ${name}`)
      const value = await sample(name, workload)
      if (value === null) unfinished.push(name)
      else samples[name].push(value)
    }
    // A peer that hangs is left out of the workload, and that is said; ours and its measure may not.
    for (const name of unfinished) delete samples[name]
    names = names.filter((name) => !unfinished.includes(name))
  }
  progress('')
  const unit = workload.role === 'idle' ? 'B' : 'ns'
  return { name: workload.name, unit, unfinished, ...evaluate(samples, workload.goal) }
}

async function sample(name, workload) {
  const scale = flags.quick && workload.role !== 'idle' ? 2 : 1
  const job = {
    implementation: name,
    workload: { ...workload, warm: Math.ceil(workload.warm / scale), count: Math.ceil(workload.count / scale) },
    port: (workload.tls ? peers.tls : peers.plain).port,
    modules,
    ca: workload.tls ? identity.cert : undefined,
  }
  const child = spawn(process.execPath, ['--expose-gc', client, JSON.stringify(job)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...implementations[name].env },
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE)
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  await once(child, 'close')
  clearTimeout(timer)
  if (output) return JSON.parse(output).value
  if (OPTIONAL.includes(name)) return null
  throw new Error(`${name} did not finish ${workload.name} within ${PATIENCE / 1000} s.`)
}

/** One line that is written over, for people; a log gets none. */
function progress(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`)
}

function print({ name, unit, unfinished, ratios, verdicts }) {
  const goals = verdicts.map(
    ({ surface, goal, reached, verdict }) =>
      `${surface} ${reached.toFixed(2)}, goal ${goal} ${verdict === 'missed' ? 'MISSED' : verdict}`,
  )
  console.log(`\n${name}: ${goals.join('; ')}`)
  for (const peer of unfinished) console.log(`  ${peer} did not finish within ${PATIENCE / 1000} s`)
  for (const [implementation, { median, min, max, value }] of Object.entries(ratios)) {
    console.log(
      `  ${implementation.padEnd(17)} ${median.toFixed(2).padStart(6)}  ${min.toFixed(2)}-${max.toFixed(2)}  ${Math.round(value).toLocaleString('en')} ${unit}`,
    )
  }
}

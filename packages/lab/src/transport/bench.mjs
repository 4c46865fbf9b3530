// Compares Node's WebSocket clients: node bench.mjs [--quick] [--json] [--only <part of a name>] [--rounds 7] [--skip <implementations>]
//
// A peer in its own process; a fresh client process for each sample; implementations rotate from round to round; what is
// quoted is the median of per-round ratios of client CPU, with minimum and maximum.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'tsdown'
import { certificate } from './certificate.mjs'
import { implementations } from './implementations.mjs'
import { workloads } from './workloads.mjs'

const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    skip: { type: 'string', multiple: true, default: [] },
    rounds: { type: 'string' },
  },
})
const rounds = Number(flags.rounds ?? (flags.quick ? 3 : 7))
const here = fileURLToPath(new URL('.', import.meta.url))
const folder = await mkdtemp(join(here, '../../node_modules/.bench-'))
const transport = await bundle()
const identity = await certificate()
const peers = { plain: await startPeer(), tls: await startPeer(identity) }
const started = Date.now()
const results = []
try {
  for (const workload of workloads) {
    if (flags.only.length > 0 && !flags.only.some((part) => workload.name.includes(part))) continue
    results.push(await measure(workload))
    if (!flags.json) print(results.at(-1))
  }
} finally {
  for (const { child } of Object.values(peers)) child.stdin.end()
  await rm(folder, { recursive: true, force: true })
}
const failed = results.filter((result) => result.verdicts.some(({ met }) => !met))
if (flags.json) {
  const machine = { node: process.version, platform: process.platform, arch: process.arch }
  console.log(JSON.stringify({ machine, rounds, quick: flags.quick, seconds: (Date.now() - started) / 1000, results }))
} else
  console.log(failed.length ? `\nGoals missed: ${failed.map(({ name }) => name).join('; ')}` : '\nAll goals reached.')

async function bundle() {
  const entry = fileURLToPath(new URL('../../../core/src/node/index.ts', import.meta.url))
  await build({
    entry: { transport: entry },
    outDir: folder,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    dts: false,
    clean: false,
    logLevel: 'error',
    config: false,
    fixedExtension: true,
  })
  return pathToFileURL(join(folder, 'transport.mjs')).href
}

async function startPeer(identity) {
  const env = identity ? { ...process.env, PEER_CERTIFICATE: identity.cert, PEER_KEY: identity.key } : process.env
  const child = spawn(process.execPath, [join(here, 'peer.mjs')], { stdio: ['pipe', 'pipe', 'inherit'], env })
  const [line] = await once(child.stdout, 'data')
  return { child, port: Number(line) }
}

async function sample(name, workload) {
  const peer = workload.tls ? peers.tls : peers.plain
  const scale = flags.quick && workload.role !== 'idle' ? 2 : 1
  const scaled = { ...workload, warm: Math.ceil(workload.warm / scale), count: Math.ceil(workload.count / scale) }
  const job = {
    implementation: name,
    workload: scaled,
    port: peer.port,
    transport,
    ca: workload.tls ? identity.cert : undefined,
  }
  const child = spawn(process.execPath, ['--expose-gc', join(here, 'client.mjs'), JSON.stringify(job)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...implementations[name].env },
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), 120_000)
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  await once(child, 'close')
  clearTimeout(timer)
  if (!output) throw new Error(`${name} did not finish ${workload.name}`)
  return JSON.parse(output).value
}

async function measure(workload) {
  const names = Object.keys(implementations).filter((name) => {
    if (flags.skip.includes(name)) return false
    // undici compresses nothing, and a raw socket inflates nothing.
    return !(workload.deflate && (name === 'raw' || (name === 'undici' && workload.role === 'sink')))
  })
  const samples = Object.fromEntries(names.map((name) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(turn + round) % names.length]
      samples[name].push(await sample(name, workload))
    }
  }
  const ratios = {}
  for (const name of names) {
    const each = samples[name].map((value, round) => value / samples.ws[round])
    ratios[name] = {
      median: median(each),
      min: Math.min(...each),
      max: Math.max(...each),
      value: median(samples[name]),
    }
  }
  const verdicts = Object.entries(workload.goal).map(([against, goal]) => {
    const reached =
      against === 'raw'
        ? median(samples.class.map((value, round) => value / samples.raw[round]))
        : ratios[against].median
    return { surface: against === 'raw' ? 'class to raw' : against, goal, reached, met: reached <= goal * 1.2 }
  })
  return { name: workload.name, unit: workload.role === 'idle' ? 'B' : 'ns', ratios, verdicts }
}

function median(values) {
  const sorted = [...values].sort((one, other) => one - other)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

function print({ name, unit, ratios, verdicts }) {
  const goals = verdicts.map(
    ({ surface, goal, reached, met }) => `${surface} ${reached.toFixed(2)} (goal ${goal}${met ? '' : ', MISSED'})`,
  )
  console.log(`\n${name}: ${goals.join(', ')}`)
  for (const [implementation, { median, min, max, value }] of Object.entries(ratios)) {
    console.log(
      `  ${implementation.padEnd(17)} ${median.toFixed(2).padStart(6)}  ${min.toFixed(2)}-${max.toFixed(2)}  ${Math.round(value).toLocaleString('en')} ${unit}`,
    )
  }
}

// Feeds mutated streams of frames to the protocol: node fuzz.mjs [--streams 1000000] [--seed 1] [--seconds 60]
//
// What must hold for each: nothing is thrown, the connection ends in one of the ways it may, and for one stream in a hundred,
// cut at every byte, all cuts tell the same. A failure prints the seed and the stream that repeat it.
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { deflateRawSync } from 'node:zlib'
import { build } from 'tsdown'
import { serverFrame } from './frames.mjs'

const { values: flags } = parseArgs({
  options: {
    streams: { type: 'string', default: '1000000' },
    seed: { type: 'string' },
    seconds: { type: 'string', default: '60' },
  },
})
const seed = Number(flags.seed ?? Math.floor(Math.random() * 2 ** 31))
const folder = await mkdtemp(fileURLToPath(new URL('../../node_modules/.fuzz-', import.meta.url)))
const { Endpoint, environment } = await load()

/** mulberry32: small, seeded, good enough to choose mutations. */
function randomizer(from) {
  let state = from
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

async function load() {
  const source = (path) => fileURLToPath(new URL(`../../../core/src/${path}`, import.meta.url))
  const entry = { endpoint: source('protocol/endpoint.ts'), environment: source('node/environment.ts') }
  await build({
    entry,
    outDir: folder,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    dts: false,
    logLevel: 'error',
    config: false,
    fixedExtension: true,
  })
  const [{ Endpoint }, { environment }] = await Promise.all(
    Object.keys(entry).map((name) => import(pathToFileURL(join(folder, `${name}.mjs`)).href)),
  )
  return { Endpoint, environment }
}

const text = (size) => Buffer.from('aé€😀'.repeat(size)).subarray(0, size)
const compressed = (bytes) => Buffer.concat([deflateRawSync(bytes), Buffer.of(0)])
const corpus = [
  [[0x81, text(6)]],
  [[0x82, Buffer.alloc(200, 7)]],
  [
    [0x01, text(3)],
    [0x89, text(5)],
    [0x00, text(0)],
    [0x80, text(4)],
  ],
  [
    [0x82, Buffer.alloc(70_000, 1)],
    [0x81, Buffer.from('after')],
  ],
  [
    [0x8a, Buffer.alloc(125)],
    [0x89, Buffer.alloc(0)],
    [0x88, Buffer.from([0x03, 0xe8, 0x62, 0x79, 0x65])],
  ],
  [
    [0xc1, compressed(Buffer.from('compressed '.repeat(20)))],
    [0x81, Buffer.from('plain')],
  ],
  [
    [0x41, compressed(Buffer.alloc(3000)).subarray(0, 8)],
    [0x80, compressed(Buffer.alloc(3000)).subarray(8)],
  ],
].map((frames) => Buffer.concat(frames.map(([first, payload]) => serverFrame(first, payload))))
// Most time is for small ones.
const small = corpus.filter(({ length }) => length < 1000)

function mutate(random) {
  let bytes = Buffer.from(random(200) === 0 ? corpus[random(corpus.length)] : small[random(small.length)])
  if (random(3) === 0) bytes = Buffer.concat([bytes, small[random(small.length)]])
  for (let times = 1 + random(4); times > 0; times--) {
    const at = random(bytes.length || 1)
    const kind = random(6)
    if (kind === 0) bytes[at] ^= 1 << random(8)
    else if (kind === 1) bytes[at] = random(256)
    else if (kind === 2) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random(8))])
    else if (kind === 3)
      bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from([random(256), random(256)]), bytes.subarray(at)])
    else if (kind === 4) bytes = bytes.subarray(0, at)
    else bytes = Buffer.concat([bytes, bytes.subarray(at)])
  }
  return bytes
}

/** What an endpoint tells of these chunks. */
function run(chunks, deflate) {
  const told = []
  const handlers = {
    message: (data) => told.push(typeof data === 'string' ? data : Buffer.from(data).toString('hex')),
    pong: (payload) => told.push(`pong ${Buffer.from(payload).toString('hex')}`),
    closing: () => told.push('closing'),
    transmit: () => true,
    changed() {},
    finished: () => told.push('finished'),
    expired() {},
  }
  const options = {
    deflate: deflate ? DEFLATE : null,
    maxMessageSize: 100_000,
    closeTimeout: 1000,
    failureTimeout: 1000,
  }
  const endpoint = new Endpoint(environment, handlers, options)
  for (const chunk of chunks) endpoint.receive(chunk)
  endpoint.flush()
  const { code, reason, wasClean, failure } = endpoint.ended()
  if (wasClean ? failure !== null || code === 1006 : failure === null)
    throw new Error(`ended as ${code}, clean ${wasClean}`)
  // What is wrong in two ways, as text and as DEFLATE, fails by whichever is met first.
  return [...told, code, reason, deflate ? '' : failure?.message].join('|')
}

const DEFLATE = {
  serverNoContextTakeover: false,
  clientNoContextTakeover: false,
  serverMaxWindowBits: 15,
  clientMaxWindowBits: 15,
  threshold: 0,
  level: 6,
}
const random = randomizer(seed)
const started = performance.now()
let streams = 0
let cuts = 0
while (streams < Number(flags.streams) && performance.now() - started < Number(flags.seconds) * 1000) {
  const bytes = mutate(random)
  // Making a zlib context costs more than all the rest of a stream.
  const deflate = random(20) === 0
  try {
    const whole = run([bytes], deflate)
    if (streams % 100 === 0 && bytes.length < 1000) {
      for (let at = 1; at < bytes.length; at++) {
        const cut = run([bytes.subarray(0, at), bytes.subarray(at)], deflate)
        if (cut !== whole) throw new Error(`cut at ${at}: ${cut}, whole: ${whole}`)
        cuts++
      }
    }
  } catch (error) {
    console.error(`seed ${seed}, stream ${streams}${deflate ? ', with deflate' : ''}: ${bytes.toString('hex')}`)
    console.error(error)
    process.exitCode = 1
    break
  }
  streams++
}
const seconds = (performance.now() - started) / 1000
console.log(
  `${streams.toLocaleString('en')} mutated streams and ${cuts.toLocaleString('en')} cuts in ${seconds.toFixed(1)} s, seed ${seed}`,
)
if (streams < Number(flags.streams) && !process.exitCode) {
  console.error(`Fewer than the ${flags.streams} asked for.`)
  process.exitCode = 1
}
await rm(folder, { recursive: true, force: true })

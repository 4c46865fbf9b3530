// Connects and closes many times, and looks at what is left: npm run soak [-- --cycles 10000] [--json]
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { bundle } from './bundle.mjs'
import { implementations } from './implementations.mjs'
import { startPeer } from './peers.mjs'

/** What memory may grow by, in bytes. */
const ALLOWANCE = 2 ** 20
/** As many first, so that code is compiled and pools are filled. */
const WARM_UP = 3000
const LANES = 8

const { values: flags } = parseArgs({
  options: { cycles: { type: 'string', default: '10000' }, json: { type: 'boolean', default: false } },
})
const cycles = Number(flags.cycles)
if (!Number.isInteger(cycles) || cycles < 1) throw new RangeError('--cycles is a positive integer')
const { modules, remove } = await bundle()
const peer = await startPeer()
const results = []
try {
  for (const name of ['class', 'core'])
    results.push({ name, ...(await soak(await implementations[name].load(modules))) })
} finally {
  peer.end()
  await remove()
}
const clean = results.every(({ bytes, resources }) => bytes <= ALLOWANCE && resources.length === 0)
if (flags.json) console.log(JSON.stringify({ cycles, allowance: ALLOWANCE, clean, results }))
else {
  for (const { name, bytes, resources } of results)
    console.log(`${name}: ${cycles} cycles left ${bytes} bytes, ${resources.join(', ') || 'no handle and no timer'}`)
  console.log(clean ? 'Nothing is left behind.' : `LEFT BEHIND: more than ${ALLOWANCE} bytes, or a handle or timer`)
}
process.exitCode = clean ? 0 : 1

async function soak(connect) {
  await cycle(connect, WARM_UP)
  const before = await rest()
  await cycle(connect, cycles)
  const after = await rest()
  for (const name of before.resources) {
    const at = after.resources.indexOf(name)
    if (at >= 0) after.resources.splice(at, 1)
  }
  return { bytes: after.bytes - before.bytes, resources: after.resources }
}

async function cycle(connect, times) {
  let left = times
  const lane = async () => {
    while (left-- > 0) {
      const client = connect(`ws://127.0.0.1:${peer.port}/quiet`, () => {}, { deflate: true })
      await client.opened
      await client.close()
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
}

/** What is held, and what keeps the process alive, once all that was under way is over. */
async function rest() {
  for (let times = 0; times < 5; times++) {
    await pause(200)
    globalThis.gc()
  }
  return { bytes: process.memoryUsage().heapUsed, resources: process.getActiveResourcesInfo() }
}

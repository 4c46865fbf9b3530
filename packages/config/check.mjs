// `npm run check`: everything that needs no test run, all of it even where a step fails. `npm run check -- layers lint`
// runs the named steps only.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { declarations } from './declarations.mjs'
import { docs } from './docs.mjs'
import { layerViolations } from './layers.mjs'
import { lintWithAttw, lintWithPublint, pack, useInProject } from './packed-packages.mjs'
import { cacheFolder, root, run } from './run.mjs'
import { sizes } from './sizes.mjs'
import { sourceLengths } from './source-lengths.mjs'

async function layers() {
  const { violations, files } = await layerViolations(root)
  if (violations.length > 0)
    throw new Error(violations.map(({ rule, from, to }) => `${rule}: ${from} -> ${to}`).join('\n'))
  return `${files} files`
}

const quietly = async (command, ...args) => void (await run(command, args))

const steps = {
  lint: () => quietly('biome', 'check', '--error-on-warnings', '--max-diagnostics=200', '.'),
  layers,
  lengths: sourceLengths,
  build: () => quietly('turbo', 'run', 'build', '--output-logs=errors-only'),
  typecheck: () => quietly('turbo', 'run', 'typecheck', '--output-logs=errors-only', '--continue'),
  declarations,
  docs,
  sizes,
  knip: () => quietly('knip', '--config', 'packages/config/knip.json'),
  pack,
  publint: lintWithPublint,
  attw: lintWithAttw,
  tarballs: useInProject,
}

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !Object.hasOwn(steps, name))
if (unknown.length > 0) {
  console.error(`No such step: ${unknown.join(', ')}. There are ${Object.keys(steps).join(', ')}.`)
  process.exit(2)
}

let passed = 0
const failed = []
for (const [name, step] of Object.entries(steps).filter(([name]) => asked.length === 0 || asked.includes(name))) {
  const start = performance.now()
  const line = (sign) => `${sign} ${name.padEnd(12)} ${((performance.now() - start) / 1000).toFixed(1).padStart(5)} s`
  try {
    const note = await step()
    passed += 1
    console.log(line('✓') + (note ? `  ${note}` : ''))
  } catch (error) {
    failed.push(name)
    console.log(`${line('✗')}\n${error.message.replace(/^/gm, '    ')}`)
  }
}
mkdirSync(cacheFolder, { recursive: true })
writeFileSync(join(cacheFolder, 'check.json'), JSON.stringify({ passed, failed: failed.length }))
console.log(failed.length > 0 ? `check: ${failed.join(', ')} failed` : `check: all ${passed} steps passed`)
process.exitCode = failed.length > 0 ? 1 : 0

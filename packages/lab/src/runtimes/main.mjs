// `npm run runtimes [-- node@24 bun …]`: the built package, packed and installed as users get it, in every runtime it is
// meant for. It downloads the runtimes, so it is no part of `npm test`.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { root, run } from '@everwire/config/run.mjs'

/** How each is started by npx: its package, and what runs a script in it. */
const runtimes = {
  'node@20': ['node@20', 'node'],
  'node@22': ['node@22', 'node'],
  'node@24': ['node@24', 'node'],
  bun: ['bun@1', 'bun', 'run'],
  deno: ['deno@2', 'deno', 'run', '--allow-all'],
}
const here = (name) => fileURLToPath(new URL(name, import.meta.url))

/** An empty project with the package installed from its tarball. */
async function installed() {
  const project = mkdtempSync(join(tmpdir(), 'everwire-runtimes-'))
  await run('pnpm', ['pack', '--pack-destination', project], { cwd: join(root, 'packages/core') })
  const tarball = readdirSync(project).find((name) => name.endsWith('.tgz'))
  const { version } = JSON.parse(readFileSync(join(root, 'packages/core/node_modules/rxjs/package.json'), 'utf8'))
  const dependencies = { '@everwire/core': `file:${tarball}`, rxjs: version }
  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies }))
  copyFileSync(here('smoke.mjs'), join(project, 'smoke.mjs'))
  await run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: project })
  return project
}

async function startServer() {
  const child = spawn(process.execPath, [here('server.mjs')], { stdio: ['pipe', 'pipe', 'inherit'] })
  const [where] = await once(createInterface({ input: child.stdout }), 'line')
  return { where, stop: () => child.stdin.end() }
}

/** What holds in a runtime, by the names of the checks. */
async function check(project, where, [name, ...command]) {
  const version = async () => (await run('npx', ['-y', '-p', name, command[0], '--version'], { cwd: project })).trim()
  try {
    const output = await run('npx', ['-y', '-p', name, ...command, 'smoke.mjs', where], { cwd: project })
    // A runtime may add words of its own to what the script prints.
    const results = JSON.parse(output.split('\n').findLast((line) => line.startsWith('{')))
    return { version: /\d+\.\d+\.\d+/.exec(await version())?.[0], ...results }
  } catch (error) {
    return { failure: error.message }
  }
}

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !Object.hasOwn(runtimes, name))
if (unknown.length > 0) {
  console.error(`No such runtime: ${unknown.join(', ')}. There are ${Object.keys(runtimes).join(', ')}.`)
  process.exit(2)
}

await run('turbo', ['run', 'build', '--filter=@everwire/core', '--output-logs=errors-only'])
const project = await installed()
const server = await startServer()
const problems = []
try {
  const names = Object.keys(runtimes).filter((name) => asked.length === 0 || asked.includes(name))
  const rows = {}
  for (const name of names) {
    const { failure, version, ...results } = await check(project, server.where, runtimes[name])
    const marks = Object.entries(results).map(([check, said]) => [check, said === 'ok' ? 'pass' : 'FAIL'])
    rows[name] = { version, ...Object.fromEntries(marks) }
    if (failure !== undefined) problems.push(`${name} did not run: ${failure}`)
    for (const [check, said] of Object.entries(results)) if (said !== 'ok') problems.push(`${name}, ${check}: ${said}`)
  }
  console.table(rows)
} finally {
  server.stop()
  rmSync(project, { recursive: true, force: true })
}
for (const problem of problems) console.error(problem)
console.log(problems.length > 0 ? `runtimes: ${problems.length} failed` : 'runtimes: all passed')
process.exitCode = problems.length > 0 ? 1 : 0

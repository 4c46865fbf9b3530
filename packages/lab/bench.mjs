// `npm run bench -- <name> [options]`: runs src/<name>/bench.mjs; without a name, says which there are.
import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = new URL('src/', import.meta.url)
const names = readdirSync(folder).filter((name) => existsSync(new URL(`${name}/bench.mjs`, folder)))
const [name, ...options] = process.argv.slice(2)

if (!name || !names.includes(name)) {
  console.error(`${name ? `There is no benchmark "${name}". ` : ''}npm run bench -- <${names.join(' | ')}> [--json]`)
  process.exitCode = 2
} else {
  const child = spawn(process.execPath, [fileURLToPath(new URL(`${name}/bench.mjs`, folder)), ...options], {
    stdio: 'inherit',
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code) => {
    process.exitCode = code ?? 1
  })
}

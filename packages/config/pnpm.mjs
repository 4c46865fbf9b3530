// Runs pnpm with the given arguments, in the version that package.json names, fetching it where it is missing: so
// `npm run x` and `pnpm x` do the same on a machine that has only Node and npm.
import { execFileSync, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

const root = new URL('../../', import.meta.url)
const windows = process.platform === 'win32'
const { packageManager } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'))
const version = packageManager.split('@')[1]

/**
 * A PATH on which `pnpm` is the right one. npx fetches it and says where it is, and does not stay: as a parent it would
 * swallow signals on their way to the child.
 */
function path() {
  if (process.env.npm_config_user_agent?.startsWith(`pnpm/${version} `)) return process.env.PATH
  const npx = ['-y', '-p', `pnpm@${version}`, 'node', '-p', 'process.env.PATH']
  return execFileSync('npx', npx, { cwd: root, encoding: 'utf8', shell: windows }).trim()
}

const env = { ...process.env, PATH: path(), TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1' }
const child = spawn('pnpm', process.argv.slice(2), { cwd: root, stdio: 'inherit', env, shell: windows })
// Ctrl-C reaches the child through the terminal; this process stays to pass on how it ended.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
// npm, when it is asked to end, ends without a word to us.
const parent = process.ppid
setInterval(() => process.ppid === parent || child.kill('SIGTERM'), 500).unref()
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)))

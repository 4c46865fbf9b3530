// Runs pnpm with the given arguments, in the version that package.json names, fetching it where it is missing: so
// `npm run x` and `pnpm x` do the same on a machine that has only Node and npm.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

const root = new URL('../../', import.meta.url)
const { packageManager } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'))
const version = packageManager.split('@')[1]
const inside = process.env.npm_config_user_agent?.startsWith(`pnpm/${version} `)
const [command, ...before] = inside ? ['pnpm'] : ['npx', '-y', `pnpm@${version}`]

const child = spawn(command, [...before, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1' },
  shell: process.platform === 'win32',
})
// Ctrl-C reaches the child through the terminal; this process stays to pass on how it ended.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)))

// Runs a command to its end, quietly: its output is shown only where it failed.
import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The workspace's folder, with a slash at its end. */
export const root = fileURLToPath(new URL('../../', import.meta.url))
/** Where scripts keep what they find and write: never in the tree. */
export const cacheFolder = join(root, 'node_modules', '.cache', 'everwire')

const bins = [join(root, 'packages', 'config', 'node_modules', '.bin'), join(root, 'node_modules', '.bin')]
export const environment = {
  ...process.env,
  PATH: [...bins, process.env.PATH].join(delimiter),
  TURBO_TELEMETRY_DISABLED: '1',
  TURBO_NO_UPDATE_NOTIFIER: '1',
}

/** Runs a tool of the workspace; answers what it printed, and throws that as an Error where it failed. */
export function run(command, args, { cwd = root, env = environment } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text
      })
    }
    child.once('error', reject)
    child.once('close', (code, signal) => {
      if (code === 0) resolve(output)
      else reject(new Error(output.trim() || `${command} ended with ${signal ?? code}`))
    })
  })
}

/** Runs a tool with its output shown as it comes; answers its exit code. */
export function show(command, args, { env = environment } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env, stdio: 'inherit', shell: process.platform === 'win32' })
    const endToo = () => child.kill()
    process.once('exit', endToo)
    child.once('error', reject)
    child.once('close', (code) => {
      process.off('exit', endToo)
      resolve(code ?? 1)
    })
  })
}

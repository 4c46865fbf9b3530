// Starts the built example server as a process of its own: the way every test that needs a real server gets one.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../examples/server/dist/main.js', import.meta.url))
const endWithParent = new URL('end-with-parent.mjs', import.meta.url).href
const startTimeout = 10_000

/** Whether `npm run build` has made the example server. */
export const isBuilt = () => existsSync(main)

/**
 * Starts an example server and answers once it listens.
 * @param {object} [options]
 * @param {string[]} [options.args] command line arguments, faults allowed by default
 * @param {number} [options.port] 0, the default, lets the system choose a free one; give the old one to restart there
 */
export async function startExampleServer({ args = ['--faults'], port = 0 } = {}) {
  if (!isBuilt()) throw new Error('The example server is not built: run `npm run build` first.')
  const child = spawn(process.execPath, ['--import', endWithParent, main, '--port', String(port), ...args])
  const exited = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })))
  let complaints = ''
  child.stderr.setEncoding('utf8').on('data', (text) => {
    complaints = (complaints + text).slice(-4000)
  })
  const { url, tcpUrl } = await new Promise((resolve, reject) => {
    const fail = (why) => {
      child.kill('SIGKILL')
      reject(new Error(`The example server ${why}.${complaints && `\n${complaints}`}`))
    }
    const timer = setTimeout(fail, startTimeout, `did not listen within ${startTimeout} ms`)
    void exited.then(({ code, signal }) => fail(`ended before it listened (${signal ?? code})`))
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [, url, tcpUrl] = /listening on (http:\/\/\S+)(?: and (tcp:\/\/\S+))?/.exec(line) ?? []
      if (!url) return
      clearTimeout(timer)
      resolve({ url, tcpUrl })
    })
    void exited.then(() => clearTimeout(timer))
  })
  // A server that a test forgot ends with the run, and does not hold it up.
  for (const handle of [child, child.stdin, child.stdout, child.stderr]) handle.unref()
  return {
    url,
    tcpUrl,
    port: Number(new URL(url).port),
    pid: child.pid,
    /** Ends the process, with SIGKILL unless said otherwise, and answers when it is gone. */
    kill(signal = 'SIGKILL') {
      child.kill(signal)
      return exited
    },
    exited,
  }
}

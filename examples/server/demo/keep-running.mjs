// Keeps a process running: when it ends by itself, it is started again, and that is said.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

const endWithParent = import.meta.resolve('@everwire/config/end-with-parent.mjs')

/**
 * Starts a Node script, again and again.
 * @param {string} script its path
 * @param {string[]} args
 * @param {object} options
 * @param {(line: string) => void} options.say told of every end and every start
 * @param {number} options.pause milliseconds between an end and the next start
 */
export function keepRunning(script, args, { say, pause = 2_000 }) {
  let child
  let timer
  let stopping = false
  let listened
  const listening = new Promise((resolve) => {
    listened = resolve
  })

  function start() {
    child = spawn(process.execPath, ['--import', endWithParent, script, ...args], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    createInterface({ input: child.stdout }).on('line', (line) => {
      say(`server ${child.pid}: ${line}`)
      listened()
    })
    child.once('exit', (code, signal) => {
      if (stopping) return
      say(`server ${child.pid} ended (${signal ?? `exit code ${code}`}), starting it again in ${pause / 1000} s`)
      timer = setTimeout(start, pause)
    })
  }

  /** Ends it for good, and answers when it is gone; one that does not end in time is killed. */
  async function stop() {
    stopping = true
    clearTimeout(timer)
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    const mercy = setTimeout(() => child.kill('SIGKILL'), 2_000)
    await gone
    clearTimeout(mercy)
  }

  start()
  return { listening, stop }
}

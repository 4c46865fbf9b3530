import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url))

/** How a process ended. */
export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** The built server as a process of the operating system. */
export class ServerProcess {
  readonly child: ChildProcess
  readonly exited: Promise<Exit>
  #stdout = ''
  #stderr = ''

  constructor(...args: string[]) {
    if (!existsSync(main)) throw new Error('The example server is not built: run `npm run build` first.')
    const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    this.child = child
    child.stdout.setEncoding('utf8').on('data', (text) => {
      this.#stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text) => {
      this.#stderr += text
    })
    this.exited = new Promise((resolve) => {
      child.once('close', (code, signal) => resolve({ code, signal, stdout: this.#stdout, stderr: this.#stderr }))
    })
  }

  /** Starts a server on a free port with faults on, and answers once it listens; `tcpUrl` is '' without `--tcp-port`. */
  static async listening(...args: string[]): Promise<ServerProcess & { url: string; tcpUrl: string; port: number }> {
    const server = new ServerProcess('--port', '0', '--faults', ...args)
    const { url, tcpUrl } = await server.#listening()
    return Object.assign(server, { url, tcpUrl, port: Number(new URL(url).port) })
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null
  }

  /** What it complained about so far. */
  get stderr(): string {
    return this.#stderr
  }

  stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Exit> {
    this.child.kill(signal)
    return this.exited
  }

  async #listening(): Promise<{ url: string; tcpUrl: string }> {
    for (;;) {
      const [, url, tcpUrl = ''] = /^listening on (\S+)(?: and (\S+))?\n/.exec(this.#stdout) ?? []
      if (url !== undefined) return { url, tcpUrl }
      const more = new Promise<undefined>((resolve) => this.child.stdout?.once('data', () => resolve(undefined)))
      const exit = await Promise.race([more, this.exited])
      if (exit !== undefined) throw new Error(`The server ended with ${exit.code}: ${exit.stderr}`)
    }
  }
}

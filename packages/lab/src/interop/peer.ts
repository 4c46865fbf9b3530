import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** How a peer is started on a port. */
export interface Recipe {
  /** The program and its arguments; `folder` is its own, and has `files`. */
  command(port: number, folder: string): readonly string[]
  files?(port: number, folder: string): Readonly<Record<string, string>>
}

/** A peer that listens, in a process of its own. */
export interface Peer {
  readonly port: number
  /** Ends it, and answers when it is gone. */
  stop(): Promise<void>
}

const ATTEMPTS = 5
const START_TIMEOUT = 20_000

/**
 * Runs a command until its standard input ends, which it does when this process is gone, however it went: so no run leaves
 * a server behind that knows nothing of its parent.
 */
const LEASH = `exec 3<&0; "$@" </dev/null 3<&- & child=$!; { cat <&3 >/dev/null; kill $child 2>/dev/null; } & wait $child`

/** Starts a peer on a free port, and answers once it listens; on another port where that one was taken meanwhile. */
export async function startPeer(recipe: Recipe): Promise<Peer> {
  let why = ''
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = await freePort()
    const peer = start(recipe, port)
    why = await peer.listening
    if (why === '') return peer
    await peer.stop()
  }
  throw new Error(`The peer did not listen: ${why}`)
}

function start(recipe: Recipe, port: number): Peer & { readonly listening: Promise<string> } {
  const folder = mkdtempSync(join(tmpdir(), 'everwire-peer-'))
  for (const [name, text] of Object.entries(recipe.files?.(port, folder) ?? {})) writeFileSync(join(folder, name), text)
  const child = spawn('sh', ['-c', LEASH, 'sh', ...recipe.command(port, folder)], { cwd: folder })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-4000)
    })
  }
  let over = false
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  void exited.then(() => {
    over = true
    rmSync(folder, { recursive: true, force: true })
  })
  return {
    port,
    async stop() {
      child.stdin.end()
      await exited
    },
    /** '' once it listens, else what it said. */
    listening: (async () => {
      for (const deadline = Date.now() + START_TIMEOUT; Date.now() < deadline && !over; ) {
        if (await accepts(port)) return over ? output : ''
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      return output || `nothing listened within ${START_TIMEOUT} ms`
    })(),
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

/** Below the ports that systems hand out to outgoing connections, one of which could take it before the peer does. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 29_100 + Math.floor(3_600 * Math.random())
    const probe = createServer()
    const free = await new Promise<boolean>((resolve) => {
      probe.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true))
    })
    await new Promise((resolve) => probe.close(resolve))
    if (free) return port
  }
}

// The process at the other end: it is not what is measured.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('./peer.mjs', import.meta.url))

/**
 * Starts a peer, which ends with its standard input.
 * @param {{ cert: string, key: string }} [identity] for TLS
 */
export async function startPeer(identity) {
  const env = identity ? { ...process.env, PEER_CERTIFICATE: identity.cert, PEER_KEY: identity.key } : process.env
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'], env })
  const [line] = await once(child.stdout, 'data')
  return { port: Number(line), end: () => child.stdin.end() }
}

// The demo: the example server with faults to switch on, and the pages that show it.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeEnd } from './ending.mjs'
import { keepRunning } from './keep-running.mjs'
import { servePages } from './pages.mjs'
import { host } from './ports.mjs'

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url))
const say = (line) => console.log(line)

/**
 * Runs the demo until the process ends, and prints its one link.
 * @param {{ pages: number, server: number, tcp: number }} ports
 */
export async function runDemo(ports) {
  if (!existsSync(main)) throw new Error('The example server is not built: run `npm run build` first.')
  const pages = await servePages(ports.pages)
  const args = ['--port', String(ports.server), '--tcp-port', String(ports.tcp), '--faults']
  const server = keepRunning(main, args, { say })
  beforeEnd(async () => {
    pages.close()
    pages.closeAllConnections()
    await server.stop()
    say('Stopped.')
  })
  await server.listening
  say(`\n  Everwire is at http://${host}:${ports.pages}/   (Ctrl-C ends it)\n`)
  say(`  Its feed and chat as JSON lines: tcp://${host}:${ports.tcp}, beginning with {"path":"/feed?rate=5"}\n`)
}

// What a test inside the browser may ask of the machine around it: example servers of its own, to kill and to restart,
// and what the page holds in memory.
import { startExampleServer } from './example-server.mjs'

const servers = new Map()

const serverOf = (id) => {
  const server = servers.get(id)
  if (!server) throw new Error(`No server ${id} runs; startServer() answers an id.`)
  return server
}

/** Starts an example server; give `port` to start it again where an earlier one was. */
export async function startServer(_context, options = {}) {
  const server = await startExampleServer(options)
  servers.set(server.pid, server)
  void server.exited.then(() => servers.delete(server.pid))
  return { id: server.pid, url: server.url, port: server.port }
}

/** Kills an example server and answers once its process is gone. One that is gone already is no error. */
export async function killServer(_context, id, signal = 'SIGKILL') {
  await servers.get(id)?.kill(signal)
}

/** Asks a server for a fault over its control interface, from outside of the page. */
export async function fault(_context, id, name, options = {}) {
  const address = new URL(`/faults/${name}?${new URLSearchParams(options)}`, serverOf(id).url)
  const response = await fetch(address, { method: 'POST' })
  const answer = await response.json()
  if (!response.ok) throw new Error(`The server refused the fault ${name}: ${JSON.stringify(answer)}`)
  return answer
}

/**
 * Collects the page's garbage, then counts what is left.
 * @see https://chromedevtools.github.io/devtools-protocol/tot/HeapProfiler/#method-collectGarbage
 */
export async function collectGarbage({ page }) {
  const devTools = await page.context().newCDPSession(page)
  try {
    await devTools.send('HeapProfiler.collectGarbage')
    const { usedSize } = await devTools.send('Runtime.getHeapUsage')
    const { nodes, jsEventListeners } = await devTools.send('Memory.getDOMCounters')
    return { bytes: usedSize, nodes, listeners: jsEventListeners }
  } finally {
    await devTools.detach()
  }
}

import { WebSocket as Undici } from 'undici'
import { WebSocket as Ws } from 'ws'
import { startExampleServer } from '../../config/example-server.mjs'
import './index.node.ts'
import { WebSocket as Ours } from './node/web-socket.ts'
import { describeSeam } from './testing-tools/seam-contract.ts'
import { describeTransport, type Machine } from './testing-tools/transport-contract.ts'
import type { WebSocketConstructor } from './web-socket-like.ts'

type Server = Awaited<ReturnType<typeof startExampleServer>>
const servers = new Map<number, Server>()

const machine: Machine = {
  async startServer(options) {
    const server = await startExampleServer(options)
    servers.set(server.pid, server)
    return { id: server.pid, url: server.url, port: server.port }
  },
  async killServer(id) {
    await servers.get(id)?.kill()
  },
  async fault(id, name, options = {}) {
    const query = new URLSearchParams(options as Record<string, string>)
    const response = await fetch(`${servers.get(id)?.url}/faults/${name}?${query}`, { method: 'POST' })
    if (!response.ok) throw new Error(await response.text())
    return response.json()
  },
}

// That these assignments need no cast is part of the seam's contract.
const ws: WebSocketConstructor = Ws
const undici: WebSocketConstructor = Undici
const ours: WebSocketConstructor = Ours

describeSeam('ws', ws, machine)
describeSeam('undici', undici, machine)
describeSeam('our own', ours, machine)

describeTransport('ws', () => ws, machine)
describeTransport('undici', () => undici, machine)
describeTransport('our own, which is the default in Node', () => undefined, machine)

import { commands } from 'vitest/browser'
import { describeSeam } from './testing-tools/seam-contract.ts'
import { describeTransport, type Machine } from './testing-tools/transport-contract.ts'
import type { WebSocketConstructor } from './web-socket-like.ts'

// That this assignment needs no cast is part of the seam's contract.
const dom: WebSocketConstructor = WebSocket

const machine: Machine = {
  startServer: (options) => commands.startServer(options),
  killServer: (id) => commands.killServer(id),
  fault: (id, name, options) => commands.fault(id, name, options),
}

describeSeam("the browser's", dom, machine)
describeTransport("the browser's own WebSocket", () => undefined, machine)
describeTransport("the browser's WebSocket as WebSocketCtor", () => dom, machine)

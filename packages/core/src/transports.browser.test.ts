import { commands } from 'vitest/browser'
import { describeTransport } from './testing-tools/transport-contract.ts'
import type { WebSocketConstructor } from './web-socket-like.ts'

// That this assignment needs no cast is part of the seam's contract.
const dom: WebSocketConstructor = WebSocket

describeTransport("the browser's own WebSocket", () => undefined, {
  startServer: (options) => commands.startServer(options),
  killServer: (id) => commands.killServer(id),
  fault: (id, name, options) => commands.fault(id, name, options),
})

describeTransport("the browser's WebSocket as WebSocketCtor", () => dom, {
  startServer: (options) => commands.startServer(options),
  killServer: (id) => commands.killServer(id),
  fault: (id, name, options) => commands.fault(id, name, options),
})

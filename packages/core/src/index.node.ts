import './development.ts'
import { defaultConstructor } from './default-constructor.ts'
import { WebSocket } from './node/index.ts'

// The entry of Node, Bun and Deno: the same exports, and a transport of our own to dial with.
defaultConstructor.own = WebSocket
defaultConstructor.sendsHeaders = true

export * from './index.ts'

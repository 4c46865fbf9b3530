import { defaultConstructor } from './default-constructor.ts'
import { english } from './development.ts'
import { WebSocket } from './node/index.ts'
import { prose } from './prose.ts'

// The entry of Node, Bun and Deno: the same exports, a transport of our own to dial with, and errors in sentences.
defaultConstructor.own = WebSocket
defaultConstructor.sendsHeaders = true
Object.assign(prose, english)

export * from './index.ts'

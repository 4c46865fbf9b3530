export type { ReactiveValue } from './reactive-value.ts'
export { ReactiveWebSocket } from './reactive-web-socket.ts'
export { provideRegistry } from './registry-context.ts'
export { type ReadableStore, type WebSocketStore, webSocketStore } from './store.ts'

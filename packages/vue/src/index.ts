export { provideRegistry, registryKey } from './registry-key.ts'
export { type UseWebSocketReturn, useWebSocket } from './use-web-socket.ts'

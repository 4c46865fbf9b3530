'use client'

export { WebSocketProvider, type WebSocketProviderProps } from './registry-context.ts'
export { type UseWebSocketResult, useWebSocket } from './use-web-socket.ts'

'use client'

export { WebSocketProvider, type WebSocketProviderProps } from './registry-context.ts'
export { type UseWebSocketResult, useWebSocket } from './use-web-socket.ts'
export { useWebSocketEvent } from './use-web-socket-event.ts'
export { useWebSocketMessages } from './use-web-socket-messages.ts'
export { type UseWebSocketReducerOptions, useWebSocketReducer } from './use-web-socket-reducer.ts'

'use client'

export type { HeartbeatOptions, Options } from './options.ts'
export { ReadyState } from './ready-state.ts'
export { resetGlobalState } from './sharing.ts'
// biome-ignore lint/style/noDefaultExport: react-use-websocket's hook is one
export { type SendMessage, useWebSocket as default, type WebSocketHook } from './use-web-socket.ts'

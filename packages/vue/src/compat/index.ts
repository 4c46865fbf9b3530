export type {
  AutoReconnectOptions,
  HeartbeatOptions,
  Pausable,
  UseWebSocketOptions,
  UseWebSocketReturn,
  WebSocketHeartbeatMessage,
  WebSocketStatus,
} from './options.ts'
export { useWebSocket } from './use-web-socket.ts'

export {
  type AnyBindingOptions,
  type BindingOptions,
  type BindingUrl,
  bindingSocket,
  type Commands,
  commands,
  type HeldCommands,
  type RawBindingOptions,
} from './binding.ts'
export type { Clock } from './clock.ts'
export { type CloseCodeRule, everyCodeRetried } from './close-codes.ts'
export { type Codec, type JsonOptions, type JsonSchemaOptions, json, type OnInvalid } from './codec.ts'
export type { Cause, ConnectionState } from './connection-state.ts'
export {
  ClosedError,
  DecodeError,
  EncodeError,
  type ErrorCode,
  EverwireError,
  OptionError,
  QueueOverflowError,
  RequestError,
} from './errors.ts'
export type { HeartbeatOptions } from './heartbeat.ts'
export type { Inspector, InspectorEvent } from './inspector.ts'
export type { DataIterator } from './iterate.ts'
export type { Confirming, Layer } from './layer.ts'
export { listen, type SocketHandlers } from './listen.ts'
export { EMPTY_LOG, type MessageLog, type MessagesOptions, messagesView } from './messages-view.ts'
export type { SocketObservable } from './multicast.ts'
export type { AnySocket, ObservableWebSocket, Receiving, SocketEventMap } from './observable-web-socket.ts'
export type {
  Attempt,
  ConnectionOptions,
  DialLimit,
  IterateOptions,
  PerAttempt,
  QueueOptions,
  RawWebSocketOptions,
  Reconnect,
  ReconnectOptions,
  SendOptions,
  UrlOption,
  WebSocketOptions,
} from './options.ts'
export type { Delivery } from './pace.ts'
export { flushPaint } from './paint.ts'
export type { SendReceipt, SendStatus } from './receipt.ts'
export type { ReconnectPolicy } from './reconnect-policy.ts'
export { defaultRegistry, Registry, type SharingOptions } from './registry.ts'
export { type GuardedRequestOptions, type RequestOptions, request } from './request.ts'
export { SchemaError } from './schema.ts'
export { pageSignals, type Signal, type SignalSource } from './signals.ts'
export { IDLE_STATUS, leasedStatus, type Status, statusView } from './status.ts'
export { type SwitchedSocket, switchingSocket } from './switching-socket.ts'
export { type Topics, topics } from './topic.ts'
export type { TopicCommands } from './topic-router.ts'
export { leasedView, propertyView, type View, view } from './view.ts'
export { type ProtocolsOption, webSocket } from './web-socket.ts'
export type {
  BinaryType,
  CloseEventLike,
  MessageEventLike,
  Received,
  Sendable,
  WebSocketConstructor,
  WebSocketLike,
} from './web-socket-like.ts'

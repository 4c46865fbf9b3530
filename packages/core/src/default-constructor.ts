import { failure } from './errors.ts'
import type { WebSocketConstructor } from './web-socket-like.ts'

/** The transport of this runtime: a browser has its own; the Node entry puts ours here. */
export const defaultConstructor: { own: WebSocketConstructor | undefined; sendsHeaders: boolean } = {
  own: undefined,
  sendsHeaders: false,
}

/**
 * What to dial with when no `WebSocketCtor` was given, looked up at each dial. Where there is a page, or a test that plays
 * one, its WebSocket is used, because it may have been replaced on purpose; elsewhere our own, then a global one.
 *
 * @throws EverwireError `constructor`: there is none.
 */
export function findConstructor(): WebSocketConstructor {
  const { window, WebSocket } = globalThis as { window?: object; WebSocket?: WebSocketConstructor }
  const found = (window && WebSocket) ?? defaultConstructor.own ?? WebSocket
  if (!found) throw failure('constructor', 'WebSocketCtor')
  return found
}

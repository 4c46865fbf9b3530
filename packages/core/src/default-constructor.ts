import { EverwireError } from './errors.ts'
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
  const { window, WebSocket } = globalThis as { window?: unknown; WebSocket?: WebSocketConstructor }
  const found = (window === undefined ? undefined : WebSocket) ?? defaultConstructor.own ?? WebSocket
  if (found) return found
  throw new EverwireError(
    'constructor',
    'This runtime has no WebSocket. Pass one as the option `WebSocketCtor`, for example the one of the package `ws`.',
  )
}

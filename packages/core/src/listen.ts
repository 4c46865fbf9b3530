import { Subscription } from 'rxjs'
import type { EverwireError } from './errors.ts'
import type { Receiving } from './observable-web-socket.ts'
import type { CloseEventLike } from './web-socket-like.ts'

/**
 * What a component wants to be called for.
 *
 * @example
 * ```ts
 * const handlers: SocketHandlers<Quote> = {
 *   onMessage: (quote) => console.log(quote),
 *   onError: ({ code }) => console.log(code),
 * }
 * const listening = listen(socket, () => handlers)
 * ```
 */
export interface SocketHandlers<In> {
  /** Every message, decoded, in order, however seldom the component is painted. */
  readonly onMessage?: ((data: In) => void) | undefined
  /** Each connection that opened, with the transport's event. */
  readonly onOpen?: ((event: unknown) => void) | undefined
  /** Each connection that ended, but for those that were left. */
  readonly onClose?: ((event: CloseEventLike) => void) | undefined
  /** Every failure, the one that ends it too. */
  readonly onError?: ((error: EverwireError) => void) | undefined
}

/**
 * Holds a connection open for a component and calls its handlers, across `close()` and `open()`.
 *
 * @param current Answers the handlers as they are now: components make new ones at each render.
 *
 * @example
 * ```ts
 * const listening = listen(socket, () => ({ onMessage: (quote) => log.push(quote) }))
 * listening.unsubscribe()
 * ```
 */
export function listen<In>(socket: Receiving<In>, current: () => SocketHandlers<In>): Subscription {
  const listening = new Subscription()
  // Last among these, because it is the lease that dials: the handlers are there before anything happens.
  listening.add(socket.on('open', (event) => current().onOpen?.(event)))
  listening.add(socket.on('close', (event) => current().onClose?.(event)))
  listening.add(socket.on('error', (error) => current().onError?.(error)))
  listening.add(socket.on('data', (data) => current().onMessage?.(data)))
  return listening
}

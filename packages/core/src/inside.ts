import type { Clock } from './clock.ts'
import type { EverwireError } from './errors.ts'
import type { AnySocket } from './observable-web-socket.ts'

/** What a function over a socket needs of it that is nobody else's business. */
export interface Inside {
  readonly clock: Clock
  /** Whether anybody holds a lease. */
  readonly leased: boolean
  /** Emits on `error$`. */
  report(error: EverwireError): void
}

/** Looks behind the facade, whose type shows users the WebSocket's names only. */
export function inside(socket: AnySocket): Inside {
  return (socket as AnySocket & { readonly inside: Inside }).inside
}

import type { Parts } from './assembly.ts'
import type { Clock } from './clock.ts'
import type { EverwireError } from './errors.ts'
import type { AnySocket } from './observable-web-socket.ts'

/** What a function over a socket needs of it that is nobody else's business. */
export interface Inside {
  readonly clock: Clock
  /** Emits on `error$`. */
  report(error: EverwireError): void
}

/** Looks behind the facade, whose parts are protected so that users see the WebSocket's names only. */
export function inside(socket: AnySocket): Inside {
  const { options, streams } = (socket as unknown as { readonly parts: Parts<unknown, unknown> }).parts
  return { clock: options.clock, report: streams.emitError }
}

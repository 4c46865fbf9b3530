import type { Parts } from './assembly.ts'
import type { AnySocket } from './observable-web-socket.ts'

/** What a function over a socket needs of it that is nobody else's business. */
export interface Inside extends Pick<Parts<unknown>, 'clock' | 'report'> {
  /** Whether anybody holds a lease. */
  readonly leased: boolean
}

/** Looks behind the facade, whose parts are protected so that users see the WebSocket's names only. */
export function inside(socket: AnySocket): Inside {
  const { clock, report, life } = (socket as unknown as { readonly parts: Parts<unknown> }).parts
  return { clock, report, leased: life.held > 0 }
}

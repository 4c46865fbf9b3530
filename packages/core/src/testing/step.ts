import type { Sendable } from '../web-socket-like.ts'
import type { Acceptance, FakeConnection, Refusal } from './fake-connection.ts'

/**
 * Something that a server does by itself: as the method of a connection that has its name.
 *
 * @example
 * ```ts
 * const hello: Act = { do: 'send', data: 'hello' }
 * ```
 */
export type Act =
  | ({ readonly do: 'accept' } & Acceptance)
  | ({ readonly do: 'refuse' } & Refusal)
  | { readonly do: 'send'; readonly data: Sendable }
  | { readonly do: 'close'; readonly code: number; readonly reason: string }
  | { readonly do: 'drop' | 'fail' | 'pause' | 'resume' | 'vanish' }

/**
 * An act, `after` milliseconds since the client dialled.
 *
 * @example
 * ```ts
 * const steps: Step[] = [
 *   { after: 10, do: 'accept' },
 *   { after: 500, do: 'send', data: 'hello' },
 *   { after: 1000, do: 'drop' },
 * ]
 * const server = fakeServer(clock, { steps })
 * ```
 */
export type Step = Act & { readonly after: number }

/** Does it. @throws Error where the connection is not in a state for it. */
export function perform(act: Act, connection: FakeConnection): void {
  if (act.do === 'accept') connection.accept(act)
  else if (act.do === 'refuse') connection.refuse(act)
  else if (act.do === 'send') connection.send(act.data)
  else if (act.do === 'close') connection.close(act.code, act.reason)
  else connection[act.do]()
}

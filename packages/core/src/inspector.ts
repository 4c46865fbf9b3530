import type { ConnectionState } from './connection-state.ts'
import type { EverwireError } from './errors.ts'
import { reportUnhandled } from './report.ts'
import type { Received, Sendable } from './web-socket-like.ts'

/** What an inspector is told. `at` is epoch milliseconds. URLs come without query and credentials. */
export type InspectorEvent = { readonly at: number } & (
  | { readonly type: 'dial'; readonly url: string; readonly attempt: number }
  | { readonly type: 'transition'; readonly from: ConnectionState; readonly to: ConnectionState }
  | { readonly type: 'error'; readonly error: EverwireError }
  | {
      readonly type: 'message'
      readonly direction: 'in' | 'out'
      readonly format: 'text' | 'binary'
      /** Characters of text, bytes of binary. */
      readonly size: number
      /** Only with `contents`. */
      readonly data?: Received | Sendable
    }
)

/**
 * Watches a socket from inside: every dial, every transition (a retry decision is the one to `waiting`, with its cause and
 * delay), every error and message. It has an observer's shape, so an rxjs `Subject` is one. Free when it is not used.
 *
 * @example
 * ```ts
 * webSocket(url, { inspector: { next: (event) => console.debug(event.type, event) } })
 * ```
 */
export interface Inspector {
  next(event: InspectorEvent): void
  /** Whether messages come with their contents; default: only their size and direction. */
  readonly contents?: boolean
}

/** Tells an inspector, whose exceptions are its own. */
export function inspect(inspector: Inspector, event: InspectorEvent): void {
  try {
    inspector.next(event)
  } catch (error) {
    reportUnhandled(error)
  }
}

/** A message for an inspector. */
export function inspected(
  { contents }: Inspector,
  at: number,
  direction: 'in' | 'out',
  data: Received | Sendable,
): InspectorEvent {
  const format = typeof data === 'string' ? 'text' : 'binary'
  const size = typeof data === 'string' ? data.length : data instanceof Blob ? data.size : data.byteLength
  return { at, type: 'message', direction, format, size, ...(contents && { data }) }
}

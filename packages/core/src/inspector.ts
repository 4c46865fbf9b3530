import type { Clock } from './clock.ts'
import type { ConnectionState } from './connection-state.ts'
import { DecodeError, type EverwireError, failure } from './errors.ts'
import { reportUnhandled } from './report.ts'
import type { Received, Sendable } from './web-socket-like.ts'

/**
 * What an inspector is told. `at` is epoch milliseconds. URLs come without query and credentials.
 *
 * @example
 * ```ts
 * const log = (event: InspectorEvent) => event.type === 'dial' && console.log(`attempt ${event.attempt}: ${event.url}`)
 * webSocket('wss://example.com/feed', { inspector: { next: log } })
 * ```
 */
export type InspectorEvent = { readonly at: number } & (
  | { readonly type: 'dial'; readonly url: string; readonly attempt: number }
  | { readonly type: 'transition'; readonly from: ConnectionState; readonly to: ConnectionState }
  /** A `DecodeError` comes without its message, in text and `data`, unless `contents` is asked for. */
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
  /** Called at each event. An exception of its own is reported, and hurts nobody. */
  next(event: InspectorEvent): void
  /** Whether messages, and errors about them, come with their contents; default: only with size and direction. */
  readonly contents?: boolean
}

/** What happened, for an inspector. */
type Happening<Event = InspectorEvent> = Event extends unknown ? Omit<Event, 'at'> : never

/** How a socket tells its inspector, whose exceptions are its own. */
export interface Telling {
  event(happening: Happening): void
  error(error: EverwireError): void
  message(direction: 'in' | 'out', data: Received | Sendable): void
}

export function telling(inspector: Inspector, clock: Clock): Telling {
  const event = (happening: Happening) => {
    try {
      inspector.next({ at: clock.now(), ...happening })
    } catch (error) {
      reportUnhandled(error)
    }
  }
  return {
    event,
    error(error) {
      // What failed to decode is quoted by most parsers.
      const told = !inspector.contents && error instanceof DecodeError ? failure('decode', 'decode', '') : error
      event({ type: 'error', error: told })
    },
    message(direction, data) {
      const isText = typeof data === 'string'
      const size = isText ? data.length : 'size' in data ? data.size : data.byteLength
      event({
        type: 'message',
        direction,
        format: isText ? 'text' : 'binary',
        size,
        ...(inspector.contents && { data }),
      })
    },
  }
}

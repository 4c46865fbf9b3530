import { timer } from './clock.ts'
import { type Connection, type ConnectionHandlers, connection } from './connection.ts'
import type { Cause } from './connection-state.ts'
import type { ResolvedOptions } from './resolve-options.ts'
import type { RunQueue } from './run-queue.ts'
import type { BinaryType, CloseEventLike, WebSocketLike } from './web-socket-like.ts'

/** How long, in milliseconds, a connection that was replaced may still be heard. */
export const RETIREMENT = 1000

/** What the connections tell their life cycle; ends and beginnings each as one step. */
export interface ConnectionsHandlers extends ConnectionHandlers {
  /** The connection in use ended while the one beside was being dialled, which is now the one. */
  adopted(event?: CloseEventLike): void
  /** The one that was replaced is gone. */
  retired(transport: WebSocketLike): void
}

/** The connection in use, the one that is to replace it, and the one that it replaced, which only receives. */
export interface Connections {
  /** The transport in use, or null. */
  readonly transport: WebSocketLike | null
  /** How binary messages are to arrive, on all of them. */
  binaryType: BinaryType
  /** Leaves what there is, and dials. */
  dial(attempt: number, cause?: Cause): void
  /** Dials beside the connection in use, to replace it once open. */
  dialBeside(attempt: number): void
  /** The closing handshake of the connection in use. */
  close(code?: number, reason?: string): void
  /** Ends all of them without another word. */
  leave(): void
}

export function connections(
  options: ResolvedOptions,
  binaryType: BinaryType,
  step: RunQueue['step'],
  tell: ConnectionsHandlers,
): Connections {
  const retirement = timer(options.clock)
  let current: Connection | null = null
  let next: Connection | null = null
  let old: Connection | null = null

  const make = (): Connection => {
    const made = connection(options, () => binaryType, {
      ...tell,
      opened: (event) =>
        step(() => {
          const replaced = made === next && current
          if (replaced) {
            retire()
            old = replaced
            current = made
            next = null
            retirement(RETIREMENT, () => step(retire))
          }
          tell.opened(event)
        }),
      ended: (cause, event, hopeless) =>
        step(() => {
          if (made === old) retire()
          else if (made === next) next = null
          else {
            current = next
            next = null
            if (current) tell.adopted(event)
            else tell.ended(cause, event, hopeless)
          }
        }),
    })
    return made
  }

  const retire = (): void => {
    retirement()
    const gone = old
    old = null
    gone?.leave()
    if (gone?.transport) tell.retired(gone.transport)
  }

  const leave = (): void => {
    retire()
    const left = [current, next]
    current = next = null
    for (const each of left) each?.leave()
  }

  return {
    get transport() {
      return current?.transport ?? null
    },
    get binaryType() {
      return binaryType
    },
    set binaryType(value) {
      binaryType = value
      for (const each of [old, current, next]) if (each?.transport) each.transport.binaryType = value
    },
    dial(attempt, cause) {
      leave()
      current = make()
      current.dial(attempt, cause)
    },
    dialBeside(attempt) {
      if (next) return
      next = make()
      next.dial(attempt)
    },
    close(code, reason) {
      next?.leave()
      next = null
      current?.close(code, reason)
    },
    leave,
  }
}

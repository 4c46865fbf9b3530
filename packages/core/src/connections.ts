import { Timer } from './clock.ts'
import { Connection } from './connection.ts'
import type { Cause } from './connection-state.ts'
import type { EverwireError } from './errors.ts'
import type { ResolvedOptions } from './resolve-options.ts'
import type { BinaryType, CloseEventLike, MessageEventLike, Received, WebSocketLike } from './web-socket-like.ts'

/** How long, in milliseconds, a connection that was replaced may still be heard. */
export const RETIREMENT = 1000

/** What the connections tell their life cycle, each as one step. */
export interface ConnectionsEvents {
  step(change: () => void): void
  constructed(transport: WebSocketLike): void
  /** The connection that was dialled is open. */
  opened(transport: WebSocketLike, event: unknown): void
  /** The one beside is open and has taken over; answers what to call when the old one is gone. */
  replaced(transport: WebSocketLike, event: unknown): () => void
  message(data: Received, event: MessageEventLike | null): void
  error(error: EverwireError): void
  ended(cause: Cause, event: CloseEventLike | null, hopeless: boolean): void
  /** The connection in use ended while the one beside was being dialled, which is now the one. */
  adopted(event: CloseEventLike | null): void
}

/** The connection in use, the one that is to replace it, and the one that it replaced, which only receives. */
export class Connections {
  binaryType: BinaryType
  #current: Connection | null = null
  #next: Connection | null = null
  #old: { readonly connection: Connection; readonly gone: () => void } | null = null
  readonly #options: ResolvedOptions
  readonly #events: ConnectionsEvents
  readonly #retirement: Timer

  constructor(options: ResolvedOptions, binaryType: BinaryType, events: ConnectionsEvents) {
    this.#options = options
    this.binaryType = binaryType
    this.#events = events
    this.#retirement = new Timer(options.clock)
  }

  /** The transport in use, or null. */
  get transport(): WebSocketLike | null {
    return this.#current?.transport ?? null
  }

  /** Leaves what there is, and dials. */
  dial(attempt: number, cause: Cause | undefined): void {
    this.leave()
    this.#current = this.#make()
    this.#current.dial(attempt, cause)
  }

  /** Dials beside the connection in use, to replace it once open. */
  dialBeside(attempt: number): void {
    if (this.#next) return
    this.#next = this.#make()
    this.#next.dial(attempt, undefined)
  }

  /** The closing handshake of the connection in use. */
  close(code: number | undefined, reason: string | undefined): void {
    this.#next?.leave()
    this.#next = null
    this.#current?.close(code, reason)
  }

  /** Ends all of them without another word. */
  leave(): void {
    this.#dropOld()
    const [current, next] = [this.#current, this.#next]
    this.#current = this.#next = null
    current?.leave()
    next?.leave()
  }

  #make(): Connection {
    const connection: Connection = new Connection(this.#options, this.binaryType, {
      constructed: (transport) => this.#events.constructed(transport),
      opened: (event) => this.#events.step(() => this.#opened(connection, event)),
      message: (data, event) => this.#events.message(data, event),
      error: (error) => this.#events.error(error),
      ended: (cause, event, hopeless = false) =>
        this.#events.step(() => {
          if (connection === this.#old?.connection) this.#dropOld()
          else if (connection === this.#next) this.#next = null
          else this.#ended(cause, event, hopeless)
        }),
    })
    return connection
  }

  #opened(connection: Connection, event: unknown): void {
    const transport = connection.transport as WebSocketLike
    if (connection !== this.#next) {
      this.#events.opened(transport, event)
      return
    }
    const old = this.#current as Connection
    this.#current = connection
    this.#next = null
    this.#dropOld()
    this.#old = { connection: old, gone: this.#events.replaced(transport, event) }
    this.#retirement.set(RETIREMENT, () => this.#events.step(() => this.#dropOld()))
    old.close(1000)
  }

  #ended(cause: Cause, event: CloseEventLike | null, hopeless: boolean): void {
    this.#current = this.#next
    this.#next = null
    if (this.#current) this.#events.adopted(event)
    else this.#events.ended(cause, event, hopeless)
  }

  #dropOld(): void {
    this.#retirement.clear()
    const old = this.#old
    this.#old = null
    old?.connection.leave()
    old?.gone()
  }
}

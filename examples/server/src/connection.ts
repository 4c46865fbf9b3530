import type { Channel } from './channel.ts'
import type { Clock } from './clock.ts'
import { errorMessage, InputError, toInputError } from './input-error.ts'
import { RateLimit } from './limits.ts'
import { type EndpointPath, MAX_QUEUED_BYTES, MESSAGES_PER_SECOND } from './messages.ts'

/** What an endpoint does on one connection. */
export interface Session {
  /** A message came in. An `InputError` thrown here goes to the client, and the connection stays. */
  receive(data: Buffer, isBinary: boolean): void
  /** The connection is over. */
  end?(): void
}

/** A connection within its limits, with the faults that can be done to it. */
export class Connection {
  readonly path: EndpointPath
  readonly #channel: Channel
  readonly #clock: Clock
  readonly #rateLimit: RateLimit
  #frozen = false

  constructor(path: EndpointPath, channel: Channel, clock: Clock) {
    this.path = path
    this.#channel = channel
    this.#clock = clock
    this.#rateLimit = new RateLimit(MESSAGES_PER_SECOND, clock.now())
  }

  get isOpen(): boolean {
    return this.#channel.isOpen
  }

  /** While it is frozen, nothing is read and nothing is sent, as if the network had gone. */
  get isFrozen(): boolean {
    return this.#frozen
  }

  /** Bytes that wait to be taken by the network. */
  get queuedBytes(): number {
    return this.#channel.queuedBytes
  }

  /** Hands what comes in to the session, until the connection ends; `ended` runs after the session's own end. */
  serve(session: Session, ended: () => void): void {
    this.#channel.listen({
      message: (data, isBinary) => this.#receive(session, data, isBinary),
      ended: () => {
        session.end?.()
        ended()
      },
    })
  }

  /** Sends one message; a client too slow to take it is closed instead. `onWritten` runs when the network took it. */
  send(data: string | Buffer, onWritten?: () => void): void {
    if (!this.isOpen) return
    if (this.queuedBytes + Buffer.byteLength(data) > MAX_QUEUED_BYTES) {
      this.close(1013, `More than ${MAX_QUEUED_BYTES} bytes were waiting: read faster.`)
      return
    }
    this.#channel.send(data, onWritten)
  }

  /** Sends what `sendAll` sends in one write rather than in one write a message. */
  batch(sendAll: () => void): void {
    this.#channel.batch(sendAll)
  }

  sendError(error: InputError): void {
    this.send(JSON.stringify(errorMessage(error.code, error.message)))
  }

  close(code: number, reason: string): void {
    this.#channel.close(code, reason)
  }

  /** Ends the TCP connection without a closing handshake. */
  cut(): void {
    this.#channel.cut()
  }

  freeze(): void {
    if (this.#frozen) return
    this.#frozen = true
    this.#channel.freeze()
  }

  thaw(): void {
    if (!this.#frozen) return
    this.#frozen = false
    this.#channel.thaw()
  }

  #receive(session: Session, data: Buffer, isBinary: boolean): void {
    // A closing connection still delivers what was on the way.
    if (!this.isOpen) return
    if (!this.#rateLimit.take(this.#clock.now())) {
      const reason = `More than ${MESSAGES_PER_SECOND} messages a second: send fewer.`
      this.sendError(new InputError('too-many-messages', reason))
      // "An endpoint is terminating the connection because it has received a message that violates its policy."
      this.close(1008, reason)
      return
    }
    try {
      session.receive(data, isBinary)
    } catch (thrown) {
      const error = toInputError(thrown)
      this.sendError(error)
      if (error.code === 'internal') this.close(1011, error.message)
    }
  }
}

/** The connections there are. */
export class Connections {
  readonly #all = new Set<Connection>()

  add(connection: Connection): void {
    this.#all.add(connection)
  }

  delete(connection: Connection): void {
    this.#all.delete(connection)
  }

  /** Those of one endpoint or of all, closing ones included. */
  of(path?: EndpointPath): Connection[] {
    return [...this.#all].filter((connection) => path === undefined || connection.path === path)
  }

  /** The open ones, of one endpoint or of all. */
  open(path?: EndpointPath): Connection[] {
    return this.of(path).filter((connection) => connection.isOpen)
  }
}

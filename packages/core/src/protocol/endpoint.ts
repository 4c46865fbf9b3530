import { NO_STATUS_RECEIVED } from './close-code.ts'
import { type CloseStatus, encodeClose, parseClose } from './close-frame.ts'
import { Closing, type Ending } from './closing.ts'
import type { EndpointHandlers, EndpointOptions } from './endpoint-handlers.ts'
import type { Arena, Environment } from './environment.ts'
import { CLOSE, PING, PONG } from './opcode.ts'
import { ProtocolViolation } from './protocol-violation.ts'
import { Receiver, type ReceiverHandlers } from './receiver.ts'
import { Sender, type SenderHandlers } from './sender.ts'

/**
 * One open connection, the client's end: bytes and calls in, events and bytes out, no I/O.
 *
 * ```text
 *   stream -> receive -> Receiver -> message, pong        send, ping, close -> Sender -> transmit -> stream
 *                            \------- ping, close --------------^
 * ```
 *
 * The driver calls {@link tick} at {@link deadline}, {@link flush} at the end of a turn, and {@link ended} once.
 */
export class Endpoint implements ReceiverHandlers, SenderHandlers {
  readonly #environment: Environment
  readonly #handlers: EndpointHandlers
  readonly #options: EndpointOptions
  readonly #receiver: Receiver
  readonly #sender: Sender
  readonly #closing = new Closing()
  #finished = false
  #paused = false
  /** The newest Ping that could not be answered yet (RFC 6455, 5.5.3). */
  #pong: Uint8Array | null = null
  /** How many writes the stream has not taken yet. */
  #blocked = 0

  constructor(environment: Environment, handlers: EndpointHandlers, options: EndpointOptions) {
    this.#environment = environment
    this.#handlers = handlers
    this.#options = options
    const { deflate, maxMessageSize } = options
    this.#receiver = new Receiver(environment, this, maxMessageSize, deflate)
    this.#sender = new Sender(environment, deflate, this)
  }

  /** When {@link tick} is to be called, on the environment's clock; Infinity: never. */
  get deadline(): number {
    return this.#closing.deadline
  }

  /** Whether the closing handshake began or the connection failed; nothing can be sent any more. */
  get closing(): boolean {
    return this.#closing.begun
  }

  /** Bytes of messages that were sent and that the stream has not taken. */
  get bufferedAmount(): number {
    return this.#sender.bufferedAmount
  }

  /** Whether the stream had better not be read now. */
  get held(): boolean {
    return this.#receiver.held
  }

  /** Where the next bytes are best read to; null where it does not matter. */
  get target(): Uint8Array | null {
    return this.#receiver.target
  }

  receive(chunk: Uint8Array): void {
    try {
      this.#receiver.receive(chunk)
    } catch (error) {
      this.violation(error)
    }
  }

  /** No message is delivered between `pause` and {@link resume}. */
  pause(): void {
    if (this.#paused || this.closing) return
    this.#paused = true
    this.#receiver.hold()
  }

  resume(): void {
    if (!this.#paused) return
    this.#paused = false
    try {
      this.#receiver.release()
    } catch (error) {
      this.violation(error)
    }
  }

  sendText(text: string): void {
    this.#sender.text(text)
  }

  sendBinary(bytes: Uint8Array): void {
    this.#sender.binary(bytes)
  }

  ping(payload: Uint8Array): void {
    this.#sender.control(PING, payload)
  }

  /** Begins the closing handshake (RFC 6455, 7.1.2); 1005 sends no code. */
  close(code: number = NO_STATUS_RECEIVED, reason = ''): void {
    if (this.closing) return
    this.#sendClose(code, reason)
    this.#await()
    this.#handlers.closing()
    // Only who reads on sees the answer.
    this.resume()
  }

  /** Transmits what the turn has written, unless the stream is still at an earlier write: then it is grouped with more. */
  flush(): void {
    if (this.#blocked > 0) return
    if (this.#sender.pending) this.#sender.flush()
    if (this.#blocked > 0 || this.#finished || this.#sender.busy) return
    // The one who fails ends at once; in a closing handshake the server goes first (RFC 6455, 7.1.1).
    if (this.#closing.failure && this.#closing.sent) {
      this.#finished = true
      this.#handlers.finished()
    }
  }

  /** The turn is over and nothing waits: gives memory back. */
  rest(): void {
    this.#sender.rest()
  }

  /** The stream has taken an arena that `transmit` could not write at once. */
  transmitted(arena: Arena, credit: number): void {
    arena.release()
    this.#blocked--
    this.credit(credit)
    if (this.#blocked > 0) return
    const pong = this.#pong
    this.#pong = null
    if (pong && !this.#closing.sent) this.#sender.control(PONG, pong)
    this.flush()
  }

  /** `bufferedAmount` falls by what was taken. */
  credit(credit: number): void {
    this.#sender.bufferedAmount -= credit
  }

  /** The peer will send no more; what is left to say must be said soon. */
  halfClosed(): void {
    this.#limit()
  }

  tick(now: number): void {
    if (now < this.deadline) return
    if (this.#closing.progressed(now, this.#handlers.taken)) {
      this.#await()
      return
    }
    this.#closing.deadline = Number.POSITIVE_INFINITY
    this.#handlers.expired()
  }

  /** The stream is gone. Answers how the connection closed. */
  ended(error: Error | null = null): Ending {
    this.#closing.deadline = Number.POSITIVE_INFINITY
    this.#finished = true
    this.#receiver.finish()
    this.#sender.close()
    return this.#closing.ended(error)
  }

  // What follows is called by the receiver and the sender, and by nobody else.

  message(data: string | ArrayBuffer): void {
    if (!this.closing) this.#handlers.message(data)
  }

  ready(): void {
    this.#handlers.changed()
  }

  control(opcode: number, payload: Uint8Array): void {
    if (opcode === PONG) this.#handlers.pong(payload)
    else if (opcode === CLOSE) this.#receiveClose(parseClose(this.#environment, payload))
    else if (this.#closing.sent) return
    else if (this.#blocked > 0) this.#pong = payload.slice()
    else this.#sender.control(PONG, payload)
  }

  #receiveClose(status: CloseStatus): void {
    const closing = this.closing
    this.#closing.received = status
    if (!this.#closing.sent) this.#sendClose(status.code, '')
    // The handshake is complete, and ending the stream is all the server has left to do.
    this.#limit()
    if (!closing) this.#handlers.closing()
  }

  #sendClose(code: number, reason: string): void {
    this.#closing.sent = true
    this.#pong = null
    this.#sender.control(CLOSE, encodeClose(this.#environment, code, reason))
  }

  /** Fails the connection (RFC 6455, 7.1.7); the driver may too, for a reason of its own. */
  violation(error: unknown): void {
    if (this.#closing.failure || this.#finished) return
    const closing = this.closing
    this.#closing.failure = error instanceof Error ? error : new Error(String(error))
    this.#receiver.finish()
    if (!this.#closing.sent) this.#sendClose(error instanceof ProtocolViolation ? error.closeCode : 1011, '')
    this.#limit()
    if (!closing) this.#handlers.closing()
    this.#handlers.changed()
  }

  transmit(arena: Arena, length: number, credit: number): boolean {
    const taken = this.#handlers.transmit(arena, length, credit)
    if (!taken) this.#blocked++
    if (this.#closing.sent) this.#await()
    return taken
  }

  #await(): void {
    this.#closing.await(this.#environment.now() + this.#options.closeTimeout, this.#handlers.taken)
  }

  #limit(): void {
    this.#closing.limit(this.#environment.now() + this.#options.failureTimeout)
  }
}

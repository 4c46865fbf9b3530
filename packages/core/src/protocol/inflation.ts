import { INVALID_PAYLOAD } from './close-code.ts'
import type { Environment, Inflater } from './environment.ts'
import type { DeflateParameters } from './extensions.ts'
import type { MessageBuffer } from './message-buffer.ts'
import { ProtocolViolation } from './protocol-violation.ts'

/** Output of one message that is made at once, before the rest of its work goes on elsewhere. */
const AT_ONCE = 64 * 1024
/** The same for all the messages of one read, so that many small bombs block no longer than one. */
const AT_ONCE_A_READ = 1024 * 1024

export interface InflationHandlers {
  deliver(message: string | ArrayBuffer): void
  /** Work that went on elsewhere is done, or failed. */
  done(error: unknown): void
}

/** Compressed messages (RFC 7692, 6.2) on their way into the message buffer, which bounds what comes out. */
export class Inflation {
  readonly #environment: Environment
  readonly #parameters: DeflateParameters
  readonly #buffer: MessageBuffer
  readonly #handlers: InflationHandlers
  /** Made for the first compressed message: many connections never see one. */
  #inflater: Inflater | null = null
  #allowance = AT_ONCE_A_READ

  constructor(
    environment: Environment,
    parameters: DeflateParameters,
    buffer: MessageBuffer,
    handlers: InflationHandlers,
  ) {
    this.#environment = environment
    this.#parameters = parameters
    this.#buffer = buffer
    this.#handlers = handlers
  }

  /** A new read begins. */
  refill(): void {
    this.#allowance = AT_ONCE_A_READ
  }

  /**
   * Inflates the next piece of the current message; `last` ends it.
   *
   * @returns whether it is done; if not, `done` is called later
   */
  inflate(bytes: Uint8Array, start: number, end: number, last: boolean): boolean {
    if (start === end && !last) return true
    this.#inflater ??= this.#environment.createInflater(this.#parameters, {
      output: this.#output,
      done: this.#finished,
    })
    try {
      const allowance = Math.min(AT_ONCE - this.#buffer.length, this.#allowance)
      return this.#inflater.inflate(bytes, start, end, last, allowance)
    } catch (error) {
      throw violationOf(error)
    }
  }

  close(): void {
    this.#inflater?.close()
    this.#inflater = null
  }

  readonly #output = (bytes: Uint8Array, start: number, end: number, last: boolean): void => {
    this.#allowance -= end - start
    if (last) this.#handlers.deliver(this.#buffer.finish(bytes, start, end))
    else this.#buffer.append(bytes, start, end, 0)
  }

  readonly #finished = (error: Error | null): void => this.#handlers.done(error && violationOf(error))
}

/** What zlib says of data that is no DEFLATE stream is the peer's violation. */
function violationOf(error: unknown): ProtocolViolation {
  if (error instanceof ProtocolViolation) return error
  const why = error instanceof Error ? error.message : String(error)
  return new ProtocolViolation(INVALID_PAYLOAD, `The peer sent malformed compressed data: ${why}`)
}

import { prose, say } from './prose.ts'

/**
 * What an {@link EverwireError} is about; stable, so it can be switched on.
 *
 * - `closed`: the connection ended, for good or before a message had left.
 * - `refused`, `timeout`: it never opened. `dead`: the peer fell silent. `transport`: the transport failed.
 * - `options`: an option, or what its function answered, is wrong. `constructor`: there is none to dial with.
 * - `decode`, `encode`, `schema`: a message could not be read, written, or is not what its schema says.
 * - `overflow`, `expired`, `replaced`: a message was dropped by a bound, its `ttl` or its `replaceKey`.
 * - `dropped`, `unknown`: what became of a request without a reply.
 * - `usage`: a call that cannot be, such as `close(1)`.
 *
 * @example
 * ```ts
 * socket.error$.subscribe(({ code }) => code === 'dead' && console.warn('the server fell silent'))
 * ```
 */
export type ErrorCode =
  | 'closed'
  | 'refused'
  | 'timeout'
  | 'dead'
  | 'options'
  | 'transport'
  | 'constructor'
  | 'decode'
  | 'encode'
  | 'schema'
  | 'overflow'
  | 'expired'
  | 'replaced'
  | 'dropped'
  | 'unknown'
  | 'usage'

/**
 * Every error this library makes or reports.
 *
 * @example
 * ```ts
 * socket.error$.subscribe((error) => console.warn(error.code, error.message, error.cause))
 * ```
 */
export class EverwireError extends Error {
  override readonly name: string = 'EverwireError'
  /** What it is about. */
  declare readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/**
 * The connection ended for good: a final close code, attempts used up, or `close()`. `data$` errors with it; a
 * subscriber that has no error handler just completes.
 *
 * @example
 * ```ts
 * socket.data$.subscribe({ error: (error) => error instanceof ClosedError && console.log(error.closeCode) })
 * ```
 */
export class ClosedError extends EverwireError {
  override readonly name = 'ClosedError'
  /** The close code, 1006 when there was none. */
  declare readonly closeCode: number
  /** The peer's reason, possibly empty. */
  declare readonly reason: string

  constructor(message: string, closeCode: number, reason: string, options?: ErrorOptions) {
    super('closed', message, options)
    this.closeCode = closeCode
    this.reason = reason
  }
}

/**
 * `send` was called while the queue was full and `queue.overflow` is `'error'`. Nothing was queued.
 *
 * @example
 * ```ts
 * try { socket.send(order) } catch (error) { if (error instanceof QueueOverflowError) showBusy() }
 * ```
 */
export class QueueOverflowError extends EverwireError {
  override readonly name = 'QueueOverflowError'

  constructor(message: string) {
    super('overflow', message)
  }
}

/**
 * A message could not be decoded; the stream goes on with the next one.
 *
 * @example
 * ```ts
 * socket.error$.subscribe((error) => error instanceof DecodeError && console.warn(error.data))
 * ```
 */
export class DecodeError extends EverwireError {
  override readonly name = 'DecodeError'
  /** The message as it was received. */
  declare readonly data: unknown

  constructor(message: string, data: unknown, options?: ErrorOptions) {
    super('decode', message, options)
    this.data = data
  }
}

/**
 * A message could not be encoded: the codec threw, or answered what a transport cannot send. Nothing was sent.
 *
 * @example
 * ```ts
 * try { socket.send(message) } catch (error) { if (error instanceof EncodeError) console.warn(error.cause) }
 * ```
 */
export class EncodeError extends EverwireError {
  override readonly name = 'EncodeError'

  constructor(message: string, options?: ErrorOptions) {
    super('encode', message, options)
  }
}

/**
 * An option has a wrong type or is out of range.
 *
 * @example
 * ```ts
 * webSocket('wss://example.com', { linger: -1 }) // throws OptionError: `linger` is -1; …
 * ```
 */
export class OptionError extends EverwireError {
  override readonly name = 'OptionError'
  /** The option's name, with dots for nested ones. */
  declare readonly option: string

  /** @param allowed What would do; by default what is known of the option, in development and in Node. */
  constructor(option: string, value: unknown, allowed: string | undefined = prose.allowed?.(option)) {
    super('options', `\`${option}\` is ${show(value, SECRET.test(option))}${allowed ? `; allowed: ${allowed}.` : ''}`)
    this.option = option
  }
}

/** Tokens are in these, and errors are logged. */
const SECRET = /^(query|headers)$/

function show(value: unknown, secret: boolean): string {
  if (Object(value) === value || (secret && value !== null)) return `of type ${typeof value}`
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : String(value)
}

/** An error whose message {@link say} makes of its subject. */
export function failure(code: ErrorCode, subject: string, detail?: string, cause?: unknown): EverwireError {
  return new EverwireError(code, say(subject, detail), cause === undefined ? cause : { cause })
}

/**
 * A request that got no reply. Its `code` says what became of the message. `dropped`: it was never sent. `unknown`: the
 * connection that it went out on ended before the reply, so whether it was acted upon is not known. `timeout`: no reply
 * came in time.
 *
 * @example
 * ```ts
 * request(socket, order, options).catch((error) => {
 *   if (error instanceof RequestError && error.code === 'unknown') askWhetherItWasDone()
 * })
 * ```
 */
export class RequestError extends EverwireError {
  override readonly name = 'RequestError'
}

/** What something thrown says. */
export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

import { Timer } from './clock.ts'
import type { Cause } from './connection-state.ts'
import { findConstructor } from './default-constructor.ts'
import { EverwireError, textOf } from './errors.ts'
import { withoutSecrets } from './redact.ts'
import type { ResolvedOptions } from './resolve-options.ts'
import { isThenable, resolveTarget, type Target } from './target.ts'
import {
  type BinaryType,
  type CloseEventLike,
  extended,
  type MessageEventLike,
  type Received,
  type WebSocketLike,
} from './web-socket-like.ts'

/** What an attempt tells its owner. After `ended`, or once it was left, nothing more. */
export interface ConnectionHandlers {
  /** There is a transport now. */
  constructed(transport: WebSocketLike): void
  opened(event: unknown): void
  /** `event` is null where the transport has a lighter path than events. */
  message(data: Received, event: MessageEventLike | null): void
  error(error: EverwireError): void
  /** `event` is the transport's `close`, null where it never came that far. `hopeless`: it would fail again. */
  ended(cause: Cause, event: CloseEventLike | null, hopeless?: boolean): void
}

/** One attempt: option functions, one `new Ctor`, one deadline for both; torn down when left. */
export class Connection {
  /** The transport, null until the option functions have answered. */
  transport: WebSocketLike | null = null
  #live = true
  #opened = false
  readonly #options: ResolvedOptions
  readonly #handlers: ConnectionHandlers
  readonly #deadline: Timer
  readonly #abort = new AbortController()
  readonly #binaryType: BinaryType

  constructor(options: ResolvedOptions, binaryType: BinaryType, handlers: ConnectionHandlers) {
    this.#options = options
    this.#binaryType = binaryType
    this.#handlers = handlers
    this.#deadline = new Timer(options.clock)
  }

  /** Dials: at once where every option is a value, otherwise when the functions have answered. */
  dial(attempt: number, cause: Cause | undefined): void {
    this.#deadline.set(this.#options.connectTimeout, () => {
      this.#handlers.error(new EverwireError('timeout', `No connection within ${this.#options.connectTimeout} ms.`))
      this.#end({ type: 'timeout' }, null)
    })
    try {
      const target = resolveTarget(this.#options, { attempt, cause, signal: this.#abort.signal })
      if (isThenable(target)) target.then(this.#construct, this.#optionsFailed)
      else this.#construct(target)
    } catch (error) {
      this.#optionsFailed(error)
    }
  }

  /** The closing handshake; `ended` follows when the transport says so. */
  close(code?: number, reason?: string): void {
    this.#deadline.clear()
    this.#abort.abort()
    this.transport?.close(code, reason)
  }

  /** Ends it without another word to the owner. Listeners stay: an `error` of `ws` without one ends the process. */
  leave(): void {
    if (!this.#live) return
    this.#live = false
    this.#deadline.clear()
    this.#abort.abort()
    try {
      this.transport?.close(1000)
    } catch (error) {
      // A transport that cannot be closed is already gone; nothing is owed to anybody any more.
      void error
    }
  }

  readonly #construct = (target: Target): void => {
    if (!this.#live || this.#abort.signal.aborted) return
    try {
      this.#listen(this.#make(target))
    } catch (error) {
      this.#optionsFailed(error, !target.asked)
    }
  }

  #make(target: Target): WebSocketLike {
    const { WebSocketCtor, resume: layer } = this.#options
    const Ctor = WebSocketCtor ?? findConstructor()
    const protocols = layer?.offer?.(target.protocols) ?? target.protocols
    const bare = new Ctor(target.url, protocols, target.transportOptions)
    this.transport = bare
    // Before a layer may throw: an `error` of `ws` without a listener ends the process.
    bare.addEventListener('error', () => {})
    const transport = layer ? layer.wrap(bare) : bare
    transport.binaryType = this.#binaryType
    this.transport = transport
    return transport
  }

  #listen(transport: WebSocketLike): void {
    transport.addEventListener('open', (event) => {
      if (!this.#live) return
      this.#deadline.clear()
      this.#opened = true
      this.#handlers.opened(event)
    })
    const lighter = extended(transport)
    if (lighter) {
      lighter.setMessageSink((data) => {
        if (this.#live) this.#handlers.message(data, null)
      })
    } else {
      transport.addEventListener('message', (event: MessageEventLike) => {
        if (this.#live) this.#handlers.message(event.data, event)
      })
    }
    transport.addEventListener('error', (event) => {
      // WHATWG fails a handshake that is closed meanwhile; to the caller, whose will it was, that is no error.
      const unwanted = this.#abort.signal.aborted && !this.#opened
      if (this.#live && !unwanted) this.#handlers.error(this.#describe(event))
    })
    transport.addEventListener('close', (event: CloseEventLike) => this.#end(this.#causeOf(event), event))
    this.#handlers.constructed(transport)
  }

  readonly #optionsFailed = (error: unknown, hopeless = false): void => {
    if (!this.#live) return
    const known = error instanceof EverwireError ? error : null
    const message = `Could not dial: ${textOf(error)}`
    this.#handlers.error(known ?? new EverwireError('options', message, { cause: error }))
    this.#end({ type: 'options', error }, null, hopeless)
  }

  #end(cause: Cause, event: CloseEventLike | null, hopeless?: boolean): void {
    if (!this.#live) return
    this.leave()
    this.#handlers.ended(cause, event, hopeless)
  }

  #describe(event: { message?: unknown }): EverwireError {
    const url = this.transport?.url ?? ''
    const detail = typeof event.message === 'string' && event.message ? `: ${event.message}` : '.'
    const [code, what] = this.#opened
      ? (['transport', 'The connection failed'] as const)
      : (['refused', 'No connection'] as const)
    return new EverwireError(code, `${what} (${withoutSecrets(url)})${detail}`, {
      cause: this.transport?.failure ?? event,
    })
  }

  #causeOf(event: CloseEventLike): Cause {
    if (this.#opened) return { type: 'closed', code: event.code, reason: event.reason, wasClean: event.wasClean }
    const failure = (this.transport?.failure ?? {}) as { status?: unknown; retryAfter?: unknown }
    return {
      type: 'refused',
      ...(typeof failure.status === 'number' && { status: failure.status }),
      ...(typeof failure.retryAfter === 'number' && { retryAfter: failure.retryAfter }),
    }
  }
}

import { timer } from './clock.ts'
import type { Cause } from './connection-state.ts'
import { findConstructor } from './default-constructor.ts'
import { EverwireError, failure, textOf } from './errors.ts'
import { withoutSecrets } from './redact.ts'
import type { ResolvedOptions } from './resolve-options.ts'
import { asksAnew, isThenable, resolveTarget, type Target } from './target.ts'
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
  /** `event` is undefined where the transport has a lighter path than events. */
  message(data: Received, event?: MessageEventLike): void
  error(error: EverwireError): void
  /** `event` is the transport's `close`, absent where it never came that far. `hopeless`: it would fail again. */
  ended(cause: Cause, event?: CloseEventLike, hopeless?: boolean): void
}

/** One attempt: option functions, one `new Ctor`, one deadline for both; torn down when left. */
export interface Connection {
  /** The transport, null until the option functions have answered. */
  readonly transport: WebSocketLike | null
  /** Dials: at once where every option is a value, otherwise when the functions have answered. */
  dial(attempt: number, cause?: Cause): void
  /** The closing handshake; `ended` follows when the transport says so. */
  close(code?: number, reason?: string): void
  /** Ends it without another word to the owner. Listeners stay: an `error` of `ws` without one ends the process. */
  leave(): void
}

export function connection(
  options: ResolvedOptions,
  binaryType: () => BinaryType,
  tell: ConnectionHandlers,
): Connection {
  const deadline = timer(options.clock)
  const abort = new AbortController()
  let transport: WebSocketLike | null = null
  let live = true
  let opened = false

  const close = (code?: number, reason?: string): void => {
    deadline()
    abort.abort()
    transport?.close(code, reason)
  }

  const leave = (): void => {
    if (!live) return
    live = false
    extended(transport)?.setMessageSink(null)
    try {
      close(1000)
    } catch {
      // A transport that cannot be closed is already gone; nothing is owed to anybody any more.
    }
  }

  const end = (cause: Cause, event?: CloseEventLike, hopeless?: boolean): void => {
    if (!live) return
    leave()
    tell.ended(cause, event, hopeless)
  }

  /**
   * In a task of its own, as a transport fails, so that all who ask in one turn ask for one attempt. Hopeless, unless an
   * option function may answer something better next time.
   */
  const fail = (error: unknown): void => {
    if (!live) return
    deadline(0, () => {
      tell.error(error instanceof EverwireError ? error : failure('options', 'dial', textOf(error), error))
      end({ type: 'options', error }, undefined, !asksAnew(options))
    })
  }

  const construct = ([url, protocols, transportOptions]: Target): void => {
    if (abort.signal.aborted) return
    const { WebSocketCtor = findConstructor(), resume: layer } = options
    const bare = new WebSocketCtor(url, layer?.offer?.(protocols) ?? protocols, transportOptions)
    transport = bare
    // Before a layer may throw: an `error` of `ws` without a listener ends the process.
    bare.addEventListener('error', () => {})
    if (layer) transport = layer.wrap(bare)
    transport.binaryType = binaryType()
    listen(transport)
    tell.constructed(transport)
  }

  const listen = (transport: WebSocketLike): void => {
    const on = <E>(type: 'open' | 'message' | 'error' | 'close', handler: (event: E) => void) =>
      transport.addEventListener(type, (event) => live && handler(event))
    on('open', (event) => {
      if (opened) return
      deadline()
      opened = true
      tell.opened(event)
    })
    // Called for every message, so with nothing in between; `leave` takes it away.
    const lighter = extended(transport)
    if (lighter) lighter.setMessageSink(tell.message)
    else on('message', (event: MessageEventLike) => tell.message(event.data, event))
    on('error', (event: { message?: unknown }) => {
      // WHATWG fails a handshake that is closed meanwhile; to the caller, whose will it was, that is no error.
      if (abort.signal.aborted && !opened) return
      const { url, failure: reason } = transport
      // `ws` tells why in the event, Node's transport in its property; a browser does not tell.
      const why = event.message || (reason as Error | undefined)?.message
      const detail = withoutSecrets(url) + (why ? `: ${why}` : '')
      tell.error(failure(opened ? 'transport' : 'refused', opened ? 'transport' : 'connect', detail, reason ?? event))
    })
    on('close', (event: CloseEventLike) => end(causeOf(event, transport), event))
  }

  const causeOf = ({ code, reason, wasClean }: CloseEventLike, { failure }: WebSocketLike): Cause => {
    if (opened) return { type: 'closed', code, reason, wasClean }
    const { status, retryAfter } = (failure ?? {}) as { status?: unknown; retryAfter?: unknown }
    return {
      type: 'refused',
      ...(typeof status === 'number' && { status }),
      ...(typeof retryAfter === 'number' && { retryAfter }),
    }
  }

  return {
    get transport() {
      return transport
    },
    dial(attempt, cause) {
      const { connectTimeout } = options
      deadline(connectTimeout, () => {
        tell.error(failure('timeout', 'connectTimeout', String(connectTimeout)))
        end({ type: 'timeout' })
      })
      try {
        const target = resolveTarget(options, { attempt, cause, signal: abort.signal })
        if (isThenable(target)) target.then(construct).catch(fail)
        else construct(target)
      } catch (error) {
        fail(error)
      }
    },
    close,
    leave,
  }
}

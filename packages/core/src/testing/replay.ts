import type { Cause, ConnectionState } from '../connection-state.ts'
import type { InspectorEvent } from '../inspector.ts'
import type { Sendable } from '../web-socket-like.ts'
import { type Behaviour, silent } from './behaviour.ts'
import type { Refusal } from './fake-connection.ts'
import type { Act, Step } from './step.ts'

type Message = Extract<InspectorEvent, { type: 'message' }>
type Failure = Extract<InspectorEvent, { type: 'error' }>
type Transition = Extract<InspectorEvent, { type: 'transition' }>

/**
 * Plays a trace back that an inspector recorded: a behaviour for each dial in it, which answers the handshake, sends and
 * ends as the server did, so long after the dial as it took then. So the trace in a bug report becomes a test. It may have
 * gone through JSON; a message without contents is as long as it was, and text is a JSON string. Who dials more often than
 * was recorded gets no answer.
 *
 * What the device and the client did is the test's to do again: signals, sends, `close()`. A peer that fell silent is
 * silent from its last message on.
 *
 * @example
 * ```ts
 * const server = fakeServer(clock, ...replays(JSON.parse(readFileSync('trace.json', 'utf8'))))
 * ```
 */
export function replays(trace: readonly InspectorEvent[]): Behaviour[] {
  const tape = new Tape()
  for (const event of trace) tape.take(event)
  return [...tape.connections.map(({ steps }): Behaviour => ({ ...silent(), steps })), silent()]
}

/** One connection of a trace. */
class Recorded {
  readonly steps: Step[] = []
  readonly #dialled: number

  constructor(dialled: number) {
    this.#dialled = dialled
  }

  add(at: number, act: Act): void {
    this.steps.push({ ...act, after: Math.max(0, at - this.#dialled) })
  }

  /** Nothing passes after what was the last. */
  vanish(): void {
    this.steps.push({ do: 'vanish', after: this.steps.at(-1)?.after ?? 0 })
  }
}

/** Reads a trace in its order: which connection an event is of follows from the transitions. */
class Tape {
  readonly connections: Recorded[] = []
  /** The connection in use. */
  #current: Recorded | null = null
  /** One that was dialled to replace it. */
  #beside: Recorded | null = null
  #isOpen = false
  /** Why the last handshake was refused. */
  #refusal: Refusal = {}

  take(event: InspectorEvent): void {
    if (event.type === 'dial') this.#dial(event.at)
    else if (event.type === 'transition') this.#move(event)
    else if (event.type === 'error') this.#fail(event)
    else if (event.direction === 'in') this.#current?.add(event.at, { do: 'send', data: contentsOf(event) })
  }

  #dial(at: number): void {
    const connection = new Recorded(at)
    this.connections.push(connection)
    if (this.#isOpen) this.#beside = connection
    else this.#current = connection
  }

  #move({ at, from, to }: Transition): void {
    if (to.phase === 'open') this.#open(at, to)
    // The one in use ended, and the one beside it is now the one; nothing says how.
    else if (to.phase === 'connecting' && this.#beside) this.#end(at, { do: 'drop' })
    else if (to.phase === 'waiting') this.#endBy(at, to.cause)
    else if (to.phase === 'closed' && from.phase === 'open') this.#end(at, closeOf(to))
    else if (to.phase === 'closed' && from.phase === 'connecting') this.#refuseForGood(at)
    // The client closed, and was not answered.
    else if (to.phase === 'closed' && !to.wasClean) this.#current?.vanish()
    this.#isOpen = to.phase === 'open'
    if (to.phase === 'idle' || to.phase === 'waiting' || to.phase === 'closed') this.#current = this.#beside = null
  }

  #open(at: number, { protocol, extensions }: Extract<ConnectionState, { phase: 'open' }>): void {
    this.#current = this.#beside ?? this.#current
    this.#beside = null
    this.#current?.add(at, { do: 'accept', protocol, extensions })
  }

  #end(at: number, act: Act): void {
    this.#current?.add(at, act)
    this.#current = this.#beside
    this.#beside = null
  }

  #endBy(at: number, cause: Cause): void {
    if (cause.type === 'closed') this.#end(at, closeOf(cause))
    else if (cause.type === 'dead') this.#current?.vanish()
    else if (cause.type === 'offline') this.#end(at, { do: 'drop' })
    else if (cause.type === 'refused') this.#end(at, { ...refusalOf(cause), do: 'refuse' })
  }

  /**
   * JSON loses an error's cause, and with it the status. Then 401 ends it again: what ends it whatever the status, a policy
   * that stops, is the client's own.
   */
  #refuseForGood(at: number): void {
    this.#end(at, { status: 401, ...this.#refusal, do: 'refuse' })
  }

  #fail({ at, error }: Failure): void {
    this.#refusal = refusalOf((error.cause ?? {}) as Record<string, unknown>)
    if (!this.#beside || error.code !== 'refused') return
    this.#beside.add(at, { ...this.#refusal, do: 'refuse' })
    this.#beside = null
  }
}

function refusalOf({ status, retryAfter }: { status?: unknown; retryAfter?: unknown }): Refusal {
  return {
    ...(typeof status === 'number' && { status }),
    ...(typeof retryAfter === 'number' && { retryAfter }),
  }
}

function closeOf({ code, reason, wasClean }: { code: number; reason: string; wasClean: boolean }): Act {
  return wasClean ? { do: 'close', code, reason } : { do: 'drop' }
}

function contentsOf({ format, size, data }: Message): Sendable {
  if (typeof data === 'string' || data instanceof ArrayBuffer || ArrayBuffer.isView(data)) return data
  if (format === 'binary') return new ArrayBuffer(size)
  return size < 2 ? '0'.repeat(size) : `"${'x'.repeat(size - 2)}"`
}

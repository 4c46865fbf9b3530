import type { Clock } from './clock.ts'
import type { Codec } from './codec.ts'
import { type ConnectionState, IDLE } from './connection-state.ts'
import { DecodeError, type EverwireError, textOf } from './errors.ts'
import { telling } from './inspector.ts'
import { type LifeCycle, lifeCycle } from './life-cycle.ts'
import type { Multicast } from './multicast.ts'
import { type Outbox, outbox } from './outbox.ts'
import { say } from './prose.ts'
import { type Reading, reading } from './reading.ts'
import { withoutSecrets } from './redact.ts'
import type { ResolvedOptions } from './resolve-options.ts'
import { type RunQueue, runQueue } from './run-queue.ts'
import { endStreams, type Streams, streams } from './streams.ts'
import { vigil } from './vigil.ts'
import type { MessageEventLike, Received, WebSocketLike } from './web-socket-like.ts'

/** The close code of `onInvalid: 'close'`: RFC 6455's 1007 is not an application's to send. */
const INVALID = 4007

/** The parts of a socket, wired together. */
export interface Parts<In> {
  readonly life: LifeCycle
  readonly streams: Streams<In>
  readonly outbox: Outbox
  readonly reading: Reading
  readonly notify: RunQueue['notify']
  /** The state that subscribers were last told of; behind the real one while notifications wait. */
  told: ConnectionState
  /** The URL as the transport has it; before that as it was given, or empty where only a function knows it. */
  url: string
  report(error: EverwireError): void
  /** Something that an attribute reads may have changed. */
  changed(): void
  /** Whose parts they are: a facade that a registry refers to weakly lives as long as anything happens in it. */
  readonly facade: unknown
  readonly clock: Clock
}

/** Makes a socket's parts and connects them: each knows only the few calls it needs of the others. */
export function assemble<In>(
  options: ResolvedOptions,
  codec: Codec<In, never> | undefined,
  facade: unknown,
): Parts<In> {
  const { clock, heartbeat, inspector } = options
  const isReply = heartbeat?.reply
  const inspect = inspector && telling(inspector, clock)
  const { notify, notifying, step } = runQueue()
  let origin = ''

  const emit = <T>(stream: Multicast<T>, value: T): void => notify(() => stream.next(value))
  const changed = (): void => {
    if (on.change.observed) emit(on.change, undefined)
  }
  const report = (error: EverwireError): void => {
    inspect?.error(error)
    emit(on.error, error)
  }

  const receive = notifying((data: Received, event: MessageEventLike | undefined): void => {
    // A handler of the message before may have called close(), after which nothing is delivered.
    if (life.sticky) return
    // Where the transport has a lighter path than events, one is made if it is watched.
    if (on.message.observed) on.message.next(event ?? { type: 'message', data, origin })
    if (!on.data.observed && !isReply) return
    let decoded: In
    try {
      decoded = codec ? codec.decode(data) : (data as In)
      if (isReply?.(decoded)) {
        watch.replied()
        return
      }
    } catch (error) {
      invalid(data, error)
      return
    }
    on.data.next(decoded)
  })

  const invalid = (data: Received, error: unknown): void => {
    const { onInvalid } = codec ?? {}
    if (onInvalid !== 'drop') report(new DecodeError(say('decode', textOf(error)), data, { cause: error }))
    if (onInvalid === 'close') life.refuse(INVALID, 'A message could not be decoded')
  }

  const life = lifeCycle(options, codec?.binaryType ?? 'arraybuffer', step, {
    transition(before) {
      const { state, line } = life
      const has = ({ phase }: ConnectionState) => phase === 'open' || phase === 'closing'
      const had = has(before) || before.phase === 'connecting'
      if (had && !has(state)) out.closed(before.phase === 'closing' && state.phase === 'closed' && state.wasClean)
      watch.moved()
      // After the heartbeat has started anew, which a reader that is still behind suspends.
      reader.moved(has(state) ? line.transport : null)
      inspect?.event({ type: 'transition', from: before, to: state })
      notify(() => {
        parts.told = state
        on.state.next(state)
      })
      changed()
    },
    constructed(transport) {
      const { state } = life
      parts.url = transport.url
      origin = originOf(parts.url)
      const attempt = state.phase === 'connecting' ? state.attempt : 0
      inspect?.event({ type: 'dial', url: withoutSecrets(parts.url), attempt })
      changed()
    },
    opened(event) {
      out.opened(life.line.transport as WebSocketLike)
      emit(on.open, event)
    },
    retired: (transport) => out.retired(transport),
    message(data, event) {
      if (life.state.phase !== 'open') return
      inspect?.message('in', data)
      watch.received()
      receive(data, event)
    },
    error: report,
    closed: (event) => event && emit(on.close, event),
    over(reason, failed) {
      out.abandon(reason)
      endStreams(on, notify, failed ? reason : undefined)
    },
  })
  const on = streams<In>(life)
  const watch = vigil(options, codec, life, report, (milliseconds) => emit(on.latency, milliseconds))
  const reader = reading(watch.paused)
  const out = outbox(options, life, report, inspect && ((data) => inspect.message('out', data)))
  const parts: Parts<In> = {
    facade,
    clock,
    life,
    streams: on,
    outbox: out,
    reading: reader,
    notify,
    told: IDLE,
    url: typeof options.url === 'function' ? '' : String(options.url),
    report,
    changed,
  }
  return parts
}

/** A `ws:` URL's origin: WHATWG's `URL` has none for that scheme. */
function originOf(url: string): string {
  return /^[a-z+]+:\/\/[^/?#]*/i.exec(url)?.[0] ?? ''
}

import type { Codec } from './codec.ts'
import { LifeCycle } from './life-cycle.ts'
import { Outbox } from './outbox.ts'
import { reportUnhandled } from './report.ts'
import type { ResolvedOptions } from './resolve-options.ts'
import { Streams } from './streams.ts'
import { Vigil } from './vigil.ts'
import type { WebSocketLike } from './web-socket-like.ts'

/** The parts of a socket, wired together. */
export interface Parts<In, Out> {
  readonly options: ResolvedOptions
  readonly codec: Codec<In, Out> | undefined
  readonly life: LifeCycle
  readonly streams: Streams<In>
  readonly outbox: Outbox
  readonly vigil: Vigil
  /** The URL as the transport has it; before that as it was given, or empty where only a function knows it. */
  url: string
}

/** Makes a socket's parts and connects them: each knows only the few calls it needs of the others. */
export function assemble<In, Out>(options: ResolvedOptions, codec: Codec<In, Out> | undefined): Parts<In, Out> {
  const life = new LifeCycle(options, codec?.binaryType ?? 'arraybuffer', {
    step: (change) => streams.step(change),
    transition(before) {
      const { state } = life
      const had = before.phase === 'connecting' || before.phase === 'open' || before.phase === 'closing'
      const has = state.phase === 'open' || state.phase === 'closing'
      if (had && !has) outbox.closed(state.phase === 'closed' && state.wasClean)
      vigil.moved(state)
      streams.moved(state)
    },
    constructed({ url }) {
      parts.url = url
      streams.changed()
    },
    opened(event) {
      outbox.opened(life.transport as WebSocketLike)
      streams.notify(() => streams.open.next(event))
    },
    message: (data, event) => streams.deliver(data, event),
    error: (error) => streams.emitError(error),
    closed: (event) => streams.notify(() => streams.close.next(event)),
    over(reason, failed) {
      outbox.abandon(reason)
      streams.over(reason, failed)
    },
  })
  const leases = { acquire: () => life.acquire(), release: () => life.release() }
  const streams = new Streams<In>(codec, options.heartbeat?.reply, {
    ...leases,
    get closing() {
      return life.sticky
    },
    get shut() {
      return life.sticky && life.state.phase === 'closed'
    },
    get origin() {
      return originOf(parts.url)
    },
    received: () => vigil.received(),
    replied: () => vigil.replied(),
    refuse: (code, reason) => life.refuse(code, reason),
  })
  const outbox = new Outbox(options, { ...leases, error: streams.emitError, notify: streams.notify })
  const vigil = new Vigil(options, {
    get transport() {
      return life.transport
    },
    beat: () => beat(options, codec, life.transport),
    dead: () => life.dead(),
    hurry: () => life.hurry(),
    setOffline(offline) {
      life.offline = offline
    },
    latency: (milliseconds) => streams.notify(() => streams.latency.next(milliseconds)),
  })
  const url = typeof options.url === 'function' ? '' : String(options.url)
  const parts: Parts<In, Out> = { options, codec, life, streams, outbox, vigil, url }
  return parts
}

/** Sends the heartbeat's message at once, past the queue: it says something about this connection and no other. */
function beat<In, Out>(
  { heartbeat }: ResolvedOptions,
  codec: Codec<In, Out> | undefined,
  transport: WebSocketLike | null,
) {
  const message = heartbeat?.message
  if (message === undefined || transport?.readyState !== 1) return false
  try {
    const value = typeof message === 'function' ? message() : message
    transport.send(codec ? codec.encode(value) : value)
    return true
  } catch (error) {
    reportUnhandled(error)
    return false
  }
}

/** A `ws:` URL's origin: WHATWG's `URL` has none for that scheme. */
function originOf(url: string): string {
  return /^[a-z+]+:\/\/[^/?#]*/i.exec(url)?.[0] ?? ''
}

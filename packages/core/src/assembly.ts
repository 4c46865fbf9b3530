import type { Codec } from './codec.ts'
import { syntheticClose } from './endings.ts'
import { EncodeError, EverwireError, textOf } from './errors.ts'
import { type Inspector, type InspectorEvent, inspect, inspected } from './inspector.ts'
import { LifeCycle } from './life-cycle.ts'
import { Outbox } from './outbox.ts'
import { Reading } from './reading.ts'
import { withoutSecrets } from './redact.ts'
import type { ResolvedOptions } from './resolve-options.ts'
import { Streams } from './streams.ts'
import { Vigil } from './vigil.ts'
import type { MessageEventLike, Received, WebSocketLike } from './web-socket-like.ts'

/** The parts of a socket, wired together. */
export interface Parts<In, Out> {
  readonly options: ResolvedOptions
  readonly codec: Codec<In, Out> | undefined
  readonly life: LifeCycle
  readonly streams: Streams<In>
  readonly outbox: Outbox
  readonly reading: Reading
  /** Whose parts they are: a facade that a registry refers to weakly lives as long as anything happens in it. */
  facade: unknown
  /** The URL as the transport has it; before that as it was given, or empty where only a function knows it. */
  url: string
}

/** Makes a socket's parts and connects them: each knows only the few calls it needs of the others. */
export function assemble<In, Out>(options: ResolvedOptions, codec: Codec<In, Out> | undefined): Parts<In, Out> {
  const watched = options.inspector
  let origin = ''
  const tell = watched && ((event: InspectorEvent) => inspect(watched, event))
  const deliver = (inspector: Inspector, data: Received, event: MessageEventLike | null) => {
    inspect(inspector, inspected(inspector, options.clock.now(), 'in', data))
    streams.deliver(data, event)
  }
  const emitError = (error: EverwireError) => {
    tell?.({ at: options.clock.now(), type: 'error', error })
    streams.emitError(error)
  }
  const life: LifeCycle = new LifeCycle(options, codec?.binaryType ?? 'arraybuffer', {
    step: (change) => streams.step(change),
    transition(before) {
      const { state } = life
      const had = before.phase === 'connecting' || before.phase === 'open' || before.phase === 'closing'
      const has = state.phase === 'open' || state.phase === 'closing'
      if (had && !has) outbox.closed(before.phase === 'closing' && state.phase === 'closed' && state.wasClean)
      vigil.moved(state)
      // After the heartbeat has started anew, which a reader that is still behind suspends.
      reading.moved(has ? life.transport : null)
      tell?.({ at: options.clock.now(), type: 'transition', from: before, to: state })
      streams.moved(state)
    },
    constructed({ url }) {
      parts.url = url
      origin = originOf(url)
      const { state } = life
      const attempt = state.phase === 'connecting' ? state.attempt : 0
      tell?.({ at: options.clock.now(), type: 'dial', url: withoutSecrets(url), attempt })
      streams.changed()
    },
    opened(event) {
      outbox.opened(life.transport as WebSocketLike)
      streams.notify(() => streams.open.next(event))
    },
    replaced(event) {
      const gone = outbox.replaced(life.transport as WebSocketLike)
      streams.notify(() => streams.open.next(event))
      return gone
    },
    message: watched ? (data, event) => deliver(watched, data, event) : (data, event) => streams.deliver(data, event),
    error: emitError,
    closed: (event) => streams.notify(() => streams.close.next(event)),
    over(reason, failed) {
      outbox.abandon(reason)
      streams.over(reason, failed)
    },
  })
  const leases = { acquire: () => life.acquire(), release: () => life.release() }
  const streams: Streams<In> = new Streams<In>(codec, options.heartbeat?.reply, {
    ...leases,
    get closing() {
      return life.sticky
    },
    get shut() {
      return life.sticky && life.state.phase === 'closed'
    },
    get origin() {
      return origin
    },
    received: () => vigil.received(),
    replied: () => vigil.replied(),
    refuse(code, reason) {
      const end = { code, reason, wasClean: false }
      life.giveUp({ type: 'closed', ...end }, { type: 'close', ...end })
    },
  })
  const outbox = new Outbox(options, {
    ...leases,
    error: emitError,
    notify: streams.notify,
    handedOver: (data) => watched && inspect(watched, inspected(watched, options.clock.now(), 'out', data)),
  })
  const reading = new Reading((paused) => (paused ? vigil.paused() : vigil.resumed()))
  const vigil: Vigil = new Vigil(options, {
    get transport() {
      return life.transport
    },
    beat: () => beat(options, codec, life.transport, emitError),
    dead: () =>
      streams.step(() => {
        emitError(new EverwireError('dead', 'The peer gave no sign of life; the connection is given up.'))
        life.giveUp({ type: 'dead' }, syntheticClose(1006, ''))
      }),
    hurry: () => life.hurry(),
    setOffline(offline) {
      life.offline = offline
    },
    latency: (milliseconds) => streams.notify(() => streams.latency.next(milliseconds)),
  })
  const url = typeof options.url === 'function' ? '' : String(options.url)
  const parts: Parts<In, Out> = { facade: null, options, codec, life, streams, outbox, reading, url }
  return parts
}

/** Sends the heartbeat's message at once, past the queue: it says something about this connection and no other. */
function beat<In, Out>(
  { heartbeat }: ResolvedOptions,
  codec: Codec<In, Out> | undefined,
  transport: WebSocketLike | null,
  emitError: (error: EverwireError) => void,
): boolean {
  const message = heartbeat?.message
  if (message === undefined || transport?.readyState !== 1) return false
  try {
    const value = typeof message === 'function' ? message() : message
    transport.send(codec ? codec.encode(value) : value)
    return true
  } catch (error) {
    emitError(new EncodeError(`The heartbeat's message could not be sent: ${textOf(error)}`, { cause: error }))
    return false
  }
}

/** A `ws:` URL's origin: WHATWG's `URL` has none for that scheme. */
function originOf(url: string): string {
  return /^[a-z+]+:\/\/[^/?#]*/i.exec(url)?.[0] ?? ''
}

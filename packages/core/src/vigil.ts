import type { AnyCodec } from './codec.ts'
import { encode } from './encode.ts'
import { EncodeError, type EverwireError, failure, textOf } from './errors.ts'
import { heartbeat } from './heartbeat.ts'
import type { LifeCycle } from './life-cycle.ts'
import { say } from './prose.ts'
import type { ResolvedOptions } from './resolve-options.ts'
import { extended } from './web-socket-like.ts'

/** Watches over a connection: heartbeat while it is open, the device's signals while anybody wants it. */
export interface Vigil {
  /** Something was received. */
  received(): void
  /** The answer to the heartbeat's message was received. */
  replied(): void
  /** The state is another one. */
  moved(): void
  /** Nobody reads for a while, or somebody does again. */
  paused(paused: boolean): void
}

/** `latency` is told how many milliseconds a round trip took. */
export function vigil(
  { clock, heartbeat: beats, signals }: ResolvedOptions,
  codec: AnyCodec | undefined,
  life: LifeCycle,
  report: (error: EverwireError) => void,
  latency: (milliseconds: number) => void,
): Vigil {
  const { message } = beats ?? {}
  const pulse = beats && heartbeat(beats, clock, ping, life.dead)
  let listening = false
  let suspended = false
  let unlisten: (() => void) | undefined
  let sentAt: number | undefined

  /** Its message goes past the queue: it says something about this connection and no other. */
  function ping(): void {
    const { transport } = life.line
    const own = extended(transport)
    if (own?.ping) {
      const heard = (roundTrip: number) => {
        if (transport !== life.line.transport) return
        pulse?.received()
        latency(roundTrip)
      }
      // It fails when the connection ends, and that is told in other ways.
      own.ping().then(heard, () => {})
      return
    }
    sentAt = undefined
    if (transport?.readyState !== 1) return
    try {
      const value = typeof message === 'function' ? message() : message
      transport.send(encode(codec, value))
      sentAt = clock.now()
    } catch (error) {
      report(new EncodeError(say('heartbeat.message', textOf(error)), { cause: error }))
    }
  }

  /** The source is the user's: what it throws must not hold up the transition in which it is called. */
  function guarded(act: () => void): void {
    try {
      act()
    } catch (error) {
      report(failure('options', 'signals', textOf(error), error))
    }
  }

  function listen(): void {
    unlisten = undefined
    unlisten = signals((signal) => {
      if (signal === 'freeze') pulse?.suspend()
      else if (signal === 'offline') life.offline(true)
      else {
        if (signal === 'online') life.offline(false)
        life.hurry()
        // While reading is paused nobody could tell that from a silent peer.
        if (!suspended) pulse?.probe()
      }
    }, clock)
  }

  return {
    received: pulse?.received ?? (() => {}),
    replied() {
      if (sentAt !== undefined) latency(clock.now() - sentAt)
      sentAt = undefined
    },
    moved() {
      const { phase } = life.state
      if (phase === 'open' && (message !== undefined || extended(life.line.transport)?.ping)) pulse?.start()
      else pulse?.stop()
      const wanted = phase !== 'idle' && phase !== 'closed'
      if (wanted !== listening) {
        listening = wanted
        guarded(wanted ? listen : () => unlisten?.())
      }
      // Nobody listens any more: what was heard last may no longer be so.
      if (!wanted) life.offline(false)
    },
    paused(paused) {
      suspended = paused
      if (paused) pulse?.suspend()
      else pulse?.probe()
    },
  }
}

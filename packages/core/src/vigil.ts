import type { AnyCodec } from './codec.ts'
import { encode } from './encode.ts'
import { EncodeError, type EverwireError, textOf } from './errors.ts'
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

  return {
    received: () => pulse?.received(),
    replied() {
      if (sentAt !== undefined) latency(clock.now() - sentAt)
      sentAt = undefined
    },
    moved() {
      const { phase } = life.state
      if (phase === 'open' && (message !== undefined || extended(life.line.transport)?.ping)) pulse?.start()
      else pulse?.stop()
      if (phase === 'idle' || phase === 'closed') {
        unlisten?.()
        unlisten = undefined
        // Nobody listens any more: what was heard last may no longer be so.
        life.offline(false)
      } else
        unlisten ??= signals((signal) => {
          if (signal === 'freeze') pulse?.suspend()
          else if (signal === 'offline') life.offline(true)
          else {
            if (signal === 'online') life.offline(false)
            life.hurry()
            pulse?.probe()
          }
        })
    },
    paused(paused) {
      if (paused) pulse?.suspend()
      else pulse?.probe()
    },
  }
}

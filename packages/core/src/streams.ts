import type { ConnectionState } from './connection-state.ts'
import type { ClosedError, EverwireError } from './errors.ts'
import type { LifeCycle } from './life-cycle.ts'
import { Multicast, type OnSubscribe } from './multicast.ts'
import type { RunQueue } from './run-queue.ts'
import type { CloseEventLike, MessageEventLike } from './web-socket-like.ts'

/** What subscribers are told: the event streams, decoded data, and what never ends. */
export interface Streams<In> {
  readonly open: Multicast<unknown>
  readonly message: Multicast<MessageEventLike>
  readonly data: Multicast<In>
  readonly error: Multicast<EverwireError>
  readonly close: Multicast<CloseEventLike>
  /** Transitions. */
  readonly state: Multicast<ConnectionState>
  /** Round trips. */
  readonly latency: Multicast<number>
  /** Something that an attribute reads may have changed. */
  readonly change: Multicast<unknown>
}

export function streams<In>(life: LifeCycle): Streams<In> {
  /** Closed by the caller, and not opened again: who subscribes now completes. */
  const shut = (): boolean => life.sticky && life.state.phase === 'closed'
  const window: OnSubscribe = () => !shut() && undefined
  const lease: OnSubscribe = () => {
    if (shut()) return false
    life.acquire()
    return life.release
  }
  return {
    open: new Multicast(window),
    message: new Multicast(lease),
    data: new Multicast(lease),
    error: new Multicast(window),
    close: new Multicast(window),
    state: new Multicast(),
    latency: new Multicast(),
    change: new Multicast(),
  }
}

/** Ends the event streams and data; a failure errors data for those who can hear it. */
export function endStreams<In>(
  { open, message, error, close, data }: Streams<In>,
  notify: RunQueue['notify'],
  failed: ClosedError | undefined,
): void {
  const complete = ([open, message, error, close] as Multicast<unknown>[]).map((stream) => stream.ending())
  const end = data.ending()
  // Told in its turn, to those who are here now: a handler of what comes before may subscribe, which is a new lease.
  notify(() => {
    for (const tell of complete) tell()
    end(failed)
  })
}

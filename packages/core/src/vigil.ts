import type { ConnectionState } from './connection-state.ts'
import { Heartbeat, type HeartbeatTimes } from './heartbeat.ts'
import type { ResolvedOptions } from './resolve-options.ts'
import type { Signal } from './signals.ts'
import { extended, type WebSocketLike } from './web-socket-like.ts'

/** What the vigil does with what it notices. */
export interface VigilOwner {
  readonly transport: WebSocketLike | null
  /** Sends the heartbeat's message, past the queue; answers false where there is none. */
  beat(): boolean
  /** The peer is silent. */
  dead(): void
  /** The network, or the page, came back. */
  hurry(): void
  setOffline(offline: boolean): void
  /** A round trip took so many milliseconds. */
  latency(milliseconds: number): void
}

/** Watches over a connection: heartbeat while it is open, the device's signals while anybody wants it. */
export class Vigil {
  readonly #heartbeat: Heartbeat
  readonly #beats: boolean
  readonly #hasMessage: boolean
  readonly #options: ResolvedOptions
  readonly #owner: VigilOwner
  #unlisten: (() => void) | undefined
  #sentAt: number | undefined

  constructor(options: ResolvedOptions, owner: VigilOwner) {
    const { heartbeat, clock } = options
    this.#options = options
    this.#owner = owner
    this.#beats = heartbeat !== null
    this.#hasMessage = heartbeat?.message !== undefined
    const times: HeartbeatTimes = heartbeat ?? { interval: 0, timeout: 0 }
    this.#heartbeat = new Heartbeat(times, clock, { ping: () => this.#ping(), dead: () => owner.dead() })
  }

  /** Something was received. */
  received(): void {
    this.#heartbeat.received++
  }

  /** The answer to the heartbeat's message was received. */
  replied(): void {
    if (this.#sentAt === undefined) return
    this.#owner.latency(this.#options.clock.now() - this.#sentAt)
    this.#sentAt = undefined
  }

  /** The state is another one. */
  moved({ phase }: ConnectionState): void {
    if (phase === 'open') {
      if (this.#beats && (extended(this.#owner.transport)?.ping || this.#hasMessage)) this.#heartbeat.start()
    } else this.#heartbeat.stop()
    const wanted = phase !== 'idle' && phase !== 'closed'
    if (!wanted) {
      this.#unlisten?.()
      this.#unlisten = undefined
      // Nobody listens any more: what was heard last may no longer be so.
      this.#owner.setOffline(false)
    } else this.#unlisten ??= this.#options.signals((signal) => this.#signal(signal))
  }

  /** Nobody reads for a while; `resumed` ends that. */
  paused(): void {
    this.#heartbeat.suspend()
  }

  resumed(): void {
    this.#heartbeat.probe()
  }

  #signal(signal: Signal): void {
    if (signal === 'freeze') this.#heartbeat.suspend()
    else if (signal === 'offline') this.#owner.setOffline(true)
    else {
      if (signal === 'online') this.#owner.setOffline(false)
      this.#owner.hurry()
      this.#heartbeat.probe()
    }
  }

  #ping(): void {
    const transport = extended(this.#owner.transport)
    if (!transport?.ping) {
      this.#sentAt = this.#owner.beat() ? this.#options.clock.now() : undefined
      return
    }
    transport.ping().then(
      (roundTrip) => {
        if (transport !== this.#owner.transport) return
        this.received()
        this.#owner.latency(roundTrip)
      },
      // It fails when the connection ends, and that is told in other ways.
      () => {},
    )
  }
}

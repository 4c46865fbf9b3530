import type { EverwireError } from './errors.ts'
import { Multicast, SocketObservable } from './multicast.ts'
import type { RunQueue } from './run-queue.ts'

/**
 * What became of a message. `queued`: it waits for a connection. `sent`: it left the transport's buffer. `acked`: the
 * peer's session confirmed it (only with resume). `dropped`: it was never handed over, `why` says the reason. `unknown`:
 * it was handed over and the connection ended before it had left.
 *
 * @example
 * ```ts
 * const lost: SendStatus[] = ['dropped', 'unknown']
 * if (lost.includes(await socket.send({ subscribe: 'ACME' }).settled)) console.log('say it again')
 * ```
 */
export type SendStatus = 'queued' | 'sent' | 'acked' | 'dropped' | 'unknown'

/**
 * What `send` answers. Both `status$` and `settled` are lazy: nothing is made for who does not look, and ignoring them
 * never raises.
 *
 * @example
 * ```ts
 * const receipt = socket.send({ order: 1 })
 * if ((await receipt.settled) !== 'sent') console.warn(receipt.status, receipt.why)
 * ```
 */
export interface SendReceipt {
  /** Now. */
  readonly status: SendStatus
  /** The reason when `dropped` or `unknown`. */
  readonly why: EverwireError | undefined
  /** The status now and each change; completes when it is settled. */
  readonly status$: SocketObservable<SendStatus>
  /** The final status. Never rejects. */
  readonly settled: Promise<SendStatus>
}

/** A receipt from the side of the outbox, which settles it. */
export class Receipt implements SendReceipt {
  status: SendStatus = 'queued'
  why: EverwireError | undefined = undefined
  #changes: Multicast<SendStatus> | undefined
  #settled: Promise<SendStatus> | undefined
  readonly #notify: RunQueue['notify']

  /** `notify` delivers in the socket's order. */
  constructor(notify: RunQueue['notify']) {
    this.#notify = notify
  }

  get status$(): SocketObservable<SendStatus> {
    return new SocketObservable<SendStatus>((subscriber) => {
      subscriber.next(this.status)
      if (this.status !== 'queued') return subscriber.complete()
      this.#changes ??= new Multicast<SendStatus>()
      return this.#changes.subscribe(subscriber)
    })
  }

  get settled(): Promise<SendStatus> {
    this.#settled ??= new Promise((resolve) => {
      this.status$.subscribe({ complete: () => resolve(this.status) })
    })
    return this.#settled
  }

  /** Ends it; the first end counts. */
  settle(status: Exclude<SendStatus, 'queued'>, why?: EverwireError): void {
    if (this.status !== 'queued') return
    this.status = status
    this.why = why
    const changes = this.#changes
    if (!changes) return
    this.#notify(() => {
      changes.next(status)
      changes.ending()()
    })
  }
}

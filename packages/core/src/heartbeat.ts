import { type Clock, Timer } from './clock.ts'

/** When a peer counts as dead. Times in milliseconds. */
export interface HeartbeatOptions<Out = unknown> {
  /** Between two pings; default 25,000. */
  readonly interval?: number
  /** A peer that has been silent for so long is dead; default 35,000, and more than `interval`. */
  readonly timeout?: number
  /**
   * What to send where the transport has no PING of its own, as in browsers; a function is asked each time. Without one,
   * and without PING, a quiet peer is never taken for dead.
   */
  readonly message?: Out | (() => Out)
  /**
   * Tells the answer to `message` from data. Answers are no data; the time they took is on `latency$`. Anything else that
   * is received counts as life as well.
   */
  readonly reply?: (data: unknown) => boolean
}

/** The same with the defaults in place. */
export interface HeartbeatTimes {
  readonly interval: number
  readonly timeout: number
}

/** How long a probe waits: after wake, return, or a pause, before the connection is trusted again. */
const PROBE = 3000
/** A timer that is later than this was held back: by a hidden page's throttling, or by sleep. */
const LATE = 1000

/** What a heartbeat does to its connection. */
export interface HeartbeatOwner {
  ping(): void
  dead(): void
}

/**
 * Notices a peer that fell silent. Each `interval` it pings, and if nothing at all was received by `timeout` the peer is
 * dead. A message costs a counter; the clock is read when a timer fires. A timer that fires late proves nothing, because
 * what arrived meanwhile may not have been delivered yet: then it probes once more.
 */
export class Heartbeat {
  /** Counts what was received; whoever receives adds to it. */
  received = 0
  #mark = 0
  #expected = 0
  #alive = false
  readonly #times: HeartbeatTimes
  readonly #clock: Clock
  readonly #timer: Timer
  readonly #owner: HeartbeatOwner

  constructor(times: HeartbeatTimes, clock: Clock, owner: HeartbeatOwner) {
    this.#times = times
    this.#clock = clock
    this.#timer = new Timer(clock)
    this.#owner = owner
  }

  /** The connection opened. */
  start(): void {
    this.#alive = true
    this.#next(this.#times.interval)
  }

  /** The connection is gone. */
  stop(): void {
    this.#alive = false
    this.#timer.clear()
  }

  /** Nothing can be received for a while, because the page is frozen or reading is paused; `probe` ends that. */
  suspend(): void {
    this.#timer.clear()
  }

  /** Pings now, and gives it 3 s. */
  probe(): void {
    if (this.#alive) this.#ping(PROBE)
  }

  #next(delay: number): void {
    const { interval, timeout } = this.#times
    this.#after(delay, (late) => this.#ping(late ? PROBE : timeout - interval))
  }

  #ping(patience: number): void {
    this.#mark = this.received
    this.#after(patience, (late) => {
      if (this.received !== this.#mark) this.#next(Math.max(0, this.#times.interval - patience))
      else if (late) this.#ping(PROBE)
      else this.#owner.dead()
    })
    this.#owner.ping()
  }

  #after(delay: number, then: (late: boolean) => void): void {
    this.#expected = this.#clock.now() + delay
    this.#timer.set(delay, () => then(this.#clock.now() - this.#expected > LATE))
  }
}

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
 * Notices a peer that fell silent. It pings each `interval`, and looks several times in between whether anything at all was
 * received: a message costs a counter, and the clock is read when a timer fires. A timer that fires late proves nothing,
 * because what arrived meanwhile may not have been delivered yet: then it probes.
 */
export class Heartbeat {
  /** Counts what was received; whoever receives adds to it. */
  received = 0
  #mark = 0
  #lastLife = 0
  #lastPing = 0
  #alive = false
  readonly #times: HeartbeatTimes
  /** Between two looks. A look may come so much after the last life, hence it counts against the timeout. */
  readonly #period: number
  readonly #clock: Clock
  readonly #timer: Timer
  readonly #owner: HeartbeatOwner

  constructor(times: HeartbeatTimes, clock: Clock, owner: HeartbeatOwner) {
    this.#times = times
    this.#period = Math.min(times.interval, (times.timeout - times.interval) / 2)
    this.#clock = clock
    this.#timer = new Timer(clock)
    this.#owner = owner
  }

  /** The connection opened. */
  start(): void {
    this.#alive = true
    this.#lastPing = this.#clock.now()
    this.#lives(this.#lastPing)
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
    if (!this.#alive) return
    this.#mark = this.received
    this.#after(PROBE, (late, now) => {
      if (this.received !== this.#mark) this.#lives(now)
      else if (late) this.probe()
      else this.#owner.dead()
    })
    this.#ping(this.#clock.now())
  }

  #lives(now: number): void {
    this.#mark = this.received
    this.#lastLife = now
    this.#next()
  }

  #next(): void {
    this.#after(this.#period, (late, now) => {
      const { interval, timeout } = this.#times
      if (this.received !== this.#mark) this.#lives(now)
      else if (late) return this.probe()
      else if (now - this.#lastLife >= timeout - this.#period) return this.#owner.dead()
      else this.#next()
      if (now - this.#lastPing >= interval) this.#ping(now)
    })
  }

  #ping(now: number): void {
    this.#lastPing = now
    this.#owner.ping()
  }

  #after(delay: number, then: (late: boolean, now: number) => void): void {
    const expected = this.#clock.now() + delay
    this.#timer.set(delay, () => {
      const now = this.#clock.now()
      then(now - expected > LATE, now)
    })
  }
}

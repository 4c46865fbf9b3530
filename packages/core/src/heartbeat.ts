import { type Clock, timer } from './clock.ts'

/**
 * When a peer counts as dead. Times in milliseconds.
 *
 * @example
 * ```ts
 * const heartbeat: HeartbeatOptions<string> = { message: 'ping', reply: (data) => data === 'pong', interval: 10_000 }
 * webSocket('wss://example.com/feed', { heartbeat })
 * ```
 */
export interface HeartbeatOptions<Out = unknown> {
  /** Between two pings; default 25,000. */
  readonly interval?: number
  /** A peer that has been silent for so long is dead; default 35,000, or `interval` plus 10,000 where that is more. */
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
export interface ResolvedHeartbeat {
  readonly interval: number
  readonly timeout: number
  readonly message: unknown
  readonly reply: ((data: unknown) => boolean) | undefined
}

/** How long a probe waits: after wake, return, or a pause, before the connection is trusted again. */
const PROBE = 3000
/** A timer that is later than this was held back: by a hidden page's throttling, or by sleep. */
const LATE = 1000

/** Notices a peer that fell silent. */
export interface Heartbeat {
  /** Something was received. */
  received(): void
  /** The connection opened. */
  start(): void
  /** The connection is gone. */
  stop(): void
  /** Nothing can be received for a while, because the page is frozen or reading is paused; `probe` ends that. */
  suspend(): void
  /** Pings now, and gives it 3 s. */
  probe(): void
}

/**
 * It pings each `interval`, and looks several times in between whether anything at all was received: a message costs a
 * mark, and the clock is read when a timer fires. A timer that fires late proves nothing, because what arrived meanwhile
 * may not have been delivered yet: then it probes.
 */
export function heartbeat(
  { interval, timeout }: ResolvedHeartbeat,
  clock: Clock,
  ping: () => void,
  dead: () => void,
): Heartbeat {
  /** Between two looks. A look may come so much after the last life, hence it counts against the timeout. */
  const period = Math.min(interval, (timeout - interval) / 2)
  const next = timer(clock)
  let alive = false
  let heard = false
  let lastLife = 0
  let lastPing = 0

  const after = (delay: number, then: (late: boolean, now: number) => void): void => {
    const expected = clock.now() + delay
    next(delay, () => {
      const now = clock.now()
      then(now - expected > LATE, now)
    })
  }
  /** Looks again: when a look or a ping is due, whichever is first. */
  const look = (now: number): void =>
    after(Math.min(period, lastPing + interval - now), (late, then) => {
      if (heard) lives(then)
      else if (late) return probe()
      else if (then - lastLife >= timeout - period) return dead()
      beat(then)
    })
  /** The next look stands before the ping, which may end the connection. */
  const beat = (now: number): void => {
    const due = now - lastPing >= interval
    if (due) lastPing = now
    look(now)
    if (due) ping()
  }
  const lives = (now: number): void => {
    heard = false
    lastLife = now
  }
  const probe = (): void => {
    if (!alive) return
    heard = false
    after(PROBE, (late, now) => {
      if (late && !heard) return probe()
      if (!heard) return dead()
      lives(now)
      beat(now)
    })
    lastPing = clock.now()
    ping()
  }

  return {
    received() {
      heard = true
    },
    start() {
      alive = true
      lastPing = clock.now()
      lives(lastPing)
      look(lastPing)
    },
    stop() {
      alive = false
      next()
    },
    suspend: () => next(),
    probe,
  }
}

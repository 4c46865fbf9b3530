import type { Clock } from '../clock.ts'
import { settled } from './settled.ts'

interface Due {
  readonly id: number
  readonly at: number
  readonly handler: () => void
}

/**
 * Time that moves only when told to. Timers fire in the order of their time, then of their making.
 *
 * @example
 * ```ts
 * const clock = new VirtualClock()
 * const socket = webSocket('wss://example.com/feed', { clock, WebSocketCtor: fakeServer(clock).WebSocketCtor })
 * socket.open()
 * await clock.advance(0)
 * ```
 */
export class VirtualClock implements Clock {
  #now: number
  #next = 1
  readonly #timers = new Map<number, Due>()

  /** @param start Milliseconds since the epoch at which it begins; default 1,000,000. */
  constructor(start = 1_000_000) {
    this.#now = start
  }

  /** Milliseconds since the epoch. */
  now(): number {
    return this.#now
  }

  /** How many timers are set and have not fired; 0 once nothing is left that could happen. */
  get pending(): number {
    return this.#timers.size
  }

  /** Calls `handler` in `delay` milliseconds of this clock; a delay that is no positive number is none. */
  setTimeout(handler: () => void, delay: number): number {
    const id = this.#next++
    this.#timers.set(id, { id, at: this.#now + Math.max(0, delay || 0), handler })
    return id
  }

  /** Takes a timer back; one that has fired already is let be. */
  clearTimeout(timer: number): void {
    this.#timers.delete(timer)
  }

  /**
   * Moves on by `milliseconds`, firing what is due on the way, and lets promises settle in between. Rejects with what a
   * handler throws.
   *
   * @throws RangeError when it is told no finite number from 0.
   * @example
   * ```ts
   * await clock.advance(30_000)
   * ```
   */
  async advance(milliseconds: number): Promise<void> {
    const until = this.#now + span('advance', milliseconds)
    await settled()
    while (this.#fire(until)) await settled()
    this.#now = until
  }

  /**
   * As {@link advance}, at once: no promise settles on the way. For code that waits for none, and for properties that are
   * tried over thousands of histories. Throws what a handler throws.
   *
   * @throws RangeError when it is told no finite number from 0.
   * @example
   * ```ts
   * clock.tick(30_000)
   * ```
   */
  tick(milliseconds: number): void {
    const until = this.#now + span('tick', milliseconds)
    while (this.#fire(until));
    this.#now = until
  }

  /**
   * Lets time pass without firing anything, as when a laptop sleeps or a hidden page is throttled. What came due
   * meanwhile fires at the next `advance`, late.
   *
   * @example
   * ```ts
   * clock.sleep(3_600_000)
   * await clock.advance(0)
   * ```
   */
  sleep(milliseconds: number): void {
    this.#now += span('sleep', milliseconds)
  }

  /** Fires what is due first; answers whether anything was. */
  #fire(until: number): boolean {
    const due = this.#due(until)
    if (!due) return false
    // A timer that was slept through fires late.
    this.#now = Math.max(this.#now, due.at)
    this.#timers.delete(due.id)
    due.handler()
    return true
  }

  // A scan: a test has a handful of timers, and the order of making comes with the map.
  #due(until: number): Due | undefined {
    let first: Due | undefined
    for (const timer of this.#timers.values()) {
      if (timer.at <= until && (!first || timer.at < first.at)) first = timer
    }
    return first
  }
}

function span(name: string, milliseconds: number): number {
  if (milliseconds >= 0 && milliseconds < Number.POSITIVE_INFINITY) return milliseconds
  throw new RangeError(`${name}: ${milliseconds} is given; a clock moves on by a finite number of milliseconds from 0.`)
}

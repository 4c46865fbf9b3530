import type { Clock } from '../clock.ts'

/** Time that moves only when told to. Timers fire in the order of their time, then of their making. */
export class VirtualClock implements Clock {
  #now = 1_000_000
  #next = 1
  readonly #timers = new Map<number, { at: number; handler: () => void }>()

  now(): number {
    return this.#now
  }

  /** Timers that are set and have not fired. */
  get pending(): number {
    return this.#timers.size
  }

  setTimeout(handler: () => void, delay: number): number {
    this.#timers.set(this.#next, { at: this.#now + delay, handler })
    return this.#next++
  }

  clearTimeout(timer: number): void {
    this.#timers.delete(timer)
  }

  /** The machine slept: time has passed, and no timer fired meanwhile. */
  jump(milliseconds: number): void {
    this.#now += milliseconds
  }

  /** Moves on by `milliseconds`, firing what is due on the way, and lets promises settle in between. */
  async advance(milliseconds: number): Promise<void> {
    const until = this.#now + milliseconds
    await settled()
    for (let due = this.#due(until); due; due = this.#due(until)) {
      this.#now = Math.max(this.#now, due.at)
      this.#timers.delete(due.id)
      due.handler()
      await settled()
    }
    this.#now = until
  }

  #due(until: number): { id: number; at: number; handler: () => void } | undefined {
    let first: { id: number; at: number; handler: () => void } | undefined
    for (const [id, timer] of this.#timers) {
      if (timer.at <= until && (!first || timer.at < first.at)) first = { id, ...timer }
    }
    return first
  }
}

/** Lets every promise that is ready have its turn: a macrotask comes after all microtasks. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

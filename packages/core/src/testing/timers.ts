import type { Clock } from '../clock.ts'

/** Timers that end together. */
export class Timers {
  readonly #clock: Clock
  readonly #handles = new Set<unknown>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  set(delay: number, handler: () => void): void {
    const handle = this.#clock.setTimeout(() => {
      this.#handles.delete(handle)
      handler()
    }, delay)
    this.#handles.add(handle)
  }

  clear(): void {
    for (const handle of this.#handles) this.#clock.clearTimeout(handle)
    this.#handles.clear()
  }
}

import { reportUnhandled } from './report.ts'

/**
 * Runs notifications to completion, one after the other: what a handler causes meanwhile waits until its own notification
 * has reached everybody. A notification does not throw: multicasts catch what subscribers throw.
 */
export class RunQueue {
  #running = false
  #tasks: (() => void)[] = []

  /** Delivers a notification now, or after those before it. */
  run(notification: () => void): void {
    if (this.#running) this.#tasks.push(notification)
    else this.step(notification)
  }

  /** The same for a function and its arguments, without making a closure where nothing waits. */
  call<A, B>(deliver: (first: A, second: B) => void, first: A, second: B): void {
    if (this.#running) {
      this.#tasks.push(() => deliver(first, second))
      return
    }
    this.#running = true
    try {
      deliver(first, second)
    } finally {
      if (this.#tasks.length > 0) this.#drain()
      this.#running = false
    }
  }

  /** Makes a change now, as one step: what it notifies of waits until it is complete. */
  step(change: () => void): void {
    if (this.#running) {
      change()
      return
    }
    this.#running = true
    try {
      change()
    } finally {
      this.#drain()
      this.#running = false
    }
  }

  #drain(): void {
    while (this.#tasks.length > 0) {
      const tasks = this.#tasks
      this.#tasks = []
      for (const task of tasks) {
        try {
          task()
        } catch (error) {
          reportUnhandled(error)
        }
      }
    }
  }
}

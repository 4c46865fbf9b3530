/**
 * Runs notifications to completion, one after the other: what a handler causes meanwhile waits until its own notification
 * has reached everybody.
 */
export class RunQueue {
  #running = false
  #tasks: (() => void)[] = []

  /** Delivers a notification now, or after those before it. It does not throw: multicasts catch what subscribers throw. */
  run(notification: () => void): void {
    if (this.#running) this.#tasks.push(notification)
    else this.step(notification)
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
      for (const task of tasks) task()
    }
  }
}

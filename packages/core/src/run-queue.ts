/**
 * Runs notifications to completion, one after the other: what a handler causes meanwhile waits until its own notification
 * has reached everybody.
 */
export class RunQueue {
  #running = false
  #tasks: (() => void)[] = []

  /** Whether a notification is being delivered. */
  get running(): boolean {
    return this.#running
  }

  /** Runs a task now, or after those before it. Tasks do not throw: multicasts catch what their subscribers throw. */
  run(task: () => void): void {
    if (this.#running) {
      this.#tasks.push(task)
      return
    }
    this.#running = true
    task()
    while (this.#tasks.length > 0) {
      const tasks = this.#tasks
      this.#tasks = []
      for (const next of tasks) next()
    }
    this.#running = false
  }
}

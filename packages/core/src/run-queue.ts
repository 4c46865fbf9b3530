import { reportUnhandled } from './report.ts'

/**
 * Runs notifications to completion, one after the other: what a handler causes meanwhile waits until its own notification
 * has reached everybody. A notification does not throw: multicasts catch what subscribers throw.
 */
export interface RunQueue {
  /** Makes a change now, as one step: what it notifies of waits until it is complete. */
  step(change: () => void): void
  /** Delivers a notification now, or after those before it. */
  notify(task: () => void): void
  /** Makes a function whose calls are such notifications; it makes no closure where nothing waits. */
  notifying<A, B>(task: (first: A, second: B) => void): (first: A, second: B) => void
}

export function runQueue(): RunQueue {
  let running = false
  const tasks: (() => void)[] = []

  const finish = (): void => {
    // What these add is walked over as well.
    for (const task of tasks) {
      try {
        task()
      } catch (error) {
        reportUnhandled(error)
      }
    }
    tasks.length = 0
  }
  const step = (change: () => void): void => {
    if (running) {
      change()
      return
    }
    running = true
    try {
      change()
    } finally {
      finish()
      running = false
    }
  }

  return {
    step,
    notify(task) {
      if (running) tasks.push(task)
      else step(task)
    },
    notifying: (task) => (first, second) => {
      if (running) {
        tasks.push(() => task(first, second))
        return
      }
      // As in `step`, which is called with too many functions to be as fast.
      running = true
      try {
        task(first, second)
      } finally {
        if (tasks.length > 0) finish()
        running = false
      }
    },
  }
}

import { reportUnhandled } from './report.ts'

/** Calls a function, with two arguments so that nobody has to make a closure where nothing waits. */
type Run = <A, B>(task: (first: A, second: B) => void, first?: A, second?: B) => void

/**
 * Runs notifications to completion, one after the other: what a handler causes meanwhile waits until its own notification
 * has reached everybody. A notification does not throw: multicasts catch what subscribers throw.
 */
export interface RunQueue {
  /** Delivers a notification now, or after those before it. */
  readonly notify: Run
  /** Makes a change now, as one step: what it notifies of waits until it is complete. */
  readonly step: Run
}

export function runQueue(): RunQueue {
  let running = false
  const tasks: (() => void)[] = []

  const step: Run = (change, first, second) => {
    if (running) {
      change(first!, second!)
      return
    }
    running = true
    try {
      change(first!, second!)
    } finally {
      if (tasks.length > 0) drain()
      running = false
    }
  }

  const drain = (): void => {
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

  return {
    notify(task, first, second) {
      if (running) tasks.push(() => task(first!, second!))
      else step(task, first, second)
    },
    step,
  }
}

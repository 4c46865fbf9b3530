import { isTime, resolve } from './check.ts'
import { cancelPaint, paintLater, paintNextFrame } from './paint.ts'
import { reportUnhandled } from './report.ts'

/**
 * How a view is painted: `'frame'`, at most once an animation frame; `'every'`, once for each message, in a microtask of
 * its own; a number, at most once in so many milliseconds. Handlers and folds get every message in any case.
 *
 * @example
 * ```ts
 * const delivery: Delivery = document.hidden ? 1000 : 'frame'
 * const highest = view(socket, (most, { price }) => Math.max(most, price), 0, delivery)
 * ```
 */
export type Delivery = 'frame' | 'every' | number

/** Takes each value and shows them at a pace of its own. */
export interface Pace<S> {
  push(value: S): void
  stop(): void
}

/** @throws OptionError when `delivery` is neither `'frame'`, `'every'` nor a number of milliseconds. */
export function checkDelivery(delivery: Delivery): void {
  resolve({ delivery: ['frame', 'every', isTime] }, { delivery })
}

/** The pace of a delivery. */
export function paceOf<S>(delivery: Delivery, show: (value: S) => void): Pace<S> {
  if (delivery === 'every') return everyMessage(show)
  let value: S
  const job = () => show(value)
  return {
    push(next) {
      value = next
      if (delivery === 'frame') paintNextFrame(job)
      else paintLater(job, delivery)
    },
    stop: () => cancelPaint(job),
  }
}

/**
 * Shows each value, one a microtask: frameworks render in microtasks too, so a burst is as many effects as messages
 * without a synchronous render.
 */
function everyMessage<S>(show: (value: S) => void): Pace<S> {
  let values: S[] = []
  let pumping = false
  const pump = () => {
    if (values.length === 0) {
      pumping = false
      return
    }
    try {
      show(values.shift() as S)
    } catch (error) {
      reportUnhandled(error)
    }
    // Queued after `show`, so that the render which `show` queued comes first.
    queueMicrotask(pump)
  }
  return {
    push(value) {
      values.push(value)
      if (pumping) return
      pumping = true
      queueMicrotask(pump)
    },
    stop() {
      values = []
    },
  }
}

import { reportUnhandled } from './report.ts'

type Job = () => void

/** Frames do not come to hidden tabs, nor to runtimes that have none: then this many milliseconds. */
const WITHOUT_FRAME = 100

/** The page's one queue: what is to be painted at the next frame, and what has a time of its own. */
const nextFrame = new Set<Job>()
const timed = new Map<Job, ReturnType<typeof setTimeout>>()
let cancelFrame: (() => void) | undefined

/** Paints at the next animation frame or after 100 ms, whichever comes first; the same job once. */
export function paintNextFrame(job: Job): void {
  nextFrame.add(job)
  cancelFrame ??= requestFrame()
}

/** Paints in `delay` milliseconds; the same job once. */
export function paintLater(job: Job, delay: number): void {
  if (timed.has(job)) return
  const timer = setTimeout(() => {
    timed.delete(job)
    run(job)
  }, delay)
  timed.set(job, timer)
}

/** Takes a job back that no longer has anything to paint. */
export function cancelPaint(job: Job): void {
  nextFrame.delete(job)
  clearTimeout(timed.get(job))
  timed.delete(job)
}

/**
 * Paints now what waits for the next frame or for its time.
 *
 * @example
 * ```ts
 * server.send('hello')
 * flushPaint() // the component shows it
 * ```
 */
export function flushPaint(): void {
  cancelFrame?.()
  cancelFrame = undefined
  const due = [...nextFrame, ...timed.keys()]
  for (const job of due) cancelPaint(job)
  for (const job of due) run(job)
}

function paintFrame(): void {
  cancelFrame?.()
  cancelFrame = undefined
  const due = [...nextFrame]
  nextFrame.clear()
  for (const job of due) run(job)
}

function requestFrame(): () => void {
  const frames = globalThis as Partial<Pick<Window, 'requestAnimationFrame' | 'cancelAnimationFrame'>>
  const timer = setTimeout(paintFrame, WITHOUT_FRAME)
  const frame = frames.requestAnimationFrame?.(paintFrame)
  return () => {
    clearTimeout(timer)
    if (frame !== undefined) frames.cancelAnimationFrame?.(frame)
  }
}

function run(job: Job): void {
  try {
    job()
  } catch (error) {
    reportUnhandled(error)
  }
}

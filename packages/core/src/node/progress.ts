import type { Stream } from './stream.ts'

/**
 * Calls `stalled` once the peer has taken nothing for `timeout` milliseconds; also where nothing is left to send. Answers what stops that.
 */
export function expectProgress(stream: Stream, timeout: number, stalled: () => void): () => void {
  let { taken } = stream
  const timer = setInterval(() => {
    const before = taken
    taken = stream.taken
    if (taken > before) return
    clearInterval(timer)
    stalled()
  }, timeout)
  return () => clearInterval(timer)
}

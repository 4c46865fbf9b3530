import type { DialLimit } from './options.ts'

/** Remembers automatic dials and says how long the next must wait. */
export interface DialLimiter {
  /** Milliseconds until a dial is allowed; 0: now. */
  wait(now: number): number
  /** Counts a dial. */
  record(now: number): void
}

/** A sliding window, pure but for its memory; false: no limit. */
export function dialLimiter(limit: DialLimit | false): DialLimiter {
  const { max, per } = limit || { max: Number.POSITIVE_INFINITY, per: 0 }
  let dials: number[] = []
  return {
    wait(now) {
      dials = dials.filter((dial) => dial > now - per)
      return dials.length < max ? 0 : dials[dials.length - max]! + per - now
    },
    record(now) {
      dials.push(now)
    },
  }
}

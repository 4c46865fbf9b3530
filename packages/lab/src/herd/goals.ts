import { type Crowd, peak } from './crowd.ts'

/** An outage as it is judged: shares of the crowd, seconds, attempts. */
export interface Figures {
  readonly away: number
  /** The peak in the second after the drop. */
  readonly afterDrop: number
  /** The peak in any second after the return. */
  readonly afterReturn: number
  /** Seconds from the return until all were back who did not give up; null if everybody did. */
  readonly back: number | null
  readonly gaveUp: number
  readonly mean: number
  readonly most: number
}

/** A goal, and what was reached. */
export interface Verdict {
  readonly goal: string
  readonly limit: number
  readonly reached: number
  readonly met: boolean
}

/** The server is away for so many seconds. */
export const OUTAGES = [1, 10, 30, 300] as const

export function figuresOf(crowd: Crowd, clients: number, away: number): Figures {
  return {
    away,
    afterDrop: peak(crowd.attempts, 0, 1000) / clients,
    afterReturn: peak(crowd.attempts, away * 1000, Number.POSITIVE_INFINITY) / clients,
    back: crowd.gaveUp === clients ? null : Math.max(0, crowd.lastBack / 1000 - away),
    gaveUp: crowd.gaveUp / clients,
    mean: crowd.mean,
    most: crowd.most,
  }
}

/** Judges the default policy. The time is virtual, so nothing is left for noise. */
export function judge(figures: readonly Figures[]): Verdict[] {
  return figures.flatMap(({ away, afterDrop, afterReturn, back, gaveUp, most }) => {
    const at = `${away} s away`
    return [
      atMost(`${at}: share in the second after the drop`, 0.25, afterDrop),
      // Who was away for a second has hardly left: the second after the drop is what counts there.
      ...(away >= 10 ? [atMost(`${at}: share in any second after the return`, 0.15, afterReturn)] : []),
      atMost(`${at}: seconds until everyone is back`, away === 10 ? 15 : 30, back ?? Number.POSITIVE_INFINITY),
      atMost(`${at}: share that gave up`, 0, gaveUp),
      atMost(`${at}: attempts of a client in 300 s`, 20, most),
    ]
  })
}

/** Judges what real sockets did: how far they are from the simulation, and how soon they are back on line, in ms. */
export function judgeSockets(simulated: Float64Array, real: Float64Array, backOnline: number): Verdict[] {
  const apart = simulated.map((time, index) => Math.abs(time - (real[index] ?? Number.POSITIVE_INFINITY)))
  const most = simulated.length === real.length ? Math.max(...apart) : Number.POSITIVE_INFINITY
  return [
    atMost('real sockets: milliseconds between their attempts and the simulated ones', 1, most),
    atMost('real sockets: seconds until a client is back whose own network returned', 1, backOnline / 1000),
  ]
}

function atMost(goal: string, limit: number, reached: number): Verdict {
  return { goal, limit, reached, met: reached <= limit }
}

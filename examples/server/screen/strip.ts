import type { ConnectionState } from '@everwire/core'
import { plural } from './format.ts'
import { SPAN, type Timeline } from './timeline.ts'

/** How far ahead the strip looks, for the next attempt. */
export const AHEAD = 10_000

/** What the strip draws. Positions and widths are per cent of its width. */
export interface Strip {
  readonly now: number
  readonly bars: readonly { readonly key: number; readonly phase: string; readonly x: number; readonly width: number }[]
  readonly marks: readonly {
    readonly key: number
    readonly text: string
    readonly x: number
    readonly anchor: Anchor
  }[]
  readonly attempts: readonly { readonly key: number; readonly made: boolean; readonly x: number }[]
  /** From now to the next attempt, while one is waited for. */
  readonly next: { readonly width: number } | null
  /** One sentence for who cannot see it; changes with a transition only. */
  readonly label: string
}

// The width of a mark's label, in per cent.
const LABEL = 9

type Anchor = 'start' | 'middle' | 'end'

/** The labels under the strip. */
export const STRIP_TICKS: readonly { readonly x: number; readonly text: string; readonly anchor: Anchor }[] = [
  { x: percent(0), text: '2 min', anchor: 'start' },
  { x: percent(30_000), text: '90 s', anchor: 'middle' },
  { x: percent(60_000), text: '60 s', anchor: 'middle' },
  { x: percent(90_000), text: '30 s', anchor: 'middle' },
]

/** The last two minutes of a timeline as shapes. */
export function strip(timeline: Timeline, state: ConnectionState, now: number): Strip {
  const x = (at: number): number => percent(Math.max(0, at - now + SPAN))
  const here = percent(SPAN)
  const bars = timeline.stretches.map(({ from, phase }, index, all) => {
    const left = x(from)
    return { key: from, phase, x: left, width: Math.max(0, x(all[index + 1]?.from ?? now) - left) }
  })
  const seen = <T extends { readonly at: number }>(items: readonly T[]): readonly T[] =>
    items.filter(({ at }) => at > now - SPAN)
  const marks = seen(timeline.marks).map(({ at, text }) => ({ key: at, text, x: x(at), anchor: anchor(x(at)) }))
  return {
    now: here,
    bars: bars.filter((bar) => bar.width > 0),
    // Of two that would overlap, the later one is named.
    marks: marks.map((mark, index) => ((marks[index + 1]?.x ?? 200) - mark.x < LABEL ? { ...mark, text: '' } : mark)),
    attempts: seen(timeline.attempts).map(({ at, made }) => ({ key: at, made, x: x(at) })),
    next: state.phase === 'waiting' && state.retryAt > now ? { width: Math.min(100, x(state.retryAt)) - here } : null,
    label: summary(timeline, state),
  }
}

function percent(fromStart: number): number {
  return (100 * fromStart) / (SPAN + AHEAD)
}

/** Keeps a label inside of the strip near its ends. */
function anchor(x: number): Anchor {
  if (x < 4) return 'start'
  return x > 90 ? 'end' : 'middle'
}

function summary({ marks, attempts }: Timeline, state: ConnectionState): string {
  const made = attempts.filter((attempt) => attempt.made).length
  const failed = attempts.length - made
  return `The last two minutes: ${plural(marks.length, 'break')}, ${plural(made, 'attempt')} made it, ${failed} failed, now ${state.phase}.`
}

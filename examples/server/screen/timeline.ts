import type { ConnectionState } from '@everwire/core'

type Phase = ConnectionState['phase']

/** How far back the charts look. */
export const SPAN = 120_000

/** A stretch of time in one phase. It lasts until the next one begins. */
export interface Stretch {
  readonly from: number
  readonly phase: Phase
}

/** What happened to one connection: a value, replaced as it grows. Times in epoch milliseconds. */
export interface Timeline {
  /** Oldest first, never empty. */
  readonly stretches: readonly Stretch[]
  /** How each attempt ended. */
  readonly attempts: readonly { readonly at: number; readonly made: boolean }[]
  /** What broke it: the fault that was asked for, else the close code. */
  readonly marks: readonly { readonly at: number; readonly text: string }[]
  /** The transition made last, "from>to", for the diagram to move along. */
  readonly edge: string
  /** How often it opened. */
  readonly opened: number
}

/** The timeline of a connection that was never dialled. */
export const startTimeline = (now: number): Timeline => ({
  stretches: [{ from: now, phase: 'idle' }],
  attempts: [],
  marks: [],
  edge: '',
  opened: 0,
})

// A fault that was asked for explains the end that follows it within this time.
const EXPLAINS = 2000

/** What happens to a timeline: the connection's next state, or a fault that was asked for. */
export type TimelineEvent =
  | { readonly type: 'state'; readonly state: ConnectionState; readonly at: number }
  | { readonly type: 'fault'; readonly text: string; readonly at: number }

/** The timeline after one more event. A state of the same phase changes nothing. */
export function timelineReducer(timeline: Timeline, event: TimelineEvent): Timeline {
  if (event.type === 'state') return recordState(timeline, event.state, event.at)
  const { at, text } = event
  if (!text) return timeline
  return { ...timeline, marks: recent([...timeline.marks, { at, text }], at) }
}

function recordState(timeline: Timeline, state: ConnectionState, now: number): Timeline {
  const from = phaseOf(timeline)
  const to = state.phase
  if (from === to) return timeline
  const { attempts, marks } = timeline
  const ended = from === 'connecting' && to !== 'closing' && to !== 'idle'
  const explained = marks.some((mark) => now - mark.at < EXPLAINS)
  const text = from === 'open' && !explained ? endText(state) : undefined
  return {
    stretches: [...timeline.stretches, { from: now, phase: to }].filter(
      (_, index, all) => (all[index + 1]?.from ?? now) >= now - SPAN,
    ),
    attempts: recent(ended ? [...attempts, { at: now, made: to === 'open' }] : attempts, now),
    marks: recent(text ? [...marks, { at: now, text }] : marks, now),
    edge: `${from}>${to}`,
    opened: timeline.opened + (to === 'open' ? 1 : 0),
  }
}

/** The phase at the end. */
export const phaseOf = (timeline: Timeline): Phase => timeline.stretches.at(-1)?.phase ?? 'idle'

/** Whether the connection was ever open and then away. */
export const wasAway = (timeline: Timeline): boolean => timeline.opened > (phaseOf(timeline) === 'open' ? 1 : 0)

/** How often the connection came back. */
export const reconnections = (timeline: Timeline): number => Math.max(0, timeline.opened - 1)

const recent = <T extends { readonly at: number }>(items: readonly T[], now: number): readonly T[] =>
  items.filter((item) => item.at >= now - SPAN)

function endText(state: ConnectionState): string | undefined {
  if (state.phase === 'closed') return String(state.code)
  if (state.phase !== 'waiting') return undefined
  return state.cause.type === 'closed' ? String(state.cause.code) : state.cause.type
}

import { formatCount, latest, reconnections, type Timeline, wasAway } from '@everwire/example-server/screen'
import { log } from './feed.ts'
import { useSampled } from './use-sampled.ts'

/** The figures at the top: what this page counted itself, and what it cannot know. */
export function Facts({ timeline, queued }: { timeline: Timeline; queued: number }) {
  const received = useSampled(() => log.board.received, 100)
  const gaps = useSampled(() => log.board.gaps, 500)
  const renders = useSampled(() => latest(log.renders.readings), 500)
  return (
    <dl className="panel facts" aria-label="Figures">
      <Fact name="Received here" value={formatCount(received)} id="received" />
      <Fact name="Missed while open" value={formatCount(gaps)} id="missed" />
      <Fact name="Missed while away" value={wasAway(timeline) ? 'unknown' : '0'} id="missed-away" />
      <Fact name="Reconnections" value={formatCount(reconnections(timeline))} id="reconnections" />
      <Fact name="Renders a second" value={formatCount(renders)} id="renders" />
      <Fact name="In the send queue" value={formatCount(queued)} id="queued" />
    </dl>
  )
}

function Fact({ name, value, id }: { name: string; value: string; id: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd data-testid={id}>{value}</dd>
    </div>
  )
}

import { formatCount, latest, PLOT_BOX, plot, type Reading, type Timeline } from '@everwire/example-server/screen'
import { log } from './feed.ts'
import { useSampled } from './use-sampled.ts'

const read = () => {
  const now = Date.now()
  return { now, messages: log.messages.read(now), renders: log.renders.read(now) }
}

/** Messages and renders a second over the last two minutes: many of the first, at most one a frame of the second. */
export function Plots({ timeline }: { timeline: Timeline }) {
  const { now, messages, renders } = useSampled(read, 500)
  return (
    <div className="plots">
      <Plot name="Messages" hint="every one counted" readings={messages} least={10} timeline={timeline} now={now} />
      <Plot name="Renders" hint="at most one a frame" readings={renders} least={60} timeline={timeline} now={now} />
    </div>
  )
}

interface Props {
  readonly name: string
  readonly hint: string
  readonly readings: readonly Reading[]
  readonly timeline: Timeline
  readonly now: number
  /** What the axis reaches at least. */
  readonly least: number
}

function Plot({ name, hint, readings, timeline, now, least }: Props) {
  const { width, height } = PLOT_BOX
  const { line, area, away, top } = plot(readings, timeline, now, least)
  return (
    <div className="plot">
      <div className="plot-head">
        <h3>{name}</h3>
        <b>{formatCount(latest(readings))} /s</b>
        <small>{hint}</small>
      </div>
      <div className="plot-box" role="img" aria-label={`${name} a second over the last two minutes`}>
        <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
          {away.map(({ key, x, width: wide }) => (
            <rect key={key} className="plot-away" x={x} width={wide} height={height} />
          ))}
          <line
            className="plot-base"
            x2={width}
            y1={height - 0.5}
            y2={height - 0.5}
            vectorEffect="non-scaling-stroke"
          />
          <path className="plot-area" d={area} />
          <path className="plot-line" d={line} vectorEffect="non-scaling-stroke" />
        </svg>
        <span>{formatCount(top)}</span>
      </div>
    </div>
  )
}

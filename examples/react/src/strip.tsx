import type { ConnectionState } from '@everwire/core'
import { STRIP_TICKS, strip, type Timeline } from '@everwire/example-server/screen'
import { useNow } from './use-sampled.ts'

const percent = (value: number): string => `${value}%`

/** The last two minutes as a band of states, with the faults above it and the attempts below. */
export function Strip({ state, timeline }: { state: ConnectionState; timeline: Timeline }) {
  const shapes = strip(timeline, state, useNow(500))
  const here = percent(shapes.now)
  return (
    <div className="block strip">
      <div className="block-head">
        <h3>Last two minutes</h3>
        <Legend />
      </div>
      <svg role="img" aria-label={shapes.label}>
        <defs>
          <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect className="hatch-ground" width="6" height="6" />
            <rect className="hatch-line" width="2" height="6" />
          </pattern>
        </defs>
        {shapes.bars.map(({ key, phase, x, width }) => (
          <rect key={key} className="bar" data-phase={phase} x={percent(x)} y="20" width={percent(width)} height="22" />
        ))}
        {shapes.next && <rect className="next" x={here} y="20.5" width={percent(shapes.next.width)} height="21" />}
        {shapes.marks.map(({ key, text, x, anchor }) => (
          <g key={key} className="mark">
            <line x1={percent(x)} x2={percent(x)} y1="16" y2="42" />
            <text x={percent(x)} y="11" textAnchor={anchor}>
              {text}
            </text>
          </g>
        ))}
        {shapes.attempts.map(({ key, made, x }) => (
          <svg key={key} x={percent(x)} y="53" overflow="visible" aria-hidden="true">
            {made ? <circle className="made" r="3.5" /> : <path className="failed" d="M-3-3l6 6m0-6l-6 6" />}
          </svg>
        ))}
        {STRIP_TICKS.map(({ x, text, anchor }) => (
          <text key={text} x={percent(x)} y="76" textAnchor={anchor}>
            {text}
          </text>
        ))}
        <line className="now" x1={here} x2={here} y1="14" y2="62" />
        <text className="now-text" x={here} y="76" textAnchor="middle">
          now
        </text>
      </svg>
    </div>
  )
}

function Legend() {
  return (
    <div className="legend" aria-hidden="true">
      <span>
        <svg viewBox="0 0 14 10" aria-hidden="true">
          <rect className="bar" data-phase="open" width="14" height="10" rx="2" />
        </svg>
        open
      </span>
      <span>
        <svg viewBox="0 0 14 10" aria-hidden="true">
          <rect className="bar" data-phase="waiting" width="14" height="10" />
        </svg>
        waiting
      </span>
      <span>
        <svg viewBox="0 0 14 10" aria-hidden="true">
          <circle className="made" cx="7" cy="5" r="3.5" />
        </svg>
        attempt made it
      </span>
      <span>
        <svg viewBox="0 0 14 10" aria-hidden="true">
          <path className="failed" d="M4 2l6 6m0-6l-6 6" />
        </svg>
        failed
      </span>
    </div>
  )
}

import type { ConnectionState } from '@everwire/core'
import { countdown, movingEdge, NODES, ringDash } from '@everwire/example-server/screen'
import type { CSSProperties } from 'react'
import { useNow } from './use-sampled.ts'

/** The states as a list, the present one marked; the stylesheet draws the edges between them. */
export function Diagram({ state, edge }: { state: ConnectionState; edge: string }) {
  const moving = movingEdge(state.phase)
  const wait = countdown(state, useNow(100))
  return (
    <div className="diagram">
      <ol
        className="nodes"
        aria-label="States"
        data-phase={state.phase}
        data-edge={edge}
        style={{ '--left': wait?.fraction ?? 1 } as CSSProperties}
      >
        {NODES.map(({ phase, edges }) => (
          <li key={phase} className="node" data-phase={phase} aria-current={phase === state.phase ? 'step' : undefined}>
            {phase === 'waiting' ? (
              <>
                waiting
                <output data-testid="countdown" aria-live="off">
                  {wait?.text}
                </output>
                <svg className="ring" viewBox="0 0 28 28" aria-hidden="true">
                  <circle cx="14" cy="14" r="10" />
                  <circle cx="14" cy="14" r="10" pathLength="100" strokeDasharray={ringDash(wait?.fraction ?? 0)} />
                </svg>
              </>
            ) : (
              <>
                <i className="dot" />
                {phase}
              </>
            )}
            {edges.map((name) => (
              <i
                key={name}
                className="edge"
                data-edge={name}
                data-moving={name === moving || undefined}
                aria-hidden="true"
              />
            ))}
          </li>
        ))}
      </ol>
    </div>
  )
}

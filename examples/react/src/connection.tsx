import type { ConnectionState } from '@everwire/core'
import { canClose, sentence, type Timeline } from '@everwire/example-server/screen'
import { Diagram } from './diagram.tsx'
import { Faults } from './faults.tsx'
import { Plots } from './plots.tsx'
import { Strip } from './strip.tsx'

interface Props {
  readonly state: ConnectionState
  readonly timeline: Timeline
  readonly onFault: (mark: string) => void
  readonly onRetry: () => void
  readonly onClose: () => void
  readonly onOpen: () => void
}

export function Connection({ state, timeline, onFault, onRetry, onClose, onOpen }: Props) {
  const { lead, rest } = sentence(state)
  const closable = canClose(state)
  return (
    <section className="panel" aria-labelledby="connection-heading">
      <div className="head">
        <h2 id="connection-heading">Connection</h2>
        <span className="grow" />
        <span className="note">/feed, JSON</span>
      </div>
      <div className="block">
        <Diagram state={state} edge={timeline.edge} />
        <div className="say">
          <p role="status" data-testid="sentence">
            <b data-testid="attempt">{lead}</b> {rest}
          </p>
          <div className="say-buttons">
            <button
              type="button"
              className="button"
              data-testid="retry"
              hidden={state.phase !== 'waiting'}
              onClick={onRetry}
            >
              Connect now
            </button>
            <button
              type="button"
              className="button say-toggle"
              data-testid={closable ? 'close' : 'open'}
              onClick={closable ? onClose : onOpen}
            >
              {closable ? 'Close' : 'Open'}
            </button>
          </div>
        </div>
      </div>
      <Strip state={state} timeline={timeline} />
      <Faults onFault={onFault} />
      <Plots timeline={timeline} />
    </section>
  )
}

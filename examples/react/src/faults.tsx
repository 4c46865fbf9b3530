import { askFor, FAULTS, type Fault } from '@everwire/example-server/screen'
import { useState } from 'react'
import { page } from './feed.ts'

export function Faults({ onFault }: { onFault: (mark: string) => void }) {
  const [problem, setProblem] = useState<string>()
  const breakIt = (fault: Fault) => {
    onFault(fault.mark)
    void askFor(fault, page.control).then(setProblem)
  }
  return (
    <div className="block">
      <div className="block-head">
        <h3 id="faults-heading">Break it</h3>
        <span className="note" role="status">
          {problem ?? 'for everybody at this server'}
        </span>
      </div>
      <fieldset className="faults" aria-labelledby="faults-heading">
        {FAULTS.map((fault) => (
          <button
            key={fault.id}
            type="button"
            className="fault"
            data-testid={`fault-${fault.id}`}
            onClick={() => breakIt(fault)}
          >
            <b>{fault.title}</b>
            <span>{fault.hint}</span>
          </button>
        ))}
      </fieldset>
    </div>
  )
}

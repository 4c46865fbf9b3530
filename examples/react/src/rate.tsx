import { formatCount, paced, RATE_STEPS, RATE_TICKS, rateAt, rateText, stepOf } from '@everwire/example-server/screen'
import { type CSSProperties, useMemo, useState } from 'react'
import { log, useFeed } from './feed.ts'

/** Messages a second, on a logarithmic slider. While away nothing is sent: the next connection asks for it by its URL. */
export function Rate() {
  const { socket } = useFeed()
  const [step, setStep] = useState(stepOf(log.rate))
  const rate = rateAt(step)
  const ask = useMemo(
    () =>
      paced((wanted: number) => {
        if (socket?.state.phase === 'open') socket.send({ rate: wanted })
      }, 100),
    [socket],
  )
  const choose = (chosen: number) => {
    setStep(chosen)
    log.rate = rateAt(chosen)
    ask(log.rate)
  }
  return (
    <div className="rate">
      <div className="rate-head">
        <label htmlFor="rate">Rate</label>
        <output htmlFor="rate" aria-live="off">
          <b>{formatCount(rate)}</b> messages a second
        </output>
      </div>
      <input
        id="rate"
        type="range"
        data-testid="rate"
        min={0}
        max={RATE_STEPS}
        value={step}
        aria-valuetext={rateText(rate)}
        style={{ '--part': `${(100 * step) / RATE_STEPS}%` } as CSSProperties}
        onChange={(event) => choose(event.target.valueAsNumber)}
      />
      <div className="ticks" aria-hidden="true">
        {RATE_TICKS.map((tick) => (
          <span key={tick}>{tick}</span>
        ))}
      </div>
    </div>
  )
}

import type { FeedMessage } from '@everwire/example-server/messages'
import { formatChange, formatPrice, type PriceRow, pricesText, SPARK_BOX } from '@everwire/example-server/screen'
import { memo, useEffect } from 'react'
import { log, useFeed } from './feed.ts'
import { Rate } from './rate.tsx'
import { useNow } from './use-sampled.ts'

interface Props {
  readonly isOpen: boolean
  readonly onProblem: (problem: string) => void
}

export function Prices({ isOpen, onProblem }: Props) {
  return (
    <section className="panel" aria-labelledby="prices-heading">
      <div className="head">
        <h2 id="prices-heading">Prices</h2>
        <Age isOpen={isOpen} />
      </div>
      <Rate />
      <Board isOpen={isOpen} onProblem={onProblem} />
    </section>
  )
}

function Age({ isOpen }: { isOpen: boolean }) {
  const now = useNow(200)
  const { lastAt, size } = log.board
  return (
    <span className="note" data-testid="prices-age">
      {pricesText(size, lastAt, log.isStale(isOpen, now), now)}
    </span>
  )
}

/** Every message is taken. The table is painted once a frame at most, because that is how often `data` changes. */
function Board({ isOpen, onProblem }: Props) {
  const onMessage = (message: FeedMessage) => {
    const problem = log.take(message, Date.now())
    if (problem) onProblem(problem)
  }
  void useFeed({ onMessage }).data
  const now = useNow(500)
  useEffect(() => log.renders.tally())
  return (
    <table className="board" data-testid="prices" data-stale={log.isStale(isOpen, now)}>
      <caption className="visually-hidden">Prices, painted once a frame</caption>
      <thead>
        <tr>
          <th scope="col">Symbol</th>
          <th scope="col">Trend</th>
          <th scope="col">Last</th>
          <th scope="col">Change</th>
        </tr>
      </thead>
      <tbody>
        {log.board.rows(Date.now()).map((row) => (
          <Row key={row.symbol} row={row} />
        ))}
      </tbody>
    </table>
  )
}

const Row = memo(function Row({ row }: { row: PriceRow }) {
  const { symbol, price, change, path, tint } = row
  return (
    <tr className={change < 0 ? 'down' : 'up'} data-tint={tint}>
      <th scope="row">{symbol}</th>
      <td>
        <svg viewBox={`0 0 ${SPARK_BOX.width} ${SPARK_BOX.height}`} preserveAspectRatio="none" aria-hidden="true">
          <path d={path} vectorEffect="non-scaling-stroke" />
        </svg>
      </td>
      <td className="last" data-testid={`price-${symbol}`}>
        {price === undefined ? '–' : formatPrice(price)}
      </td>
      <td className="change">
        {price !== undefined && (
          <>
            <i aria-hidden="true">{change < 0 ? '▼' : '▲'}</i>
            {formatChange(change)}
          </>
        )}
      </td>
    </tr>
  )
})

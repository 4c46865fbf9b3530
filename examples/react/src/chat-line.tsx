import {
  awayText,
  type ChatLine,
  formatTime,
  RECEIPT_HINTS,
  RECEIPT_ICONS,
  type Receipt,
} from '@everwire/example-server/screen'
import { memo } from 'react'

export const Line = memo(function Line({ line }: { line: ChatLine }) {
  switch (line.kind) {
    case 'away':
      return <li className="away">{awayText(line.spell)}</li>
    case 'problem':
      return <li className="away">{line.text}</li>
    case 'theirs':
      return (
        <li data-testid="chat-line">
          <div className="who">
            <b>{line.from}</b>
            <time>{formatTime(line.at)}</time>
          </div>
          <p>{line.text}</p>
        </li>
      )
    case 'mine':
      return (
        <li className="mine" data-testid="chat-line">
          <div className="who">
            <b>You</b>
            <time>{formatTime(line.at)}</time>
            <ReceiptMark receipt={line.receipt} why={line.why} />
          </div>
          <p>{line.text}</p>
        </li>
      )
  }
})

function ReceiptMark({ receipt, why }: { receipt: Receipt; why: string }) {
  return (
    <span className="receipt" data-testid="receipt" data-receipt={receipt} title={why || RECEIPT_HINTS[receipt]}>
      <svg viewBox="0 0 16 12" aria-hidden="true">
        <path d={RECEIPT_ICONS[receipt]} />
      </svg>
      {receipt}
    </span>
  )
}

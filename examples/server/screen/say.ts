import type { SendReceipt } from '@everwire/core'
import type { ChatLine } from '../src/messages.ts'
import { type ChatEvent, newKey } from './chat.ts'

/** Writes a line into the log, sends it, and reports what becomes of it. Nothing is thrown: a full queue is a report too. */
export function say(
  text: string,
  from: string,
  send: (line: ChatLine) => SendReceipt,
  report: (event: ChatEvent) => void,
): void {
  const key = newKey()
  report({ type: 'wrote', key, text, at: Date.now() })
  try {
    const receipt = send({ from, text, key })
    receipt.status$.subscribe((status) =>
      report({ type: 'receipt', key, receipt: status, why: receipt.why?.message ?? '' }),
    )
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    report({ type: 'receipt', key, receipt: 'dropped', why })
  }
}

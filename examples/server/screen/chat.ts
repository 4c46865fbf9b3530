import type { SendReceipt } from '@everwire/core'
import type { RoomMessage } from '../src/messages.ts'
import { formatSpell } from './format.ts'

/** How a line of one's own fares. */
export type Receipt = SendReceipt['status']

/** What the log shows, from top to bottom. */
export type ChatLine =
  | { readonly kind: 'theirs'; readonly key: string; readonly from: string; readonly text: string; readonly at: number }
  | {
      readonly kind: 'mine'
      readonly key: string
      readonly text: string
      readonly at: number
      readonly receipt: Receipt
      readonly why: string
    }
  | { readonly kind: 'away'; readonly key: string; readonly spell: number }
  | { readonly kind: 'problem'; readonly key: string; readonly text: string }

/** A room's log. */
export interface Chat {
  readonly lines: readonly ChatLine[]
  /** Since when the connection is away, if it was there before. */
  readonly awaySince: number | undefined
}

/** The log of a room that nobody has spoken in. */
export const EMPTY_CHAT: Chat = { lines: [], awaySince: undefined }

/** What happens to a room's log. */
export type ChatEvent =
  | { readonly type: 'said'; readonly message: RoomMessage }
  | { readonly type: 'wrote'; readonly key: string; readonly text: string; readonly at: number }
  | { readonly type: 'receipt'; readonly key: string; readonly receipt: Receipt; readonly why: string }
  | { readonly type: 'left' | 'returned'; readonly at: number }

const MOST_LINES = 200

/** The log after one more event: pure, so each framework keeps it in the way of its own. */
export function chatReducer(chat: Chat, event: ChatEvent): Chat {
  switch (event.type) {
    case 'wrote': {
      const { key, text, at } = event
      return append(chat, { kind: 'mine', key, text, at, receipt: 'queued', why: '' })
    }
    case 'receipt': {
      const { key, receipt, why } = event
      const update = (line: ChatLine): ChatLine =>
        line.kind === 'mine' && line.key === key ? { ...line, receipt, why } : line
      return { ...chat, lines: chat.lines.map(update) }
    }
    case 'said':
      return said(chat, event.message)
    case 'left':
      return chat.awaySince === undefined ? { ...chat, awaySince: event.at } : chat
    case 'returned': {
      const { awaySince: since } = chat
      if (since === undefined) return chat
      return append({ ...chat, awaySince: undefined }, { kind: 'away', key: newKey(), spell: event.at - since })
    }
  }
}

/** How many lines wait in the send queue. */
export const queuedLines = (chat: Chat): number =>
  chat.lines.filter((line) => line.kind === 'mine' && line.receipt === 'queued').length

/** What a pause in the log says. The room keeps no history, so nobody can tell what was said meanwhile. */
export const awayText = (spell: number): string => `away for ${formatSpell(spell)}, lines may be missing`

const visit = Math.random().toString(36).slice(2, 10)
let keys = 0

/** A key that no other page and no earlier visit has used. */
export const newKey = (): string => `${visit}-${++keys}`

function said(chat: Chat, message: RoomMessage): Chat {
  if ('error' in message) return append(chat, { kind: 'problem', key: newKey(), text: message.error.message })
  const { id, key, from, text, at } = message
  // One's own line is in the log since it was written.
  if (chat.lines.some((line) => line.kind === 'mine' && line.key === key)) return chat
  return append(chat, { kind: 'theirs', key: `${key}-${id}`, from, text, at })
}

const append = (chat: Chat, line: ChatLine): Chat => ({ ...chat, lines: [...chat.lines, line].slice(-MOST_LINES) })

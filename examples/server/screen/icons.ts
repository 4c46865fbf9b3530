import type { Receipt } from './chat.ts'

/** What a receipt says, in one sentence. */
export const RECEIPT_HINTS: Readonly<Record<Receipt, string>> = {
  queued: 'Waits for the connection.',
  sent: 'Has left this page.',
  acked: 'The server confirmed it.',
  dropped: 'Was never sent.',
  unknown: 'The connection ended while it was under way.',
}

/** SVG paths in a box of 16 by 12: clock, tick, two ticks, cross, question mark. */
export const RECEIPT_ICONS: Readonly<Record<Receipt, string>> = {
  queued: 'M3 6a5 5 0 0 1 10 0a5 5 0 0 1-10 0zM8 3.4V6.2L9.9 7.3',
  sent: 'M3.5 6.5 6.5 9.5 12.5 2.5',
  acked: 'M1 6.5 4 9.5 10 2.5M7.5 9 8 9.5 14.5 2.5',
  dropped: 'M4 2 12 10M12 2 4 10',
  unknown: 'M5.6 4C5.6 1.2 10.4 1.2 10.4 4C10.4 5.8 8 5.8 8 7.6M8 10.3V10.4',
}

/** The brand in a box of 24: a wave that goes out, and one that comes back. */
export const BRAND = {
  out: 'M2 12C5 4 9 4 12 12',
  back: 'M12 12C15 20 19 20 22 12',
} as const

import type { Cause, ConnectionState } from '@everwire/core'
import { formatAge, formatTenths } from './format.ts'

/** A sentence about the connection: `lead` stands out, `rest` follows. Neither holds a figure that ticks. */
export interface Sentence {
  readonly lead: string
  readonly rest: string
}

/** The time left before the next attempt, and which part of the delay that is (1 → 0). */
export interface Countdown {
  readonly text: string
  readonly fraction: number
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

/** The pill in the header. */
export function pillText(state: ConnectionState, now: number): string {
  switch (state.phase) {
    case 'open':
      return `Open for ${formatAge(now - state.since)}`
    case 'waiting':
      return waitsForNetwork(state) ? 'Waiting for the network' : `Waiting, ${formatTenths(state.retryAt - now)}`
    case 'connecting':
      return state.attempt === 0 ? 'Connecting' : `Connecting, attempt ${state.attempt}`
    default:
      return capital(state.phase)
  }
}

/** The countdown of a waiting state; null in every other, and while only the network can end the wait. */
export function countdown(state: ConnectionState, now: number): Countdown | null {
  if (state.phase !== 'waiting' || waitsForNetwork(state)) return null
  const left = Math.max(0, state.retryAt - now)
  return { text: formatTenths(left), fraction: state.delay > 0 ? Math.min(1, left / state.delay) : 0 }
}

/** The one sentence that says what the connection does, and why. */
export function sentence(state: ConnectionState): Sentence {
  switch (state.phase) {
    case 'idle':
      return { lead: 'Nobody listens,', rest: 'so nothing is open.' }
    case 'connecting':
      return {
        lead: state.attempt === 0 ? 'First attempt.' : `Attempt ${state.attempt}.`,
        rest: 'Gives up on it after 10 s.',
      }
    case 'open':
      return { lead: 'Both ways,', rest: 'without acknowledgement.' }
    case 'waiting':
      return {
        lead: waitsForNetwork(state) ? 'Waits for the network.' : `Attempt ${state.attempt} follows.`,
        rest: `Cause: ${causeText(state.cause)}.`,
      }
    case 'closing':
      return { lead: 'Says goodbye.', rest: 'Waits for the server to do the same.' }
    case 'closed':
      return state.error
        ? {
            lead: `Closed for good: ${codeText(state.code, state.reason)}.`,
            rest: 'It stays closed until you open it.',
          }
        : { lead: 'Closed by you.', rest: 'It stays closed until you open it.' }
  }
}

/** Why a connection or an attempt ended, as the end of a sentence. */
export function causeText(cause: Cause): string {
  switch (cause.type) {
    case 'closed':
      return codeText(cause.code, cause.reason)
    case 'refused':
      // A browser hides why a handshake failed, so the page does not pretend to know.
      if (cause.status === undefined) return 'the server refused it or cannot be reached'
      return `refused with ${cause.status}${
        cause.retryAfter === undefined ? '' : `, Retry-After ${Math.ceil(cause.retryAfter / 1000)} s`
      }`
    case 'timeout':
      return 'no answer within 10 s'
    case 'dead':
      return 'the server went silent'
    case 'offline':
      return 'this device is offline'
    case 'options':
      return 'an option could not be had'
  }
}

// RFC 6455 section 7.4.1, in everyday words.
const CODES: Readonly<Record<number, string>> = {
  1000: 'the server closed normally',
  1001: 'the server is going away',
  1005: 'the server closed without a code',
  1006: 'the connection was cut',
  1011: 'the server failed',
  1012: 'the server is restarting',
  1013: 'the server asks to come back later',
  4403: 'the server forbids it',
}

function codeText(code: number, reason: string): string {
  const words = CODES[code] ?? 'the server closed it'
  return reason && !CODES[code] ? `${words} (${code}, ${reason})` : `${words} (${code})`
}

function waitsForNetwork(state: ConnectionState): boolean {
  return state.phase === 'waiting' && state.cause.type === 'offline'
}

/** Whether the caller can close it; otherwise the same button opens it. */
export const canClose = (state: ConnectionState): boolean =>
  state.phase === 'connecting' || state.phase === 'open' || state.phase === 'waiting'

/** The line under the chat's field. */
export function composeText(state: ConnectionState): string {
  if (state.phase === 'open') return 'Connected: sent, but nobody acknowledges.'
  if (state.phase === 'closed') return 'Closed: open the connection to send.'
  return 'Not connected: lines wait and go out in order.'
}

/** The note beside the heading "Prices". */
export function pricesText(symbols: number, lastAt: number | undefined, stale: boolean, now: number): string {
  if (lastAt === undefined) return 'no price yet'
  return stale ? `last known, ${formatAge(now - lastAt)} old` : `${symbols} symbols, every message counted`
}

import { type Cause, ClosedError, type ConnectionState } from '@everwire/core'
import { expect, test } from 'vitest'
import { canClose, causeText, composeText, countdown, pillText, pricesText, sentence } from './wording.ts'

const now = 1_000_000
const waiting = (cause: Cause): ConnectionState => ({
  phase: 'waiting',
  attempt: 3,
  delay: 4000,
  retryAt: now + 2440,
  cause,
})
const open: ConnectionState = { phase: 'open', attempt: 0, protocol: '', extensions: '', since: now - 12_300 }
const refused = waiting({ type: 'refused', status: 503, retryAfter: 5000 })
const offline = waiting({ type: 'offline' })
const closed = { phase: 'closed', code: 1000, reason: '', wasClean: true } as const
const said = ({ lead, rest }: { lead: string; rest: string }): string => `${lead} ${rest}`

test.each<[ConnectionState, string]>([
  [{ phase: 'idle' }, 'Idle'],
  [{ phase: 'connecting', attempt: 0 }, 'Connecting'],
  [{ phase: 'connecting', attempt: 3 }, 'Connecting, attempt 3'],
  [open, 'Open for 12 s'],
  [refused, 'Waiting, 2.4 s'],
  [offline, 'Waiting for the network'],
  [{ phase: 'closing' }, 'Closing'],
  [closed, 'Closed'],
])('the pill says %j', (state, text) => expect(pillText(state, now)).toBe(text))

test('a wait says which attempt follows, and why', () => {
  expect(said(sentence(refused))).toBe('Attempt 3 follows. Cause: refused with 503, Retry-After 5 s.')
  expect(said(sentence(offline))).toBe('Waits for the network. Cause: this device is offline.')
})

test('nothing in a sentence ticks', () => {
  const { lead, rest } = sentence({ ...refused, retryAt: now + 99 } as ConnectionState)
  expect(`${lead} ${rest}`).toBe(said(sentence(refused)))
})

test('who closed it is said', () => {
  expect(said(sentence(closed))).toBe('Closed by you. It stays closed until you open it.')
  const error = new ClosedError('closed for good', 4403, '')
  expect(said(sentence({ phase: 'closed', code: 4403, reason: '', wasClean: true, error }))).toBe(
    'Closed for good: the server forbids it (4403). It stays closed until you open it.',
  )
})

test.each<[Cause, string]>([
  [{ type: 'closed', code: 1006, reason: '', wasClean: false }, 'the connection was cut (1006)'],
  [{ type: 'closed', code: 1012, reason: 'bye', wasClean: true }, 'the server is restarting (1012)'],
  [{ type: 'closed', code: 4999, reason: 'because', wasClean: true }, 'the server closed it (4999, because)'],
  [{ type: 'refused' }, 'the server refused it or cannot be reached'],
  [{ type: 'timeout' }, 'no answer within 10 s'],
  [{ type: 'dead' }, 'the server went silent'],
  [{ type: 'options', error: null }, 'an option could not be had'],
])('the cause %j', (cause, text) => expect(causeText(cause)).toBe(text))

test('the countdown is the part of the delay that is left', () => {
  expect(countdown(refused, now)).toEqual({ text: '2.4 s', fraction: 0.61 })
  expect(countdown(refused, now + 10_000)).toEqual({ text: '0.0 s', fraction: 0 })
  expect(countdown(offline, now)).toBeNull()
  expect(countdown(open, now)).toBeNull()
})

test('what can be closed cannot be opened', () => {
  expect([open, refused, { phase: 'connecting', attempt: 0 } as const].map(canClose)).toEqual([true, true, true])
  expect([closed, { phase: 'idle' } as const, { phase: 'closing' } as const].map(canClose)).toEqual([
    false,
    false,
    false,
  ])
})

test('the chat says what becomes of a line', () => {
  expect(composeText(open)).toContain('sent')
  expect(composeText(refused)).toContain('go out in order')
  expect(composeText(closed)).toContain('open the connection')
})

test('prices say how old they are', () => {
  expect(pricesText(20, undefined, false, now)).toBe('no price yet')
  expect(pricesText(20, now - 6500, true, now)).toBe('last known, 6 s old')
  expect(pricesText(20, now - 10, false, now)).toBe('20 symbols, every message counted')
})

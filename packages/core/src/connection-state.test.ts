import { describe, expect, it } from 'vitest'
import { type ConnectionEvent, type ConnectionState, IDLE, readyStateOf, reduce } from './connection-state.ts'

const cause = { type: 'timeout' } as const
const events: Record<string, ConnectionEvent> = {
  dial: { type: 'dial', attempt: 2 },
  open: { type: 'open', protocol: 'p', extensions: 'e', now: 7 },
  wait: { type: 'wait', attempt: 3, delay: 10, now: 7, cause },
  close: { type: 'close' },
  closed: { type: 'closed', code: 1000, reason: 'r', wasClean: true },
  release: { type: 'release' },
}
const states: Record<string, ConnectionState> = {
  idle: IDLE,
  connecting: { phase: 'connecting', attempt: 2 },
  open: { phase: 'open', attempt: 2, protocol: 'p', extensions: 'e', since: 7 },
  waiting: { phase: 'waiting', attempt: 3, delay: 10, retryAt: 17, cause },
  closing: { phase: 'closing' },
  closed: { phase: 'closed', code: 1000, reason: 'r', wasClean: true },
}
// For each state, where each event leads; what is missing leaves it as it is.
const table: Record<string, Record<string, string>> = {
  idle: { dial: 'connecting', close: 'closing', closed: 'closed' },
  connecting: {
    dial: 'connecting',
    open: 'open',
    wait: 'waiting',
    close: 'closing',
    closed: 'closed',
    release: 'idle',
  },
  open: { dial: 'connecting', wait: 'waiting', close: 'closing', closed: 'closed', release: 'idle' },
  waiting: { dial: 'connecting', wait: 'waiting', close: 'closing', closed: 'closed', release: 'idle' },
  closing: { closed: 'closed' },
  closed: { dial: 'connecting', wait: 'waiting' },
}

describe.each(Object.keys(table))('%s', (phase) => {
  it.each(Object.keys(events))('on %s', (type) => {
    const from = states[phase] as ConnectionState
    const to = reduce(from, events[type] as ConnectionEvent)
    const expected = table[phase]?.[type]
    if (!expected) expect(to).toBe(from)
    else {
      expect(to).toEqual(states[expected])
      expect(Object.isFrozen(to)).toBe(true)
    }
  })
})

it('maps to readyState', () => {
  expect(Object.values(states).map(readyStateOf)).toEqual([3, 0, 1, 3, 2, 3])
})

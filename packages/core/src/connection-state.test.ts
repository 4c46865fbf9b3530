import { describe, expect, it } from 'vitest'
import { type ConnectionState, IDLE, moved, readyStateOf } from './connection-state.ts'

const cause = { type: 'timeout' } as const
const states: Record<ConnectionState['phase'], ConnectionState> = {
  idle: IDLE,
  connecting: { phase: 'connecting', attempt: 2 },
  open: { phase: 'open', attempt: 2, protocol: 'p', extensions: 'e', since: 7 },
  waiting: { phase: 'waiting', attempt: 3, delay: 10, retryAt: 17, cause },
  closing: { phase: 'closing' },
  closed: { phase: 'closed', code: 1000, reason: 'r', wasClean: true },
}
const phases = Object.keys(states) as ConnectionState['phase'][]
// Where each phase may lead; a step to anything else leaves the state as it is.
const ways: Record<ConnectionState['phase'], string> = {
  idle: 'connecting closing closed',
  connecting: 'idle connecting open waiting closing closed',
  open: 'idle connecting open waiting closing closed',
  waiting: 'idle connecting waiting closing closed',
  closing: 'closed',
  closed: 'connecting waiting',
}

describe.each(phases)('from %s', (phase) => {
  it.each(phases)('to %s', (next) => {
    const from = states[phase]
    const to = { ...states[next] }
    const reached = moved(from, next === 'idle' ? IDLE : to)
    if (!ways[phase].split(' ').includes(next)) expect(reached).toBe(from)
    else {
      expect(reached).toEqual(to)
      expect(Object.isFrozen(reached)).toBe(true)
    }
  })
})

it('maps to readyState', () => {
  expect(Object.values(states).map(readyStateOf)).toEqual([3, 0, 1, 3, 2, 3])
})

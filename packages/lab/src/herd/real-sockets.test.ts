import { expect, it } from 'vitest'
import { simulate } from './crowd.ts'
import { EAGER, policies, SPREAD } from './policies.ts'
import { attemptsOfSockets, backOnline } from './real-sockets.ts'

it.each([
  [SPREAD, 'spread'],
  [EAGER, 'eager'],
] as const)('%s: real sockets attempt when the simulated clients do', async (name, preset) => {
  const outage = { clients: 100, away: 30_000, seed: 5 }
  const { attempts } = simulate(policies.find((policy) => policy.name === name)!, outage)
  const real = await attemptsOfSockets(preset, outage, 90_000)
  expect(real.length).toBe(attempts.length)
  expect(real.length).toBeGreaterThan(200)
  for (const [index, time] of real.entries()) expect(time).toBeCloseTo(attempts[index]!, 3)
})

it('a client whose network returned does not wait for its next turn', async () => {
  const slowest = await backOnline({ clients: 20, seed: 5 })
  expect(slowest).toBeGreaterThan(0)
  expect(slowest).toBeLessThan(2000)
})

import { dialLimiter } from '../../../core/src/dial-limit.ts'
import { eager, type ReconnectPolicy, spread } from '../../../core/src/reconnect-policy.ts'
import { verdictOf } from '../../../core/src/verdict.ts'

/** Milliseconds to wait, at `now`, before retry number `retry` (from 1); `'stop'`: it gives up. */
export type Client = (retry: number, now: number) => number | 'stop'

/** How a library comes back. Some draw once a client, so a client is made with its own chance. */
export interface Policy {
  readonly name: string
  client(random: () => number): Client
}

/** The policy under judgement, and its impatient sister. */
export const SPREAD = 'everwire'
export const EAGER = "everwire 'eager'"

/** Ours as core runs them: the verdict on each ending, held back by the default dial limit. */
function everwire(name: string, policy: ReconnectPolicy): Policy {
  return {
    name,
    client(random) {
      const limiter = dialLimiter({ max: 10, per: 60_000 })
      return (retry, now) => {
        const cause =
          retry === 1
            ? ({ type: 'closed', code: 1006, reason: '', wasClean: false } as const)
            : ({ type: 'refused' } as const)
        const verdict = verdictOf(cause, retry, false, { policy, random })
        if (!verdict) return 'stop'
        const wait = Math.max(verdict.delay, limiter.wait(now))
        limiter.record(now + wait)
        return wait
      }
    },
  }
}

const simple = (name: string, wait: (retry: number, random: () => number) => number | 'stop'): Policy => ({
  name,
  client: (random) => (retry) => wait(retry, random),
})

/** 30 % more each time, up to 10 s. */
const growing = (least: number, retry: number) => Math.min(10_000, least * 1.3 ** (retry - 1))

/**
 * Ours, and what others do by default, from their documentation; where reconnection is off by default, as it is when
 * switched on.
 */
export const policies: readonly Policy[] = [
  everwire(SPREAD, spread),
  everwire(EAGER, eager),
  // Its README draws the first delay from 1 to 5 s; what is published says 3 s.
  simple('partysocket 1.3', (retry) => growing(3000, retry)),
  {
    name: 'reconnecting-websocket 4.4',
    client(random) {
      const least = 1000 + random() * 4000
      return (retry) => growing(least, retry)
    },
  },
  simple('react-use-websocket 4.13', (retry) => (retry > 20 ? 'stop' : 5000)),
  simple('… its exponential example', (retry) => (retry > 10 ? 'stop' : Math.min(1000 * 2 ** (retry - 1), 10_000))),
  simple('VueUse 14', () => 1000),
  simple('ahooks 3.9', (retry) => (retry > 3 ? 'stop' : 3000)),
  simple('socket.io 4.8', (retry, random) => Math.min(5000, 1000 * 2 ** (retry - 1) * (0.5 + random()))),
  simple('graphql-ws 6.4', (retry, random) => (retry > 5 ? 'stop' : 1000 * 2 ** (retry - 1) + 300 + random() * 2700)),
  simple('Phoenix 1.8', (retry) => [10, 50, 100, 150, 200, 250, 500, 1000, 2000][retry - 1] ?? 5000),
  simple('SignalR 9', (retry) => [0, 2000, 10_000, 30_000][retry - 1] ?? 'stop'),
  simple('full jitter to 10 s', (retry, random) => random() * Math.min(10_000, 1000 * 2 ** (retry - 1))),
]

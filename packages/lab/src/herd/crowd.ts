import { chanceOf } from '../chance.ts'
import type { Policy } from './policies.ts'

/** An outage: everybody is dropped at 0, and from `away` ms on every attempt is accepted. */
export interface Outage {
  readonly clients: number
  readonly away: number
  readonly seed: number
}

/** How long an attempt takes that is refused at once, and one that is accepted. */
export const REFUSAL = 5
export const HANDSHAKE = 50
/** What is counted as attempts of one client. */
export const WINDOW = 300_000

/** What a crowd did. Times in milliseconds since the drop. */
export interface Crowd {
  /** When attempts began, in order. */
  readonly attempts: Float64Array
  /** When the last of those who did not give up was back. */
  readonly lastBack: number
  readonly gaveUp: number
  /** Attempts within 300 s: of the average client and of the busiest. */
  readonly mean: number
  readonly most: number
}

/** One client's attempts, in order. Clients do not meet, because a server that is back accepts them all. */
export function attemptsOf(policy: Policy, away: number, random: () => number): { times: number[]; gaveUp: boolean } {
  const wait = policy.client(random)
  const times: number[] = []
  let now = 0
  for (let retry = 1; ; retry++) {
    const delay = wait(retry, now)
    if (delay === 'stop') return { times, gaveUp: true }
    times.push(now + delay)
    if (now + delay >= away) return { times, gaveUp: false }
    now += delay + REFUSAL
  }
}

/** Lets a crowd go through an outage. */
export function simulate(policy: Policy, { clients, away, seed }: Outage): Crowd {
  const all: number[] = []
  let lastBack = 0
  let gaveUp = 0
  let within = 0
  let most = 0
  for (let index = 0; index < clients; index++) {
    const client = attemptsOf(policy, away, chanceOf(seed, index))
    for (const time of client.times) all.push(time)
    if (client.gaveUp) gaveUp++
    else lastBack = Math.max(lastBack, client.times.at(-1)! + HANDSHAKE)
    const counted = client.times.filter((time) => time < WINDOW).length
    within += counted
    most = Math.max(most, counted)
  }
  return { attempts: Float64Array.from(all).sort(), lastBack, gaveUp, mean: within / clients, most }
}

/** The most attempts that began within any one second from `from` to `to`, wherever that second begins. */
export function peak(attempts: Float64Array, from: number, to: number): number {
  let most = 0
  let first = 0
  for (let last = 0; last < attempts.length; last++) {
    const time = attempts[last]!
    if (time < from) first = last + 1
    if (time < from || time >= to) continue
    while (attempts[first]! <= time - 1000) first++
    most = Math.max(most, last - first + 1)
  }
  return most
}

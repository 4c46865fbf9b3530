import { parseArgs } from 'node:util'
import { simulate } from './crowd.ts'
import { figuresOf, judge, judgeSockets, OUTAGES, type Verdict } from './goals.ts'
import { policies, SPREAD } from './policies.ts'
import { attemptsOfSockets, backOnline } from './real-sockets.ts'
import { tables, verdictText } from './report.ts'

/** Real sockets take their time; so many are enough to compare. */
const SOCKETS = 1000

/** Simulates, prints and judges; answers the exit code. */
export async function main(args: string[]): Promise<number> {
  const { values: flags } = parseArgs({
    args,
    options: {
      json: { type: 'boolean', default: false },
      seed: { type: 'string', default: '1' },
      clients: { type: 'string', default: '10000' },
    },
  })
  const seed = wholeNumber('seed', flags.seed)
  const clients = wholeNumber('clients', flags.clients)
  const rows = policies.map((policy) => ({
    name: policy.name,
    figures: OUTAGES.map((away) => figuresOf(simulate(policy, { clients, away: away * 1000, seed }), clients, away)),
  }))
  const verdicts = [...judge(rows.find(({ name }) => name === SPREAD)!.figures), ...(await realSockets(seed))]
  if (flags.json) console.log(JSON.stringify({ benchmark: 'herd', clients, seed, rows, verdicts }))
  else console.log(`${tables(rows, clients)}\n\n${verdictText(verdicts)}`)
  return verdicts.every(({ met }) => met) ? 0 : 1
}

async function realSockets(seed: number): Promise<Verdict[]> {
  const outage = { clients: SOCKETS, away: 30_000, seed }
  const simulated = simulate(policies.find(({ name }) => name === SPREAD)!, outage).attempts
  return judgeSockets(simulated, await attemptsOfSockets('spread', outage, 90_000), await backOnline(outage))
}

function wholeNumber(option: string, text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`--${option} is "${text}"; it takes a whole number from 1.`)
  return value
}

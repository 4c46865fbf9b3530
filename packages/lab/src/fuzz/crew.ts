import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Share, Tally, Task } from './work.ts'

export interface Outcome extends Task, Tally {
  /** By the clock on the wall. */
  readonly seconds: number
  /** Seconds of CPU, of all threads together. */
  readonly cpu: number
  readonly failure: string | null
}

/** Divides a task among as many threads as there are cores; each case depends on the seed and its number alone. */
export async function inThreads(bundle: string, task: Task): Promise<Outcome> {
  const [started, used] = [performance.now(), process.cpuUsage()]
  const step = availableParallelism()
  const shares = Array.from({ length: step }, (_, first): Share => ({ ...task, first, step }))
  const tallies = await Promise.all(shares.map((share) => inThread(bundle, share)))
  const { user, system } = process.cpuUsage(used)
  const sum = (name: 'done' | 'cases' | 'accepted'): number => tallies.reduce((total, tally) => total + tally[name], 0)
  return {
    ...task,
    done: sum('done'),
    cases: sum('cases'),
    accepted: sum('accepted'),
    seconds: (performance.now() - started) / 1000,
    cpu: (user + system) / 1e6,
    failure: tallies.find(({ failure }) => failure !== null)?.failure ?? null,
  }
}

async function inThread(bundle: string, share: Share): Promise<Tally> {
  const script = `import(${JSON.stringify(bundle)}).then(({ work }) => work())`
  const worker = new Worker(script, { eval: true, workerData: share })
  const [tally] = (await once(worker, 'message')) as [Tally]
  await once(worker, 'exit')
  return tally
}

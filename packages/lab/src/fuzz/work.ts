import { parentPort, workerData } from 'node:worker_threads'
import { chanceOf } from '../chance.ts'
import { checkHandshake } from './handshakes.ts'
import { checkCuts, checkStream } from './stream-check.ts'
import { mutatedStream } from './streams.ts'

/** What is to be tried, and how often. */
export interface Task {
  readonly kind: 'streams' | 'cut' | 'handshakes'
  readonly count: number
  readonly seed: number
}

/** A thread's part of a task: every `step`-th case from `first` on. */
export interface Share extends Task {
  readonly first: number
  readonly step: number
}

export interface Tally {
  readonly done: number
  /** What one of them was tried in: cuts. */
  readonly cases: number
  /** Handshakes that opened. */
  readonly accepted: number
  /** The first case that is wrong, with what repeats it. */
  readonly failure: string | null
}

/** Does the share this thread was given. */
export function work(): void {
  parentPort?.postMessage(tallyOf(workerData as Share))
}

export function tallyOf({ kind, count, seed, first, step }: Share): Tally {
  let [done, cases, accepted] = [0, 0, 0]
  for (let index = first; index < count; index += step) {
    const random = chanceOf(seed, index)
    const failed = (why: unknown, input: Uint8Array): Tally => {
      const failure = `number ${index} of seed ${seed}: ${why}\n${Buffer.from(input).toString('hex')}`
      return { done, cases, accepted, failure }
    }
    if (kind === 'handshakes') {
      const { input, opened, why } = checkHandshake(random)
      if (why) return failed(why, input)
      if (opened) accepted++
    } else {
      const stream = mutatedStream(random)
      try {
        if (kind === 'streams') checkStream(stream)
        else cases += checkCuts(stream)
      } catch (error) {
        return failed(`${stream.deflate ? 'with deflate, ' : ''}${(error as Error).stack}`, stream.bytes)
      }
    }
    done++
  }
  return { done, cases, accepted, failure: null }
}

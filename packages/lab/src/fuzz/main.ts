import { parseArgs } from 'node:util'
import { inThreads, type Outcome } from './crew.ts'
import { MOST_CPU, slowestParse } from './parse-time.ts'
import type { Task } from './work.ts'

// The threads run this bundle too.
export { work } from './work.ts'

/** Runs all of it and answers the exit code. `bundle` is where threads import this module from. */
export async function main(args: string[], bundle: string): Promise<number> {
  const { values: flags } = parseArgs({
    args,
    options: {
      seed: { type: 'string' },
      streams: { type: 'string', default: '1000000' },
      cut: { type: 'string', default: '20000' },
      handshakes: { type: 'string', default: '200000' },
    },
  })
  const seed = wholeNumber('seed', flags.seed ?? String(Math.floor(Math.random() * 2 ** 31)))
  console.log(`seed ${seed}: npm run fuzz -- --seed ${seed} repeats it, on any number of cores`)
  const run = async (kind: Task['kind'], count: string): Promise<boolean> =>
    report(await inThreads(bundle, { kind, count: wholeNumber(kind, count), seed }))
  const passed = [
    await run('streams', flags.streams),
    await run('cut', flags.cut),
    await run('handshakes', flags.handshakes),
    reportParseTime(),
  ]
  return passed.every(Boolean) ? 0 : 1
}

/** A minute of two cores, in seconds of CPU: what else runs on the machine does not count. */
const MOST_CPU_OF_ALL = 120
const WHAT = {
  streams: 'mutated streams, none of which broke the protocol',
  cut: 'mutated streams, cut at every byte',
  handshakes: 'mutated handshake responses, none of which was judged wrongly',
}

function report({ kind, done, cases, accepted, seconds, cpu, failure }: Outcome): boolean {
  if (failure) {
    console.error(`✗ ${kind} ${failure}`)
    return false
  }
  const more = { streams: '', cut: `, ${said(cases)} cuts`, handshakes: `, ${said(accepted)} accepted` }[kind]
  const passed = cpu <= MOST_CPU_OF_ALL
  const rate = `${said(done / cpu)} a second of CPU`
  console.log(
    `${passed ? '✓' : '✗'} ${said(done)} ${WHAT[kind]}${more}: ${rate}, ${cpu.toFixed(1)} s of it in ${seconds.toFixed(1)} s`,
  )
  return passed
}

function reportParseTime(): boolean {
  const { name, milliseconds } = slowestParse()
  const passed = milliseconds <= MOST_CPU
  console.log(
    `${passed ? '✓' : '✗'} 64 KiB of handshake response take at most ${milliseconds.toFixed(2)} ms of CPU (${name})`,
  )
  return passed
}

const said = (count: number): string => Math.round(count).toLocaleString('en')

function wholeNumber(option: string, text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0)
    throw new Error(`--${option} is "${text}"; it takes a whole number from 0.`)
  return value
}

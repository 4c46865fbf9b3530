// How long source files are: a file that says one thing is short.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, run } from './run.mjs'

export const limit = 250
const counted = /^(packages|examples)\/.+\.(ts|tsx|mjs|vue|svelte)$/
const exempt = /\.test(-d)?\.|\/e2e\/|\/testing-tools\/|\.d\.ts$/

/** Answers the median and the longest of `lengths`, and those over the limit. */
export function judge(lengths) {
  const sorted = [...lengths].sort((a, b) => a.lines - b.lines)
  const middle = sorted.length >> 1
  return {
    files: sorted.length,
    median: sorted[middle]?.lines ?? 0,
    longest: sorted.at(-1),
    tooLong: sorted.filter(({ lines }) => lines > limit),
  }
}

/** Judges all source files that git knows or would take, tests left out. */
export async function sourceLengths() {
  const files = (await run('git', ['ls-files', '--cached', '--others', '--exclude-standard'])).split('\n')
  const lengths = files
    .filter((file) => counted.test(file) && !exempt.test(file))
    .map((file) => ({ file, lines: readFileSync(join(root, file), 'utf8').split('\n').length - 1 }))
  const { files: count, median, longest, tooLong } = judge(lengths)
  if (tooLong.length > 0) {
    throw new Error(tooLong.map(({ file, lines }) => `${file}: ${lines} lines, ${limit} at most`).join('\n'))
  }
  return `${count} files, median ${median} lines, longest ${longest?.lines} (${longest?.file})`
}

// The last line of a run: what passed, failed and was skipped, of the check steps and the tests together. Fails where
// anything failed, where a report is missing, and where no test ran.
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const none = { passed: 0, failed: 0, skipped: 0 }

/** Reads what `check.mjs` writes. */
export const countChecks = (report) => (report ? { ...none, ...report } : { ...none, failed: 1 })

/**
 * Reads what vitest's JSON reporter writes. A file that broke before its tests has none that failed, and an error
 * outside of all tests fails the run alone: each counts as one.
 */
export function countTests(report) {
  if (!report) return { ...none, failed: 1 }
  const tests = report.testResults.flatMap((file) => file.assertionResults)
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  )
  const passed = tests.filter((test) => test.status === 'passed').length
  const failed = tests.filter((test) => test.status === 'failed').length + broken.length
  const silent = failed === 0 && (!report.success || passed === 0) ? 1 : 0
  return { passed, failed: failed + silent, skipped: tests.length - passed - (failed - broken.length) }
}

/** Adds up counts and says them in one line. */
export function total(...counts) {
  const sum = (key) => counts.reduce((all, count) => all + count[key], 0)
  const skipped = sum('skipped')
  return {
    line: `${sum('passed')} passed, ${sum('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
    ok: sum('failed') === 0,
  }
}

const read = (path) => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [checks, tests] = process.argv.slice(2).map(read)
  const { line, ok } = total(countChecks(checks), countTests(tests))
  console.log(line)
  process.exitCode = ok ? 0 : 1
}

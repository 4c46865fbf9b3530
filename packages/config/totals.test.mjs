import { expect, it } from 'vitest'
import { countChecks, countTests, total } from './totals.mjs'

const file = (status, ...tests) => ({ status, assertionResults: tests.map((it) => ({ status: it })) })
const report = (success, ...testResults) => ({ success, testResults })

it('adds up tests and checks', () => {
  const tests = countTests(
    report(false, file('passed', 'passed', 'skipped'), file('failed', 'failed', 'passed', 'todo')),
  )
  expect(tests).toEqual({ passed: 2, failed: 1, skipped: 2 })
  expect(total(countChecks({ passed: 9, failed: 1 }), tests)).toEqual({
    line: '11 passed, 2 failed, 2 skipped',
    ok: false,
  })
  expect(total(countChecks({ passed: 9, failed: 0 }), countTests(report(true, file('passed', 'passed'))))).toEqual({
    line: '10 passed, 0 failed',
    ok: true,
  })
})

it('counts a file that broke before its tests, and an error outside of all tests, as failed', () => {
  expect(countTests(report(false, file('failed'), file('passed', 'passed')))).toMatchObject({ passed: 1, failed: 1 })
  expect(countTests(report(false, file('passed', 'passed')))).toMatchObject({ passed: 1, failed: 1 })
})

it('fails where no test ran, and where a report is missing', () => {
  expect(countTests(report(true))).toMatchObject({ failed: 1 })
  expect(countTests(report(true, file('passed', 'skipped')))).toMatchObject({ failed: 1, skipped: 1 })
  expect(countTests(null)).toMatchObject({ failed: 1 })
  expect(countChecks(null)).toMatchObject({ failed: 1 })
})

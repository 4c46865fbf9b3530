import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Attempt } from './attempt.ts'
import { HandshakeError } from './errors.ts'

let failures: HandshakeError[]
const ticks = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve))

function attempt(timeout = 100): Attempt {
  const mine = failures
  return new Attempt(timeout, null, (error) => mine.push(error))
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  failures = []
})
afterEach(() => {
  vi.useRealTimers()
})

it('fails when its time is over, once, and leaves no timer', async () => {
  const one = attempt()
  vi.advanceTimersByTime(99)
  expect(one.over).toBe(false)
  vi.advanceTimersByTime(1)
  one.fail(new HandshakeError('connect', 'later'))
  await ticks()
  expect(failures.map(({ code }) => code)).toEqual(['timeout'])
  expect(vi.getTimerCount()).toBe(0)
})

it('has the time it was given, less what has run, after its clock was stopped', async () => {
  const one = attempt()
  vi.advanceTimersByTime(60)
  one.stopClock()
  vi.advanceTimersByTime(1000)
  expect(one.over).toBe(false)
  one.startClock()
  vi.advanceTimersByTime(39)
  expect(one.over).toBe(false)
  vi.advanceTimersByTime(1)
  expect(one.over).toBe(true)
})

it('releases what it holds at its end, and at once what it is to hold afterwards', () => {
  for (const end of ['succeed', 'fail'] as const) {
    const one = attempt()
    const [early, late] = [vi.fn(), vi.fn()]
    one.hold(early)
    if (end === 'succeed') one.succeed()
    else one.fail(new HandshakeError('connect', 'no'))
    expect(early.mock.calls).toEqual([[end === 'fail']])
    one.hold(late)
    expect(late).toHaveBeenCalledTimes(1)
  }
})

it('reports a failure later, also when it is aborted before it begins', async () => {
  const one = new Attempt(100, AbortSignal.abort('why'), (error) => failures.push(error))
  expect([one.over, failures]).toEqual([true, []])
  await ticks()
  expect(failures).toEqual([expect.objectContaining({ code: 'aborted', cause: 'why' })])
  expect(vi.getTimerCount()).toBe(0)
})

it('reports nothing after it has succeeded', async () => {
  const one = attempt()
  one.succeed()
  one.fail(new HandshakeError('connect', 'late'))
  vi.advanceTimersByTime(1000)
  await ticks()
  expect(failures).toEqual([])
})

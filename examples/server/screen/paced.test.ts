import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { paced } from './paced.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('the first goes at once, the last of the rest when the gap is over, none in between', () => {
  const heard: number[] = []
  const tell = paced((value: number) => heard.push(value), 100)
  for (const value of [1, 2, 3]) tell(value)
  expect(heard).toEqual([1])
  vi.advanceTimersByTime(100)
  expect(heard).toEqual([1, 3])
  tell(4)
  expect(heard).toEqual([1, 3])
  vi.advanceTimersByTime(100)
  expect(heard).toEqual([1, 3, 4])
})

test('after a quiet gap the next goes at once, and no timer is left', () => {
  const heard: number[] = []
  const tell = paced((value: number) => heard.push(value), 100)
  tell(1)
  vi.advanceTimersByTime(500)
  expect(vi.getTimerCount()).toBe(0)
  tell(2)
  expect(heard).toEqual([1, 2])
})

import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ConnectingQueue, LONGEST_WAIT } from './connecting-queue.ts'

let queue: ConnectingQueue
let started: string[]
const enter = (name: string, host = 'a'): (() => void) => queue.enter(host, () => started.push(name))

beforeEach(() => {
  vi.useFakeTimers()
  queue = new ConnectingQueue()
  started = []
})
afterEach(() => {
  vi.useRealTimers()
})

it('lets one at a time through, in order', () => {
  const [one, two, three] = [enter('one'), enter('two'), enter('three')]
  expect(started).toEqual(['one'])
  one()
  expect(started).toEqual(['one', 'two'])
  two()
  three()
  expect(started).toEqual(['one', 'two', 'three'])
})

it('keeps hosts apart', () => {
  enter('one')
  enter('two', 'b')
  expect(started).toEqual(['one', 'two'])
})

it('passes over one that gave up waiting', () => {
  const [one, two] = [enter('one'), enter('two'), enter('three')]
  two?.()
  one?.()
  expect(started).toEqual(['one', 'three'])
})

it('waits for little more than a second, each from when it came', () => {
  const one = enter('one')
  enter('two')
  vi.advanceTimersByTime(LONGEST_WAIT / 2)
  enter('three')
  vi.advanceTimersByTime(LONGEST_WAIT / 2)
  expect(started).toEqual(['one', 'two'])
  one()
  expect(started).toEqual(['one', 'two'])
  vi.advanceTimersByTime(LONGEST_WAIT / 2)
  expect(started).toEqual(['one', 'two', 'three'])
})

it('takes a turn that is left twice as left once', () => {
  const [one, two] = [enter('one'), enter('two'), enter('three')]
  one?.()
  one?.()
  expect(started).toEqual(['one', 'two'])
  two?.()
  expect(started).toEqual(['one', 'two', 'three'])
})

it('leaves no timer', () => {
  const leave = [enter('one'), enter('two'), enter('three')]
  for (const end of leave) end()
  expect(vi.getTimerCount()).toBe(0)
})

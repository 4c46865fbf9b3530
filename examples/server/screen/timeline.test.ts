import type { Cause, ConnectionState } from '@everwire/core'
import { expect, test } from 'vitest'
import { strip } from './strip.ts'
import { phaseOf, reconnections, startTimeline, type Timeline, timelineReducer, wasAway } from './timeline.ts'

const connecting: ConnectionState = { phase: 'connecting', attempt: 0 }
const open: ConnectionState = { phase: 'open', attempt: 0, protocol: '', extensions: '', since: 0 }
const waiting = (
  retryAt = 0,
  cause: Cause = { type: 'closed', code: 1006, reason: '', wasClean: false },
): ConnectionState => ({
  phase: 'waiting',
  attempt: 1,
  delay: 1000,
  retryAt,
  cause,
})

const play = (...steps: readonly (readonly [number, ConnectionState | string])[]): Timeline =>
  steps.reduce(
    (timeline, [at, step]) =>
      timelineReducer(
        timeline,
        typeof step === 'string' ? { type: 'fault', text: step, at } : { type: 'state', state: step, at },
      ),
    startTimeline(0),
  )

test('attempts end well or badly', () => {
  const timeline = play([1, connecting], [2, waiting()], [3, connecting], [4, open])
  expect(timeline.attempts).toEqual([
    { at: 2, made: false },
    { at: 4, made: true },
  ])
  expect(timeline.edge).toBe('connecting>open')
  expect(phaseOf(timeline)).toBe('open')
})

test('the first opening is no reconnection, and before it nothing was missed', () => {
  const first = play([1, connecting], [2, open])
  expect([reconnections(first), wasAway(first)]).toEqual([0, false])
  expect(wasAway(play([1, connecting], [2, waiting()]))).toBe(false)
  expect(wasAway(play([1, connecting], [2, open], [3, waiting()]))).toBe(true)
  const second = play([1, connecting], [2, open], [3, waiting()], [4, connecting], [5, open])
  expect([reconnections(second), wasAway(second)]).toEqual([1, true])
})

test('a phase that goes on is one stretch', () => {
  const timeline = play([1, connecting], [2, waiting(5)], [3, waiting(9)])
  expect(timeline.stretches.map(({ phase }) => phase)).toEqual(['idle', 'connecting', 'waiting'])
})

test('an end is marked by its code, unless a fault was asked for just before', () => {
  expect(play([1, connecting], [2, open], [3, waiting()]).marks).toEqual([{ at: 3, text: '1006' }])
  expect(play([1, connecting], [2, open], [3, 'Drop'], [9, waiting()]).marks).toEqual([{ at: 3, text: 'Drop' }])
  expect(play([1, connecting], [2, open], [3, 'Drop'], [4000, waiting()]).marks).toHaveLength(2)
  expect(play([1, '']).marks).toEqual([])
})

test('what is older than two minutes is forgotten, but for the stretch that reaches into them', () => {
  const timeline = play([1, connecting], [2, open], [200_000, waiting()], [400_000, connecting])
  expect(timeline.stretches.map(({ phase }) => phase)).toEqual(['waiting', 'connecting'])
  expect(timeline.attempts).toEqual([])
})

test('the strip shows the stretches on the axis of its labels, and the next attempt ahead', () => {
  const state = waiting(125_000)
  const shapes = strip(play([60_000, connecting], [60_000, open], [90_000, state]), state, 120_000)
  const at = (ms: number) => (100 * ms) / 130_000
  expect(shapes.now).toBeCloseTo(at(120_000))
  expect(shapes.bars.map(({ phase }) => phase)).toEqual(['idle', 'open', 'waiting'])
  expect(shapes.bars[1]?.x).toBeCloseTo(at(60_000))
  expect(shapes.bars[1]?.width).toBeCloseTo(at(30_000))
  expect(shapes.next?.width).toBeCloseTo(at(5000))
  expect(shapes.label).toBe('The last two minutes: 1 break, 1 attempt made it, 0 failed, now waiting.')
})

test('an attempt beyond the strip ends at its edge, and one that is due is not drawn', () => {
  const timeline = play([1, connecting], [2, waiting()])
  expect(strip(timeline, waiting(999_000), 3).next?.width).toBeCloseTo(100 - (100 * 120) / 130)
  expect(strip(timeline, waiting(2), 3).next).toBeNull()
})

test('of two marks that would overlap the later one is named', () => {
  const timeline = play([1000, 'Drop'], [2000, '1012'], [60_000, 'Freeze'])
  expect(strip(timeline, open, 60_000).marks.map(({ text }) => text)).toEqual(['', '1012', 'Freeze'])
})

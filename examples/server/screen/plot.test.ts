import { expect, test } from 'vitest'
import { Gauge, latest } from './gauge.ts'
import { niceTop, plot } from './plot.ts'
import { startTimeline, timelineReducer } from './timeline.ts'

test('a reading is a rate since the one before', () => {
  const gauge = new Gauge(0)
  for (let count = 0; count < 30; count++) gauge.tally()
  expect(gauge.read(500)).toEqual([{ at: 500, value: 60 }])
  expect(latest(gauge.read(1000))).toBe(0)
})

test('no time has no rate', () => {
  const gauge = new Gauge(7)
  gauge.tally()
  expect(gauge.read(7)).toEqual([])
  expect(latest(gauge.readings)).toBe(0)
})

test('readings older than two minutes go', () => {
  const gauge = new Gauge(0)
  gauge.read(1)
  gauge.read(200_000)
  expect(gauge.readings.map(({ at }) => at)).toEqual([200_000])
})

test('the axis ends at a round number', () => {
  expect([0, 1, 3, 60, 100, 101, 9_999].map(niceTop)).toEqual([1, 1, 5, 100, 100, 200, 10_000])
})

test('readings become a line over the last two minutes, and time away is shaded', () => {
  const away = timelineReducer(startTimeline(0), {
    type: 'state',
    state: { phase: 'connecting', attempt: 0 },
    at: 60_000,
  })
  const shapes = plot(
    [
      { at: 60_000, value: 0 },
      { at: 120_000, value: 50 },
    ],
    away,
    120_000,
    10,
  )
  expect(shapes.top).toBe(50)
  expect(shapes.line).toBe('M120.0 71.0L240.0 10.0')
  expect(shapes.area).toBe('M120.0 71.0L240.0 10.0V72H120.0Z')
  expect(shapes.away).toEqual([{ key: 60_000, x: 120, width: 120 }])
})

test('no reading is no line', () => {
  expect(plot([], startTimeline(0), 1, 10)).toEqual({ line: '', area: '', away: [], top: 10 })
})

import type { Reading } from './gauge.ts'
import { SPAN, type Timeline } from './timeline.ts'

/** The plot's own box: stretched to its panel, with strokes that do not scale. */
export const PLOT_BOX = { width: 240, height: 72 } as const

// The top eighth stays free for the axis label.
const ROOM = 10

/** What a plot draws: SVG paths in {@link PLOT_BOX}, and the stretches that were not open, as its x and width. */
export interface Plot {
  readonly line: string
  readonly area: string
  readonly away: readonly { readonly key: number; readonly x: number; readonly width: number }[]
  /** The value at the top of the box. */
  readonly top: number
}

/** Readings over the last two minutes, on the strip's time axis, with the time away shaded. */
export function plot(readings: readonly Reading[], timeline: Timeline, now: number, least: number): Plot {
  const { width, height } = PLOT_BOX
  const top = niceTop(Math.max(least, ...readings.map(({ value }) => value)))
  const x = (at: number): number => Math.max(0, (width * (at - now + SPAN)) / SPAN)
  const points = readings
    .filter(({ at }) => at >= now - SPAN)
    .map(({ at, value }) => ({ x: x(at), y: height - 1 - (value / top) * (height - 1 - ROOM) }))
  const line = points.map((point, index) => `${index ? 'L' : 'M'}${point.x.toFixed(1)} ${point.y.toFixed(1)}`).join('')
  const first = points[0]
  return {
    line,
    area: first ? `${line}V${height}H${first.x.toFixed(1)}Z` : '',
    away: timeline.stretches.flatMap(({ from, phase }, index, all) => {
      const left = x(from)
      const wide = x(all[index + 1]?.from ?? now) - left
      return phase === 'open' || phase === 'idle' || wide <= 0 ? [] : [{ key: from, x: left, width: wide }]
    }),
    top,
  }
}

/** The next of 1, 2, 5, 10, 20, … above a value, so that the axis holds still. */
export function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)))
  return power * ([1, 2, 5, 10].find((step) => value <= step * power) ?? 10)
}

/** The sparkline's own box: stretched to its cell by the SVG, with strokes that do not scale. */
export const SPARK_BOX = { width: 100, height: 20 } as const

const PAD = 2

/**
 * An SVG path through the values, the lowest at the bottom and the highest at the top. One value or a flat run is a
 * line through the middle; none is an empty path.
 */
export function sparkline(values: readonly number[]): string {
  if (values.length === 0) return ''
  const { width, height } = SPARK_BOX
  const low = Math.min(...values)
  const span = Math.max(...values) - low
  const y = (value: number): number => (span === 0 ? height / 2 : PAD + (height - 2 * PAD) * (1 - (value - low) / span))
  if (values.length === 1) return `M0 ${height / 2}H${width}`
  const step = width / (values.length - 1)
  return `M${values.map((value, index) => `${(index * step).toFixed(1)} ${y(value).toFixed(1)}`).join('L')}`
}

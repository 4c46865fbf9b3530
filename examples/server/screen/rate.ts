import { formatCount } from './format.ts'

/** The slider's last step; its first is 0. A hundred steps to a power of ten. */
export const RATE_STEPS = 400

/** The labels under the slider. */
export const RATE_TICKS = ['1', '10', '100', '1,000', '10,000'] as const

/** A step of the logarithmic slider → messages a second, at most two digits that matter. */
export const rateAt = (step: number): number => Number((10 ** (step / 100)).toPrecision(2))

/** Messages a second → the nearest step. */
export const stepOf = (rate: number): number =>
  Math.min(RATE_STEPS, Math.max(0, Math.round(100 * Math.log10(Math.max(1, rate)))))

/** What a screen reader says of a rate. */
export const rateText = (rate: number): string => `${formatCount(rate)} ${rate === 1 ? 'message' : 'messages'} a second`

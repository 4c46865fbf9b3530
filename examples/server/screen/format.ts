const counts = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** 1284031 → "1,284,031". */
export const formatCount = (count: number): string => counts.format(count)

/** 132.4 → "132.40". */
export const formatPrice = (price: number): string => price.toFixed(2)

/** Per cent with its sign, a true minus: −0.5 → "−0.50%". */
export function formatChange(percent: number): string {
  const digits = Math.abs(percent).toFixed(2)
  return `${percent < 0 ? '−' : '+'}${digits}%`
}

/** Milliseconds to go, in tenths: 2440 → "2.4 s". Never below zero. */
export const formatTenths = (ms: number): string => `${(Math.max(0, ms) / 1000).toFixed(1)} s`

/** Milliseconds gone by, in whole units: 75_400 → "1 min 15 s". */
export function formatAge(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1000)
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`
}

/** Milliseconds that a finished absence took: tenths below ten seconds, then whole units. */
export const formatSpell = (ms: number): string => (ms < 10_000 ? formatTenths(ms) : formatAge(ms))

/** The local time of day, "12:04:07". */
export function formatTime(at: number): string {
  const time = new Date(at)
  return [time.getHours(), time.getMinutes(), time.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':')
}

/** "1 line", "3 lines". */
export const plural = (count: number, noun: string): string => `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`

/** RFC 9110, 5.6.7: the three forms of an HTTP date. */
const HTTP_DATE =
  /^(?:[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT|[A-Z][a-z]{5,8}, \d\d-[A-Z][a-z]{2}-\d\d \d\d:\d\d:\d\d GMT|[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4})$/

/**
 * Reads `Retry-After` (RFC 9110, 10.2.3), seconds or a date.
 *
 * @param now epoch milliseconds, for a date
 * @returns milliseconds from now, 0 for a date gone by; null when it says neither
 */
export function parseRetryAfter(value: string, now: number): number | null {
  if (/^\d{1,10}$/.test(value)) return Number(value) * 1000
  if (!HTTP_DATE.test(value)) return null
  const time = Date.parse(value.endsWith('GMT') ? value : `${value} GMT`)
  return Number.isNaN(time) ? null : Math.max(0, time - now)
}

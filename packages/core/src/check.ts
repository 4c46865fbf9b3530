import { OptionError } from './errors.ts'

const LONGEST_TIMER = 2 ** 31 - 1
const TIME = `milliseconds from 0 to ${LONGEST_TIMER}`

/** @throws OptionError naming the option, its value and what is allowed, unless it is `ok`. */
export function must(option: string, value: unknown, ok: boolean, allowed: string): void {
  if (!ok) throw new OptionError(option, value, allowed)
}

/** @throws OptionError when a time is none, or longer than timers take. */
export function milliseconds(option: string, value: unknown): void {
  must(option, value, typeof value === 'number' && value >= 0 && value <= LONGEST_TIMER, TIME)
}

export function atLeastOne(option: string, value: unknown): void {
  must(option, value, typeof value === 'number' && value >= 1, 'a number from 1')
}

/** How many may be kept of something: Infinity is a bound, too. */
export function checkLimit(value: unknown): void {
  const whole =
    typeof value === 'number' && value >= 1 && (Number.isInteger(value) || value === Number.POSITIVE_INFINITY)
  must('limit', value, whole, 'a whole number from 1, or Infinity')
}

export function callable(option: string, value: unknown): void {
  must(option, value, typeof value === 'function', 'a function')
}

export function oneOf(option: string, value: unknown, values: readonly unknown[]): void {
  must(option, value, values.includes(value), values.map(String).join(', '))
}

/** An optional value, or a function that answers one; what it answers is looked at when it does. */
export function perAttempt(option: string, value: unknown, ok: (value: unknown) => boolean, allowed: string): void {
  const fine = value === undefined || typeof value === 'function' || ok(value)
  must(option, value, fine, `${allowed}, or a function that answers that`)
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

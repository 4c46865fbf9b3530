// biome-ignore-all lint/suspicious/noExplicitAny: values are whatever a user gives
import { OptionError } from './errors.ts'

/** Whether a value will do, where others were found to do before it. */
export type Test = (value: any, others?: any) => unknown

export const isFunction = (value: unknown): value is Test => typeof value === 'function'
export const isObject: Test = (value) => typeof value === 'object' && value
export const isString: Test = (value) => typeof value === 'string'
/** Milliseconds; timers take no more. */
export const isTime: Test = (value) => typeof value === 'number' && value >= 0 && value < 2 ** 31
/** How many, or how much, there may be at most: Infinity is a bound, too. */
export const isBound: Test = (value) => typeof value === 'number' && value >= 1
/** How many of something: whole, or no end of them, which leaves no remainder that is a number. */
export const isCount: Test = (value) => isBound(value) && !(value % 1)
export const isOneOf =
  (...values: readonly unknown[]): Test =>
  (value) =>
    values.includes(value)

/** Whether a value has what an option wants to call; a function may have methods, too. */
export const isCarrier: Test = (value) => isObject(value) || isFunction(value)

/**
 * What an option may be. One that must be given has a test; any other a list, which begins with what it is by default: a
 * value, or what makes it of the options before. After that comes whatever else will do: values, tests, or the rules of
 * what it consists of.
 */
export type Rule = Test | readonly unknown[]
export type Rules<Name extends string> = Readonly<Record<Name, Rule>>

/**
 * Answers the options that have a rule, with their defaults in place.
 *
 * @param owner The option that they are part of.
 * @throws OptionError about the first one that will not do.
 */
export function resolve<T extends object>(rules: Rules<keyof T & string>, options: unknown, owner = ''): T {
  if (!isCarrier(options)) throw new OptionError(owner || 'options', options)
  const resolved: Record<string, unknown> = {}
  for (const name of Object.keys(rules) as (keyof T & string)[]) {
    const rule = rules[name]
    const option = owner ? `${owner}.${name}` : name
    const fallback = (rule as readonly unknown[])[0]
    const { [name]: value = isFunction(fallback) ? fallback(resolved) : fallback } = options as typeof resolved
    const fits = (other: unknown) =>
      isFunction(other)
        ? other(value, resolved)
        : isObject(other)
          ? resolve(other as Rules<string>, value, option)
          : other === value
    if (!(isFunction(rule) ? fits(rule) : value === fallback || rule.slice(1).some(fits)))
      throw new OptionError(option, value)
    resolved[name] = value
  }
  return resolved as T
}

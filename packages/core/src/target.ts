import { isFunction, resolve } from './check.ts'
import type { Attempt, PerAttempt } from './options.ts'
import { type ResolvedOptions, TARGET } from './resolve-options.ts'

/** What a transport is constructed with. */
export type Target = readonly [url: string, protocols: string[], transportOptions: unknown]

type Query = Readonly<Record<string, string>> | URLSearchParams

export function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof (value as PromiseLike<T> | null | undefined)?.then === 'function'
}

/** Whether another attempt may have another target, with fresh credentials, because a function is asked for it. */
export function asksAnew({ url, protocols, query, headers }: ResolvedOptions): boolean {
  return [url, protocols, query, headers].some(isFunction)
}

/**
 * Asks the option functions; answers at once where none of them answers a promise.
 *
 * @throws OptionError, or rejects with it, when one of them answers what the option may not be.
 */
export function resolveTarget(options: ResolvedOptions, attempt: Attempt): Target | Promise<Target> {
  const ask = <T>(option: PerAttempt<T>): T | PromiseLike<T> => {
    if (typeof option !== 'function') return option
    try {
      return (option as (attempt: Attempt) => T | PromiseLike<T>)(attempt)
    } catch (error) {
      // A rejection like any other, so that what the others promised is not left unheard.
      return Promise.reject(error)
    }
  }
  const build = ([url, protocols = [], query, headers]: Answers): Target => {
    resolve(TARGET, { url, protocols, query, headers })
    return [
      query ? withQuery(url, query) : String(url),
      [protocols].flat(),
      headers ? { ...(options.transportOptions as object), headers } : options.transportOptions,
    ]
  }
  const { url, protocols, query, headers } = options
  const answers = [ask(url), ask(protocols), ask(query), ask(headers)] as const
  return answers.some(isThenable) ? Promise.all(answers).then(build) : build(answers as Answers)
}

type Answers = readonly [
  url: string | URL,
  protocols: string | readonly string[] | undefined,
  query: Query | undefined,
  headers: Readonly<Record<string, string>> | undefined,
]

function withQuery(url: string | URL, query: Query): string {
  const full = new URL(url, (globalThis as { location?: Location }).location?.href)
  for (const [name, value] of new URLSearchParams(query)) full.searchParams.append(name, value)
  return full.href
}

import type { Attempt, PerAttempt } from './options.ts'
import type { ResolvedOptions } from './resolve-options.ts'

/** What one attempt dials with. */
export interface Target {
  readonly url: string
  readonly protocols: string[]
  readonly transportOptions: unknown
  /** Whether a function was asked, so that another attempt may have another target. */
  readonly asked: boolean
}

export function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof (value as PromiseLike<T> | null)?.then === 'function'
}

/** Whether an attempt's credentials may differ from the last one's. */
export function asksAnew({ url, protocols, query, headers }: ResolvedOptions): boolean {
  return [url, protocols, query, headers].some((option) => typeof option === 'function')
}

type Query = Readonly<Record<string, string>> | URLSearchParams

/** Asks the option functions; answers at once where none of them answers a promise. */
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
  const [url, protocols, query, headers] = [
    ask(options.url),
    ask(options.protocols),
    ask(options.query),
    ask(options.headers),
  ]
  const build = (
    url: string | URL,
    protocols: string | readonly string[] | undefined,
    query: Query | undefined,
    headers: Readonly<Record<string, string>> | undefined,
  ): Target => ({
    url: query ? withQuery(url, query) : String(url),
    protocols: typeof protocols === 'string' ? [protocols] : [...(protocols ?? [])],
    transportOptions: headers ? { ...(options.transportOptions as object), headers } : options.transportOptions,
    asked: asksAnew(options),
  })
  if (isThenable(url) || isThenable(protocols) || isThenable(query) || isThenable(headers)) {
    return Promise.all([url, protocols, query, headers]).then((answers) => build(...answers))
  }
  return build(url, protocols, query, headers)
}

function withQuery(url: string | URL, query: Query): string {
  const full = new URL(url, (globalThis as { location?: Location }).location?.href)
  const pairs = query instanceof URLSearchParams ? query : Object.entries(query)
  for (const [name, value] of pairs) full.searchParams.append(name, value)
  return full.href
}

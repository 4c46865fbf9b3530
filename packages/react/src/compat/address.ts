import type { Options } from './options.ts'

/** Where to connect to; a function is asked anew for each attempt. */
export type Address = string | (() => string | Promise<string>)

/**
 * The URL of an attempt, never at once: who leaves in the same task, as StrictMode does, has asked for nothing.
 *
 * @throws what a function throws or rejects with, and a TypeError where it answers no string.
 */
export async function resolveAddress(address: Address, { queryParams }: Options): Promise<string> {
  const url = await (typeof address === 'function' ? address() : address)
  if (typeof url !== 'string') throw new TypeError(`The URL is ${url === null ? 'null' : typeof url}, not a string.`)
  const query = Object.entries(queryParams ?? {}).map(([name, value]) => `${name}=${value}`)
  if (query.length === 0) return url
  return `${url}${url.includes('?') ? '&' : '?'}${query.join('&')}`
}

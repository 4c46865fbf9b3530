import { Line } from './line.ts'
import type { Options } from './options.ts'

const shared = new Map<string, Line>()

/** The connection for a URL: the one that is shared, or one of the component's own. */
export function lineFor(url: string, options: Options): Line {
  const existing = options.share ? shared.get(url) : undefined
  if (existing) return existing
  const line: Line = new Line(url, options, () => {
    if (shared.get(url) === line) shared.delete(url)
  })
  if (options.share) shared.set(url, line)
  return line
}

/**
 * Forgets a shared connection, or all of them: who holds one hears nothing of it any more, it is closed, and the next
 * component with its URL has a new one. For windows whose components end without being unmounted.
 *
 * @param url With its query parameters; default: all.
 *
 * @example
 * ```ts
 * childWindow.addEventListener('unload', () => resetGlobalState('wss://example.com/feed'))
 * ```
 */
export function resetGlobalState(url?: string): void {
  for (const [each, line] of shared) {
    if (url !== undefined && each !== url) continue
    shared.delete(each)
    line.abandon()
  }
}

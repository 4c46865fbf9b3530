import { useState } from 'react'

/**
 * What belongs to one socket, made anew for another. Unlike `useMemo`, which may forget, it is kept for as long as the
 * component is: through fast refresh, and while it is hidden.
 */
export function useKept<T>(socket: unknown, make: () => T): T {
  const [kept, keep] = useState(() => ({ socket, value: make() }))
  if (kept.socket === socket) return kept.value
  const next = { socket, value: make() }
  keep(next)
  return next.value
}

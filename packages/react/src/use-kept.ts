import { useState } from 'react'

/**
 * What belongs to its keys, made anew when one of them changes. Unlike `useMemo`, which may forget, it is kept for as long
 * as the component is: through fast refresh, and while it is hidden.
 */
export function useKept<T>(keys: readonly unknown[], make: () => T): T {
  const [kept, keep] = useState(() => ({ keys, value: make() }))
  if (keys.every((key, index) => Object.is(key, kept.keys[index]))) return kept.value
  const next = { keys, value: make() }
  keep(next)
  return next.value
}

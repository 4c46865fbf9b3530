/** What only works while a component is being set up, which Svelte tells by an exception; elsewhere something else. */
export function inComponent<T>(work: () => T, elsewhere?: () => T): T | undefined {
  try {
    return work()
  } catch {
    return elsewhere?.()
  }
}

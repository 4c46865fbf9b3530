/** What only works while a component is being set up; undefined elsewhere, which Svelte tells by an exception. */
export function inComponent<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}

import { vi } from 'vitest'

/** Waits until `check` does not throw, as long as a slow machine may take; what it waits for is always on its way. */
export function eventually(check: () => void): Promise<void> {
  return vi.waitFor(check, { timeout: 12_000, interval: 5 })
}

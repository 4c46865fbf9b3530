import { vi } from 'vitest'

/** Waits until a check passes, for as long as a loaded machine, or a lingering connection, may need. */
export const eventually = <T>(check: () => T | Promise<T>): Promise<T> => vi.waitFor(check, { timeout: 10_000 })

import { expect } from 'vitest'

/** Polls for as long as a loaded machine may need. */
export const eventually: <T>(read: () => T) => ReturnType<typeof expect.poll<T>> = (read) =>
  expect.poll(read, { timeout: 10_000 })

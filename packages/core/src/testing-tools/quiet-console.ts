import { afterEach, beforeEach, expect, vi } from 'vitest'

/** Fails every test of the file or block in which something is written to the console as a warning or an error. */
export function expectQuietConsole(): void {
  beforeEach(() => {
    for (const method of ['warn', 'error'] as const) vi.spyOn(console, method).mockClear()
  })
  afterEach(() => {
    for (const method of [console.warn, console.error]) expect(method).not.toHaveBeenCalled()
  })
}

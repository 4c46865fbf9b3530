// Taken before a test replaces it. What a test runner has replaced already carries the runner's own clock.
const immediate = globalThis.setImmediate && !('clock' in globalThis.setImmediate) ? globalThis.setImmediate : undefined

/** Lets every promise that is ready have its turn: a macrotask comes after all microtasks. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    if (immediate) immediate(resolve)
    else if (typeof MessageChannel === 'undefined') setTimeout(resolve, 0)
    else afterMessage(resolve)
  })
}

function afterMessage(resolve: () => void): void {
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => {
    port1.close()
    resolve()
  }
  port2.postMessage(null)
}

import { expect, it, vi } from 'vitest'

// Svelte 4 has no svelte/reactivity, and the stores need nothing of either version.
for (const name of ['svelte', 'svelte/reactivity', 'svelte/store']) {
  vi.doMock(name, () => {
    throw new Error(`The store imports ${name}`)
  })
}

// Everything that these import is compiled first, which a loaded machine takes its time for.
it('imports nothing of Svelte', { timeout: 60_000 }, async () => {
  await expect(import('./store.ts')).resolves.toHaveProperty('webSocketStore')
  await expect(import('./compat/websocket-store.ts')).resolves.toHaveProperty('default')
  await expect(import('./reactive-web-socket.ts')).rejects.toThrow()
})

import { join } from 'node:path'
import { build } from 'vite'
import { expect, it } from 'vitest'
import { root } from './run.mjs'

const folder = join(root, 'packages', 'react')
const transports = /\/packages\/core\/src\/(node|protocol)\//

/** Bundles all of `@everwire/core` from its sources into memory, with what the given conditions choose. */
async function bundle(conditions, treeshake = false) {
  const { output } = await build({
    configFile: false,
    logLevel: 'error',
    root: folder,
    resolve: { conditions: ['@everwire/source', ...conditions] },
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === 'entry' ? '\0entry' : undefined),
        load: (id) => (id === '\0entry' ? `export * from '@everwire/core'` : undefined),
      },
    ],
    build: {
      write: false,
      minify: false,
      rollupOptions: {
        input: 'entry',
        preserveEntrySignatures: 'strict',
        treeshake,
        external: ['rxjs', /^node:/],
      },
    },
  })
  return {
    code: output.map((chunk) => chunk.code ?? '').join('\n'),
    modules: output.flatMap((chunk) => Object.keys(chunk.modules ?? {})),
  }
}

it("a browser's bundle of core has no byte of Node's transport", async () => {
  const { code, modules } = await bundle(['browser', 'module', 'import', 'default'])
  expect(modules.some((id) => id.endsWith('/packages/core/src/web-socket.ts'))).toBe(true)
  expect(modules.filter((id) => transports.test(id))).toEqual([])
  expect(code).not.toMatch(/['"`]node:/)
  expect(code).not.toMatch(/Sec-WebSocket|HandshakeError/)
})

it("Node's has it, so the test above can fail", async () => {
  const { code, modules } = await bundle(['node', 'module', 'import', 'default'])
  expect(modules.filter((id) => transports.test(id)).length).toBeGreaterThan(20)
  expect(code).toMatch(/['"`]node:/)
})

it.each([
  ['development', true],
  ['production', false],
])('errors have their sentences in %s: %s', async (mode, spoken) => {
  const { code } = await bundle(['browser', 'module', 'import', mode, 'default'], true)
  expect(code).toContain('QueueOverflowError')
  expect(code.includes('gave no sign of life')).toBe(spoken)
})

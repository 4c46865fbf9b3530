// Node 20 runs no TypeScript, and a benchmark is to measure the sources, not a build that may be old.
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'tsdown'

const source = (path) => fileURLToPath(new URL(`../../../core/src/${path}`, import.meta.url))

/** Builds the transport and the core on top of it; answers the addresses of both modules, and how to remove them. */
export async function bundle() {
  const folder = await mkdtemp(fileURLToPath(new URL('../../node_modules/.bench-', import.meta.url)))
  await build({
    entry: { transport: source('node/index.ts'), core: source('index.node.ts') },
    outDir: folder,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    dts: false,
    clean: false,
    logLevel: 'error',
    config: false,
    fixedExtension: true,
  })
  const address = (name) => pathToFileURL(join(folder, `${name}.mjs`)).href
  return {
    modules: { transport: address('transport'), core: address('core') },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

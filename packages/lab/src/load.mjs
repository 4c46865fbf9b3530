// Node 20 runs no TypeScript, and a benchmark is to measure the sources, not a build that may be old.
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'tsdown'

/**
 * Bundles a TypeScript module of this package with the sources of core, and imports it.
 * @param {string} path below `src/`
 */
export const load = (path) => bundled(path, (href) => import(href))

/**
 * The same for who imports the bundle several times, in threads: it is there until `use` is done.
 * @template T
 * @param {string} path below `src/`
 * @param {(href: string) => Promise<T>} use
 */
export async function bundled(path, use) {
  const folder = await mkdtemp(fileURLToPath(new URL('../node_modules/.bench-', import.meta.url)))
  try {
    await build({
      entry: { main: fileURLToPath(new URL(path, import.meta.url)) },
      outDir: folder,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      fixedExtension: true,
      dts: false,
      config: false,
      deps: { alwaysBundle: [/^[^./]/], neverBundle: [/^node:/] },
      logLevel: 'error',
      inputOptions: { resolve: { conditionNames: ['@everwire/source', 'import', 'default'] } },
    })
    return await use(pathToFileURL(join(folder, 'main.mjs')).href)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

// The subjects' pages, built for production with each framework's own plugin, and served.
import { mkdtemp, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import react from '@vitejs/plugin-react'
import vue from '@vitejs/plugin-vue'
import { build, defaultClientConditions, preview } from 'vite'

/** Builds and serves; answers where, and how to stop. */
export async function servePages() {
  const outDir = await mkdtemp(fileURLToPath(new URL('../../node_modules/.bench-', import.meta.url)))
  const settings = {
    configFile: false,
    logLevel: 'error',
    root: fileURLToPath(new URL('page/', import.meta.url)),
    build: { outDir, target: 'es2023', modulePreload: { polyfill: false } },
  }
  const forget = () => rm(outDir, { recursive: true, force: true })
  try {
    await build({
      ...settings,
      plugins: [react(), vue(), svelte({ configFile: false })],
      // The workspace's packages are built from their sources.
      resolve: { conditions: ['@everwire/source', ...defaultClientConditions] },
    })
    const server = await preview({ ...settings, preview: { host: '127.0.0.1', port: 0 } })
    return { url: server.resolvedUrls.local[0], stop: () => server.close().finally(forget) }
  } catch (error) {
    await forget()
    throw error
  }
}

import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defaultClientConditions, defineConfig } from 'vite'

export default defineConfig({
  base: '/svelte/',
  plugins: [svelte()],
  // The workspace's packages are built from their sources.
  resolve: { conditions: ['@everwire/source', ...defaultClientConditions] },
  build: { target: 'es2023', modulePreload: { polyfill: false } },
})

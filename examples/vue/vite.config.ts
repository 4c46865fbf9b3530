import vue from '@vitejs/plugin-vue'
import { defaultClientConditions, defineConfig } from 'vite'

export default defineConfig({
  base: '/vue/',
  plugins: [vue({ features: { optionsAPI: false } })],
  // The workspace's packages are built from their sources.
  resolve: { conditions: ['@everwire/source', ...defaultClientConditions] },
  build: { target: 'es2023', modulePreload: { polyfill: false } },
})

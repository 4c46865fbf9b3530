import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig } from 'vite'

export default defineConfig({
  base: '/react/',
  plugins: [react()],
  // The workspace's packages are built from their sources.
  resolve: { conditions: ['@everwire/source', ...defaultClientConditions] },
  build: { target: 'es2023', modulePreload: { polyfill: false } },
})

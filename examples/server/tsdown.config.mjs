import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: { main: 'src/main.ts', server: 'src/server.ts', messages: 'src/messages.ts' },
  format: 'esm',
  platform: 'node',
  target: 'node20',
  fixedExtension: false,
  dts: true,
  sourcemap: true,
  clean: true,
  logLevel: 'warn',
})

// What a user's bundle pays for a named import: minified, brotli, for production; each with its budget.
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { build } from 'vite'
import { root } from './run.mjs'

const frameworks = ['react', 'vue', 'svelte']
const core = (names) => `export { ${names} } from '@everwire/core'`
/** Kilobytes of 1,000 bytes; without rxjs (`own`), or with its share. What a binding costs is counted on top of core. */
const budgets = [
  { name: 'webSocket, own code', code: core('webSocket'), external: ['rxjs'], limit: 12 },
  { name: 'webSocket with rxjs', code: core('webSocket'), external: [], limit: 14.2 },
  ...[
    ['react', 'useWebSocket'],
    ['vue', 'useWebSocket'],
    ['svelte', 'ReactiveWebSocket'],
    ['svelte', 'webSocketStore'],
  ].map(([folder, name]) => ({
    name: `${name} (${folder}) on top of core`,
    code: `export { ${name} } from '@everwire/${folder}'`,
    external: ['rxjs', '@everwire/core'],
    folder,
    limit: 1.0,
  })),
]

/** Bundles one module as a user's bundler would, and answers its compressed size in bytes. */
async function sizeOf({ code, external, folder = 'react' }) {
  const entry = '\0entry'
  const outside = [...external, ...frameworks]
  const result = await build({
    configFile: false,
    logLevel: 'error',
    root: join(root, 'packages', folder),
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === 'entry' ? entry : undefined),
        load: (id) => (id === entry ? code : undefined),
      },
    ],
    build: {
      write: false,
      minify: true,
      target: 'es2022',
      rollupOptions: {
        input: 'entry',
        preserveEntrySignatures: 'strict',
        external: (id) => outside.some((name) => id === name || id.startsWith(`${name}/`)),
      },
    },
  })
  const { output } = Array.isArray(result) ? result[0] : result
  return brotliCompressSync(output.map((chunk) => chunk.code ?? '').join('')).length
}

/** Answers one line with all sizes; throws where a budget is exceeded. */
export async function sizes() {
  const lines = []
  let exceeded = false
  for (const budget of budgets) {
    const kilobytes = (await sizeOf(budget)) / 1000
    exceeded ||= kilobytes > budget.limit
    lines.push(`${budget.name}: ${kilobytes.toFixed(2)} KB of ${budget.limit}`)
  }
  if (exceeded) throw new Error(lines.join('\n'))
  return lines.join(' · ')
}

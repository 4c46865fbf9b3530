// What a user's bundle pays for a named import: minified, brotli, for production; each with its budget.
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { build } from 'vite'
import { root } from './run.mjs'

const frameworks = ['react', 'vue', 'svelte']
const core = (...names) => `export { ${names.join(', ')} } from '@everwire/core'`
const withoutRxjs = ['rxjs']

/**
 * Kilobytes of 1,000 bytes; without rxjs (`own`), or with its share. `goal` is what is aimed at, where that is not reached.
 * What is imported besides `webSocket` is counted on top of it, and a binding on top of core.
 */
const budgets = [
  { name: 'webSocket, own code', code: core('webSocket'), external: withoutRxjs, limit: 9.2, goal: 4.0 },
  { name: 'webSocket with rxjs', code: core('webSocket'), external: [], limit: 11.4, goal: 6.75 },
  ...[
    ['json', 0.6],
    ['topics', 0.6],
    ['request', 0.7],
    ['view', 0.5],
    ['messagesView', 0.7],
    ['statusView', 0.5],
    ['Registry', 0.5],
  ].map(([name, limit]) => ({
    name: `${name} on top of webSocket`,
    code: core('webSocket', name),
    without: core('webSocket'),
    external: withoutRxjs,
    limit,
  })),
  ...[
    ['react', 'useWebSocket'],
    ['vue', 'useWebSocket'],
    ['svelte', 'ReactiveWebSocket'],
    ['svelte', 'webSocketStore'],
  ].map(([folder, name]) => ({
    name: `${name} (${folder}) on top of core`,
    code: `export { ${name} } from '@everwire/${folder}'`,
    external: [...withoutRxjs, '@everwire/core'],
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

/** Answers all sizes, a line each; throws where a budget is exceeded. */
export async function sizes() {
  const lines = []
  let exceeded = false
  const known = new Map()
  for (const { name, limit, goal, without, ...bundle } of budgets) {
    if (without && !known.has(without)) known.set(without, await sizeOf({ ...bundle, code: without }))
    const kilobytes = ((await sizeOf(bundle)) - (known.get(without) ?? 0)) / 1000
    exceeded ||= kilobytes > limit
    const missed = goal && kilobytes > goal ? `; the goal is ${goal}` : ''
    lines.push(`${name}: ${kilobytes.toFixed(2)} KB of ${limit}${missed}`)
  }
  if (exceeded) throw new Error(lines.join('\n'))
  return lines.map((line) => `\n    ${line}`).join('')
}

import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { root } from './run.mjs'

let folder
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lint-'))
  const settings = JSON.parse(readFileSync(join(root, '.biome.json'), 'utf8'))
  writeFileSync(join(folder, '.biome.json'), JSON.stringify({ ...settings, vcs: { enabled: false } }))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function lint(path, text) {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), `${text}\n`)
  const biome = join(root, 'node_modules', '.bin', 'biome')
  return spawnSync(biome, ['check', '--colors=off', '--error-on-warnings', path], { cwd: folder, encoding: 'utf8' })
}

it.each([
  ['noJsRestrictedProperties', 'packages/core/src/protocol/x.ts', 'export const now = (): number => Date.now()'],
  ['noJsRestrictedProperties', 'packages/core/src/protocol/x.ts', 'export const n = (): number => Math.random()'],
  [
    'noRestrictedGlobals',
    'packages/core/src/protocol/x.ts',
    'export const later = (): unknown => setTimeout(() => 1, 1)',
  ],
  ['noDefaultExport', 'packages/core/src/x.ts', 'export default 1'],
  ['noEnum', 'packages/core/src/x.ts', 'export enum E {\n  A = 0,\n}'],
  ['noExplicitAny', 'packages/core/src/x.ts', 'export const x: any = 1'],
  ['noFloatingPromises', 'packages/core/src/x.ts', 'const wait = async (): Promise<void> => {}\nwait()'],
  ['noFocusedTests', 'packages/core/src/x.test.ts', "import { it } from 'vitest'\n\nit.only('x', () => {})"],
  ['noUnusedImports', 'packages/core/src/x.ts', "import { y } from './y.ts'"],
  ['noUnusedVariables', 'examples/vue/src/x.vue', '<script setup lang="ts">\nconst unused = 1\n</script>'],
  ['format', 'packages/core/src/x.ts', 'export const x = "a";'],
])('%s in %s', (rule, path, text) => {
  const { status, stdout, stderr } = lint(path, text)
  expect(stdout + stderr).toContain(rule)
  expect(status).toBe(1)
})

it('leaves the clock and the timers to those who drive the protocol', () => {
  expect(lint('packages/core/src/connection.ts', 'export const now = (): number => Date.now()').status).toBe(0)
})

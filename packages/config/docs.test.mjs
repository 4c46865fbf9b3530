import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { namesOf } from './docs.mjs'

let folder
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'docs-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('finds names without a text or an example, also where they are exported from another file', () => {
  const entry = join(folder, 'index.d.ts')
  writeFileSync(
    join(folder, 'parts.d.ts'),
    `/** A text. @example \`whole\` */
export declare function whole(value: number): void
export declare function whole(value: string): void
/** A text. */
export interface Described {}
/** @example \`shown\` */
export declare const shown: number
export type Bare = string
export type NotPublic = string`,
  )
  writeFileSync(entry, `export { whole, type Described, shown, type Bare as Renamed } from './parts.js'`)
  const { count, undocumented } = namesOf([entry])
  expect(count).toBe(4)
  expect(undocumented).toEqual([
    { file: entry, name: 'Described', lacking: ['@example'] },
    { file: entry, name: 'shown', lacking: ['TSDoc'] },
    { file: entry, name: 'Renamed', lacking: ['TSDoc', '@example'] },
  ])
})

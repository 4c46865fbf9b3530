// Runs the examples of docs/testing.md as they stand there. Those of the frameworks are in other languages than `ts`.
import { readFileSync } from 'node:fs'
import * as rxjs from 'rxjs'
import * as rxjsTesting from 'rxjs/testing'
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript'
import * as vitest from 'vitest'
import { describe, expect, it } from 'vitest'
import * as core from '../index.ts'
import * as testing from './index.ts'

const modules: Record<string, unknown> = {
  rxjs,
  vitest,
  'rxjs/testing': rxjsTesting,
  '@everwire/core': core,
  '@everwire/core/testing': testing,
}

const markdown = readFileSync(new URL('../../docs/testing.md', import.meta.url), 'utf8')
const [prelude = '', ...examples] = [...markdown.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code as string)

/** Imports become look-ups, since what is evaluated has none. */
function runnable(code: string): string {
  const options = { target: ScriptTarget.ES2022, module: ModuleKind.ESNext, verbatimModuleSyntax: false }
  const { outputText } = transpileModule(code, { compilerOptions: options })
  return outputText
    .replace(/^import \* as (\w+) from '(.+)';$/gm, "const $1 = modules['$2'];")
    .replace(/^import (\{.+\}) from '(.+)';$/gm, "const $1 = modules['$2'];")
}

describe('the examples in docs/testing.md', () => {
  it('are all found', () => {
    expect(examples.length).toBeGreaterThanOrEqual(6)
    for (const example of examples) expect(example).toContain("it('")
  })

  for (const example of examples) new Function('modules', runnable(prelude + example))(modules)
})

// The built declarations, as users' compilers read them: each supported TypeScript, strictly, with either way to resolve.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { cacheFolder, root, run } from './run.mjs'

const lab = join(root, 'packages', 'lab')
const consumer = (name) => join(lab, 'src', 'declarations', name)
/** The oldest that is supported, those between, the newest. */
const compilers = ['typescript-5.7', 'typescript-5.9', 'typescript', 'typescript-7'].map((name) => {
  const folder = join(lab, 'node_modules', name)
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return { version, tsc: join(folder, 'bin', 'tsc') }
})
/** Nothing of the workspace's own settings. */
const strictest = {
  target: 'es2022',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  verbatimModuleSyntax: true,
  noEmit: true,
}
/**
 * Where they are used: with a bundler, and in a program for Node, which has no `dom` library, each declaration is checked;
 * and a page as Node resolves.
 */
const uses = {
  bundler: {
    compilerOptions: {
      ...strictest,
      ...{ module: 'esnext', moduleResolution: 'bundler', lib: ['es2022', 'dom', 'dom.iterable'], types: [] },
      skipLibCheck: false,
    },
    files: [consumer('page.ts')],
  },
  nodenext: {
    compilerOptions: {
      ...strictest,
      ...{ module: 'nodenext', moduleResolution: 'nodenext', lib: ['es2022', 'esnext.disposable', 'dom'] },
      typeRoots: [join(lab, 'node_modules', '@types')],
      types: ['node'],
      skipLibCheck: true,
    },
    files: [consumer('page.ts')],
  },
  node: {
    compilerOptions: {
      ...strictest,
      ...{ module: 'nodenext', moduleResolution: 'nodenext', lib: ['es2022', 'esnext.disposable'] },
      typeRoots: [join(lab, 'node_modules', '@types')],
      types: ['node'],
      skipLibCheck: false,
    },
    files: [consumer('node.ts')],
  },
}

/** Errors but for those in others' declarations, which are theirs; all that was said where it was none of these. */
function ours(output) {
  const errors = output.split('\n').filter((line) => /^\S.*error TS/.test(line))
  return errors.length > 0 ? errors.filter((line) => !/^[^(:]*node_modules.*\(/.test(line)) : [output]
}

async function compile({ version, tsc }, [name, use]) {
  const project = join(cacheFolder, `declarations-${version}-${name}.json`)
  writeFileSync(project, JSON.stringify(use))
  const args = [tsc, '--project', relative(root, project), '--pretty', 'false']
  const errors = await run(process.execPath, args).then(
    () => [],
    (error) => ours(error.message),
  )
  return errors.map((line) => `TypeScript ${version}, ${name}: ${line}`)
}

/** Compiles a consumer with each version, two at a time; throws with what any of them does not take. */
export async function declarations() {
  mkdirSync(cacheFolder, { recursive: true })
  const jobs = compilers.flatMap((compiler) => Object.entries(uses).map((entry) => [compiler, entry]))
  const errors = []
  const work = async () => {
    for (let job = jobs.shift(); job; job = jobs.shift()) errors.push(...(await compile(...job)))
  }
  await Promise.all([work(), work()])
  if (errors.length > 0) throw new Error(errors.join('\n'))
  return `TypeScript ${compilers.map(({ version }) => version).join(', ')}`
}

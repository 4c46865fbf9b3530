// The public packages as a user gets them: packed, linted, and installed by npm into an empty project.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cacheFolder, environment, root, run } from './run.mjs'

const tarballs = join(cacheFolder, 'tarballs')
const manifestOf = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
/** A version of the workspace's catalog, so that the project tests what we test with. */
const installedVersion = (folder, name) => manifestOf(join(root, folder, 'node_modules', name)).version

const packages = readdirSync(join(root, 'packages'))
  .map((name) => join(root, 'packages', name))
  .filter((folder) => !manifestOf(folder).private)
  .map((folder) => {
    const { name, version, exports } = manifestOf(folder)
    const file = `${name.replace('@', '').replace('/', '-')}-${version}.tgz`
    const entries = Object.keys(exports).filter((entry) => entry !== './package.json')
    return { folder, name, tarball: join(tarballs, file), entries: entries.map((entry) => name + entry.slice(1)) }
  })

/** Entries that no page imports. */
const nodeOnly = /\/node$/

/** Packs every public package; `workspace:` and `catalog:` become versions here. */
export async function pack() {
  rmSync(tarballs, { recursive: true, force: true })
  mkdirSync(tarballs, { recursive: true })
  for (const { folder } of packages) await run('pnpm', ['pack', '--pack-destination', tarballs], { cwd: folder })
  return packages.map(({ tarball }) => tarball.slice(tarballs.length + 1)).join(', ')
}

export async function lintWithPublint() {
  for (const { tarball } of packages) await run('publint', ['run', tarball, '--strict'])
}

export async function lintWithAttw() {
  for (const { tarball } of packages) await run('attw', [tarball, '--profile', 'esm-only'])
}

const importAll = `
  for (const entry of process.argv.slice(1)) {
    const names = Object.keys(await import(entry))
    if (names.length === 0) throw new Error(entry + ' exports nothing')
    console.log(entry, names.join(' '))
  }
`

const RESOLVE_CORE = "console.log(import.meta.resolve('@everwire/core'))"

/** Part of an error's sentence, which is for developers and not in a page's bundle. */
const SENTENCE = 'milliseconds from 0 to'
const readAll = (folder) =>
  readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('')

/** Installs the tarballs into an empty project, imports each entry in Node and builds all of them with Vite. */
export async function useInProject() {
  const project = mkdtempSync(join(tmpdir(), 'everwire-project-'))
  try {
    const entries = packages.flatMap((it) => it.entries)
    const main = entries
      .filter((entry) => !nodeOnly.test(entry))
      .map((entry, i) => `import * as e${i} from '${entry}'\nconsole.log(e${i})\n`)
    writeFileSync(join(project, 'main.js'), main.join(''))
    writeFileSync(join(project, 'index.html'), '<!doctype html><script type="module" src="/main.js"></script>')
    const dependencies = {
      ...Object.fromEntries(packages.map(({ name, tarball }) => [name, `file:${tarball}`])),
      rxjs: installedVersion('packages/core', 'rxjs'),
      react: installedVersion('packages/react', 'react'),
      vue: installedVersion('packages/vue', 'vue'),
      svelte: installedVersion('packages/svelte', 'svelte'),
      vite: installedVersion('packages/config', 'vite'),
    }
    writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies }))
    const here = { cwd: project }
    await run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], here)
    await run(process.execPath, ['--input-type=module', '-e', importAll, ...entries], here)
    // A page in Node, as Jest has it with jsdom: both conditions hold, and it dials as a page does.
    const asPage = ['--conditions=browser', '--input-type=module', '-e', RESOLVE_CORE]
    const entry = await run(process.execPath, asPage, here)
    if (!entry.trim().endsWith('/dist/index.js')) throw new Error(`A page in Node would load ${entry}`)
    const vite = join(project, 'node_modules', '.bin', 'vite')
    const built = await run(vite, ['build'], here)
    const externalized = /Module "[^"]+" has been externalized.*/.exec(built)?.[0]
    if (externalized) throw new Error(`A browser bundle needs a Node module: ${externalized}`)
    const developing = { ...here, env: { ...environment, NODE_ENV: 'development' } }
    await run(vite, ['build', '--outDir', 'development'], developing)
    for (const [folder, said] of Object.entries({ dist: false, development: true })) {
      if (readAll(join(project, folder, 'assets')).includes(SENTENCE) !== said)
        throw new Error(`The bundle in ${folder}/ has ${said ? 'no sentences' : 'sentences'} for its errors.`)
    }
    return `${entries.length} entries`
  } finally {
    rmSync(project, { recursive: true, force: true })
  }
}

// A Chromium out of an npm package, for machines that reach a package registry and nothing else. It is fetched into a
// cache folder on demand, so that nobody installs 70 MB that most machines do not need.
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const version = '153.0.0'
const cache = fileURLToPath(new URL(`../../node_modules/.cache/everwire/sparticuz-${version}/`, import.meta.url))

// It unpacks into the temporary folder, under fixed names that another user's run may own: hence one of its own. Each
// archive is unpacked by a separate process, which reads that folder's name once.
const unpack = `
  const [entry, archive] = process.argv.slice(1)
  const { default: chromium, inflate } = await import(entry)
  process.stdout.write(archive ? await inflate(archive) : await chromium.executablePath())
`

/**
 * Installs the package into `folder` and answers how to start its browser: as it is, and with the libraries that it
 * brings along for machines without NSS.
 * @returns {Promise<import('./browser-candidates.mjs').Browser[]>}
 */
export async function fetchFromNpm(folder = cache) {
  const packageFolder = join(folder, 'node_modules', '@sparticuz', 'chromium')
  const temporary = join(folder, 'tmp')
  mkdirSync(temporary, { recursive: true })
  if (!existsSync(packageFolder)) {
    const install = ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', '--ignore-scripts']
    await run('npm', [...install, `@sparticuz/chromium@${version}`], { cwd: folder })
  }
  const entry = pathToFileURL(
    join(packageFolder, JSON.parse(readFileSync(join(packageFolder, 'package.json'))).exports['.'].default),
  )
  const extract = async (...args) => {
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', unpack, entry.href, ...args], {
      env: { ...process.env, TMPDIR: temporary },
    })
    return stdout
  }
  try {
    const executablePath = await extract()
    const libraries = await extract(join(packageFolder, 'bin', 'al2023.tar.br'))
    const fonts = { FONTCONFIG_PATH: join(temporary, 'fonts') }
    return [
      { executablePath },
      { executablePath, env: { ...fonts, LD_LIBRARY_PATH: join(libraries, readdirSync(libraries)[0] ?? '') } },
    ]
  } catch (error) {
    // Half an archive would be taken for a whole one the next time.
    rmSync(temporary, { recursive: true, force: true })
    throw error
  }
}

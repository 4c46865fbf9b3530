// Finds a Chromium that really starts on this machine, fetching one where there is none. The first candidate that opens
// a page wins; its path is kept below node_modules/.cache, so that later runs start at once.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright'
import { candidates } from './browser-candidates.mjs'

const cacheFile = fileURLToPath(new URL('../../node_modules/.cache/everwire/browser.json', import.meta.url))

const flags = [
  '--disable-dev-shm-usage', // containers give /dev/shm 64 MB
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

/**
 * Playwright's launch options for a browser that was found. The sandbox is left out only where it cannot be had: for
 * root, and in CI containers.
 * @param {import('./browser-candidates.mjs').Browser} browser
 */
export const launchOptions = ({ executablePath, env }) => ({
  executablePath,
  headless: true,
  args: flags,
  chromiumSandbox: process.getuid?.() !== 0 && !process.env.CI,
  ...(env && { env: { ...process.env, ...env } }),
})

/** Starts the browser and lets a page compute, so that a missing library shows here and not in the first test. */
export async function opensPages(browser) {
  const running = await chromium.launch({ ...launchOptions(browser), timeout: 30_000 })
  try {
    const page = await running.newPage()
    return (await page.evaluate(() => typeof WebSocket)) === 'function'
  } finally {
    await running.close()
  }
}

const readCache = (file) => {
  try {
    const browser = JSON.parse(readFileSync(file, 'utf8'))
    return existsSync(browser.executablePath) ? browser : null
  } catch {
    return null
  }
}

/** Why a browser did not start, in one line: what the system's loader or the sandbox said, or else Playwright. */
function reason(error) {
  const lines = String(error?.message ?? error).split('\n')
  const told = lines.find((line) => /error while loading|no usable sandbox/i.test(line))
  return told?.replace(/^.*\[err\]\s*/, '') ?? lines[0]
}

/**
 * Answers a browser that opens pages. `CHROME_PATH` decides over a browser found earlier; progress goes to stderr.
 * @param {object} [options] handed in by the finder's own test
 */
export async function findBrowser({
  sources = candidates(),
  cache = cacheFile,
  works = opensPages,
  log = (line) => process.stderr.write(`browser: ${line}\n`),
} = {}) {
  const known = process.env.CHROME_PATH ? null : readCache(cache)
  if (known) return known
  const failures = []
  for (const { name, find } of sources) {
    try {
      for (const browser of await find(log)) {
        try {
          if (!(await works(browser))) throw new Error('it has no WebSocket')
          log(`${name}: ${browser.executablePath}`)
          mkdirSync(dirname(cache), { recursive: true })
          writeFileSync(cache, JSON.stringify(browser))
          return browser
        } catch (error) {
          failures.push(`${browser.executablePath} did not start: ${reason(error)}`)
          log(failures.at(-1))
        }
      }
    } catch (error) {
      failures.push(`${name}: ${reason(error)}`)
      log(failures.at(-1))
    }
  }
  throw new Error(
    `No Chromium starts on this machine. Install Chrome or Chromium, or set CHROME_PATH to one; where the system gives ` +
      `no sandbox, CI=1 starts it without.\n  ${failures.join('\n  ') || 'nothing was found'}`,
  )
}

// Where a Chromium may come from, in the order of what it costs: what is named, what is installed, what is fetched.
import { execFile } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { chromium } from 'playwright'
import { fetchFromNpm } from './browser-from-npm.mjs'

/** @typedef {{ executablePath: string, env?: Record<string, string> }} Browser */
/** @typedef {{ name: string, find(log: (line: string) => void): Promise<Browser[]> }} Candidate */

const run = promisify(execFile)

// The headless shell first: it is the same engine, starts faster and has no window.
const commands = [
  'chromium-headless-shell',
  'chrome-headless-shell',
  'google-chrome-stable',
  'google-chrome',
  'chromium',
  'chromium-browser',
  'chrome',
]

const applications = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: [process.env.ProgramFiles, process.env['ProgramFiles(x86)'], process.env.LOCALAPPDATA]
    .filter(Boolean)
    .map((folder) => join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe')),
}

const named = async () => (process.env.CHROME_PATH ? [{ executablePath: process.env.CHROME_PATH }] : [])

/** Installed browsers: the usual commands on PATH, then the usual folders. */
async function installed() {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  return [
    ...commands.flatMap((command) => folders.map((folder) => join(folder, command))),
    ...(applications[process.platform] ?? []),
  ]
    .filter((path) => existsSync(path))
    .map((executablePath) => ({ executablePath }))
}

const playwrightCli = () => join(createRequire(import.meta.url).resolve('playwright/package.json'), '..', 'cli.js')

/** What Playwright has downloaded earlier: it names the folder, in which the shell lies a level deeper. */
async function playwrightCache() {
  const { stdout } = await run(process.execPath, [playwrightCli(), 'install', '--dry-run', 'chromium-headless-shell'])
  const folder = /Install location:\s+(.+)/.exec(stdout)?.[1]?.trim()
  const files = folder && existsSync(folder) ? readdirSync(folder, { recursive: true }) : []
  const shells = files.filter((file) => /(chrome-headless-shell|headless_shell)(\.exe)?$/.test(basename(file)))
  return [...shells.map((file) => join(folder, file)), chromium.executablePath()]
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile())
    .map((executablePath) => ({ executablePath }))
}

async function playwrightDownload(log) {
  log("fetching Playwright's Chromium")
  await run(process.execPath, [playwrightCli(), 'install', 'chromium-headless-shell'], { timeout: 120_000 })
  return playwrightCache()
}

async function npmPackage(log) {
  if (process.platform !== 'linux' || process.arch !== 'x64') return []
  log('fetching @sparticuz/chromium from npm')
  return fetchFromNpm()
}

async function debianPackage(log) {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return []
  log('installing chromium-headless-shell with apt-get')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await run('apt-get', ['update', '-q'], { env, maxBuffer: Infinity })
  await run('apt-get', ['install', '-qy', '--no-install-recommends', 'chromium-headless-shell'], {
    env,
    maxBuffer: Infinity,
  })
  return installed()
}

/** @returns {Candidate[]} every source, cheapest first */
export const candidates = () => [
  { name: 'CHROME_PATH', find: named },
  { name: 'installed', find: installed },
  { name: "Playwright's cache", find: playwrightCache },
  { name: "Playwright's download", find: playwrightDownload },
  { name: 'npm', find: npmPackage },
  { name: 'apt-get', find: debianPackage },
]

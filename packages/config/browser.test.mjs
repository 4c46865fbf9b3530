import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { findBrowser, launchOptions } from './browser.mjs'
import { candidates } from './browser-candidates.mjs'

let folder
let cache
beforeEach(() => {
  vi.stubEnv('CHROME_PATH', undefined)
  folder = mkdtempSync(join(tmpdir(), 'browser-'))
  cache = join(folder, 'cache', 'browser.json')
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

const silent = () => {}
const source = (name, ...paths) => ({ name, find: async () => paths.map((executablePath) => ({ executablePath })) })
const file = (name, text = '') => {
  const path = join(folder, name)
  writeFileSync(path, text)
  chmodSync(path, 0o755)
  return path
}

it('asks the sources in the order of what they cost', () => {
  expect(candidates().map(({ name }) => name)).toEqual([
    'CHROME_PATH',
    'installed',
    "Playwright's cache",
    "Playwright's download",
    'npm',
    'apt-get',
  ])
})

it('takes the first browser that opens a page, and asks nobody after it', async () => {
  const asked = []
  const works = async ({ executablePath }) => {
    asked.push(executablePath)
    if (executablePath === 'broken') throw new Error('libnss3.so: cannot open shared object file\nmore')
    return true
  }
  const lines = []
  const sources = [source('none'), source('some', 'broken', 'good', 'unasked'), source('later', 'unasked')]
  const found = await findBrowser({ sources, cache, works, log: (line) => lines.push(line) })
  expect(found).toEqual({ executablePath: 'good' })
  expect(asked).toEqual(['broken', 'good'])
  expect(lines).toEqual(['broken did not start: libnss3.so: cannot open shared object file', 'some: good'])
})

it('goes on when a source fails, and lists what was tried when none is left', async () => {
  const failing = {
    name: 'download',
    find: async () => {
      throw new Error('no network')
    },
  }
  const options = { cache, log: silent, works: async () => false }
  await expect(findBrowser({ ...options, sources: [failing, source('npm', '/a')] })).rejects.toThrow(
    /set CHROME_PATH.*download: no network.*\/a did not start: it has no WebSocket/s,
  )
  expect(existsSync(cache)).toBe(false)
})

it('remembers what it found while it exists, and CHROME_PATH decides over that', async () => {
  const first = file('first')
  const options = { cache, log: silent, works: async () => true }
  await findBrowser({ ...options, sources: [source('one', first)] })
  expect(JSON.parse(readFileSync(cache, 'utf8'))).toEqual({ executablePath: first })
  expect(await findBrowser({ ...options, sources: [source('two', 'second')] })).toEqual({ executablePath: first })

  vi.stubEnv('CHROME_PATH', '/named')
  expect(await findBrowser({ ...options, sources: candidates() })).toEqual({ executablePath: '/named' })
  vi.stubEnv('CHROME_PATH', undefined)
  rmSync(first)
  expect(await findBrowser({ ...options, sources: [source('two', 'second')] })).toEqual({ executablePath: 'second' })
})

it('starts what it finds: a file that is no browser is passed over', async () => {
  const noBrowser = file(
    'chromium',
    '#!/bin/sh\necho "error while loading shared libraries: libnss3.so" >&2\nexit 127\n',
  )
  const lines = []
  const real = await findBrowser()
  const found = await findBrowser({
    sources: [source('installed', noBrowser), { name: 'real', find: async () => [real] }],
    cache,
    log: (line) => lines.push(line),
  })
  expect(found).toEqual(real)
  expect(lines[0]).toBe(`${noBrowser} did not start: error while loading shared libraries: libnss3.so`)
})

it('leaves the sandbox out for root and in CI only', () => {
  const getuid = vi.spyOn(process, 'getuid')
  const sandbox = (uid, ci) => {
    getuid.mockReturnValue(uid)
    vi.stubEnv('CI', ci)
    return launchOptions({ executablePath: 'x' }).chromiumSandbox
  }
  expect([sandbox(0, undefined), sandbox(1000, 'true'), sandbox(1000, undefined)]).toEqual([false, false, true])
  getuid.mockRestore()
})

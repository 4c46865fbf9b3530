import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it } from 'vitest'
import { startExampleServer } from './example-server.mjs'

const answers = (url) =>
  fetch(new URL('/healthz', url)).then(
    (response) => response.ok,
    () => false,
  )

it('starts a server, kills it, and starts it again on the same port', async () => {
  const first = await startExampleServer()
  expect(await answers(first.url)).toBe(true)
  expect(await first.kill()).toEqual({ code: null, signal: 'SIGKILL' })
  expect(await answers(first.url)).toBe(false)

  const second = await startExampleServer({ port: first.port })
  expect(second.url).toBe(first.url)
  expect(await second.kill('SIGTERM')).toEqual({ code: 0, signal: null })
})

it('says why a server did not start', async () => {
  const server = await startExampleServer()
  await expect(startExampleServer({ port: server.port })).rejects.toThrow(/ended before it listened.*already/s)
  await expect(startExampleServer({ args: ['--nonsense'] })).rejects.toThrow(/--nonsense/)
  await server.kill()
})

it('leaves no server behind when its parent is killed', async () => {
  const script = `
    import { startExampleServer } from ${JSON.stringify(new URL('example-server.mjs', import.meta.url).href)}
    const { url } = await startExampleServer()
    console.log(url)
    setInterval(() => {}, 1000)
  `
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(parent.stdout, 'data')
  const url = String(line).trim()
  expect(await answers(url)).toBe(true)
  parent.kill('SIGKILL')
  await expect.poll(() => answers(url)).toBe(false)
})

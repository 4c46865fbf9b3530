import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { claimable, portsFrom } from './ports.mjs'

const url = (name) => JSON.stringify(new URL(name, import.meta.url).href)
const script = `
  import { runDemo } from ${url('demo.mjs')}
  import { end } from ${url('ending.mjs')}
  import { claimable, portsFrom } from ${url('ports.mjs')}
  try {
    const ports = portsFrom(process.env)
    for (const port of Object.values(ports)) await claimable(port)
    await runDemo(ports)
  } catch (error) {
    console.error(error.message)
    await end(1)
  }
`

/**
 * Three free ports in a row: the demo wants neighbours. Below those that systems hand out to outgoing connections, one of
 * which could take a port between the probe and the demo.
 */
async function freePorts() {
  for (;;) {
    const port = 20_000 + 3 * Math.floor(3_000 * Math.random())
    try {
      await claimable(port)
      await claimable(port + 1)
      await claimable(port + 2)
      return { pages: port, server: port + 1, tcp: port + 2 }
    } catch {
      // Taken: the next one.
    }
  }
}

const demos = []
afterEach(() => {
  for (const demo of demos.splice(0)) demo.process.kill('SIGKILL')
})

async function startDemo(ports) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, EVERWIRE_PORT: String(ports.pages) },
  })
  const demo = {
    process: child,
    output: '',
    exited: new Promise((resolve) => child.once('exit', (code) => resolve(code))),
  }
  demos.push(demo)
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      demo.output += text
    })
  }
  return demo
}

const fetchText = async (port, path) => {
  const response = await fetch(`http://127.0.0.1:${port}${path}`)
  return { status: response.status, text: await response.text() }
}
const answers = (port) =>
  fetchText(port, '/healthz').then(
    () => true,
    () => false,
  )
const free = (port) =>
  claimable(port).then(
    () => true,
    () => false,
  )
const says = (demo, pattern) => expect.poll(() => demo.output, { timeout: 10_000 }).toMatch(pattern)
const serverPids = (demo) => [...demo.output.matchAll(/server (\d+): listening/g)].map(([, pid]) => Number(pid))

it('shows the landing page and the three apps, and prints one link', async () => {
  const ports = await freePorts()
  const demo = await startDemo(ports)
  await says(demo, /Everwire is at/)
  expect(demo.output.match(/http:\/\/127\.0\.0\.1:\d+\//g)).toEqual([`http://127.0.0.1:${ports.pages}/`])

  for (const path of ['/', '/react/', '/vue/', '/svelte/', '/react']) {
    const { status, text } = await fetchText(ports.pages, path)
    expect([path, status]).toEqual([path, 200])
    expect(text).toMatch(/<!doctype html>/i)
  }
  expect((await fetchText(ports.pages, '/nothing')).status).toBe(404)
  expect((await fetchText(ports.pages, '/..%2f..%2fpackage.json')).status).toBe(404)
})

it('starts a killed server again, and says so', async () => {
  const ports = await freePorts()
  const demo = await startDemo(ports)
  await says(demo, /Everwire is at/)
  process.kill(serverPids(demo)[0], 'SIGKILL')
  await says(demo, /ended \(SIGKILL\), starting it again in 2 s/)
  await expect.poll(() => serverPids(demo).length, { timeout: 10_000 }).toBe(2)
  expect(await answers(ports.server)).toBe(true)
})

it.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'])('leaves nothing behind after %s', async (signal) => {
  const ports = await freePorts()
  const demo = await startDemo(ports)
  await says(demo, /Everwire is at/)
  expect([await answers(ports.pages), await answers(ports.server)]).toEqual([true, true])
  demo.process.kill(signal)
  expect(await demo.exited).toBe(signal === 'SIGKILL' ? null : 0)
  // A dying process closes its connections before its listening sockets, so that no answer is not yet a free port.
  for (const port of Object.values(ports)) await expect.poll(() => free(port), { timeout: 10_000 }).toBe(true)
})

it('ends when the server is waiting to be started again', async () => {
  const demo = await startDemo(await freePorts())
  await says(demo, /Everwire is at/)
  process.kill(serverPids(demo)[0], 'SIGKILL')
  await says(demo, /starting it again/)
  demo.process.kill('SIGTERM')
  expect(await demo.exited).toBe(0)
})

it.each(['pages', 'server', 'tcp'])('says which variable moves it when the port of the %s is in use', async (which) => {
  const ports = await freePorts()
  const taken = createServer()
  await new Promise((resolve) => taken.listen(ports[which], '127.0.0.1', resolve))
  const demo = await startDemo(ports)
  expect(await demo.exited).toBe(1)
  expect(demo.output).toMatch(`Port ${ports[which]} of 127.0.0.1 is in use. EVERWIRE_PORT=`)
  await new Promise((resolve) => taken.close(resolve))
})

it('reads its port from one variable', () => {
  expect(portsFrom({})).toEqual({ pages: 8080, server: 8081, tcp: 8082 })
  expect(portsFrom({ EVERWIRE_PORT: '9000' })).toEqual({ pages: 9000, server: 9001, tcp: 9002 })
  for (const bad of ['x', '0', '-1', '1.5', '65534', '8080 ', '1e3']) {
    expect(() => portsFrom({ EVERWIRE_PORT: bad })).toThrow('EVERWIRE_PORT must be a port from 1 to 65533')
  }
})

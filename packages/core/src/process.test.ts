import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, it } from 'vitest'
import { startExampleServer } from '../../config/example-server.mjs'

const folder = fileURLToPath(new URL('..', import.meta.url))
const cleanUp: (() => unknown)[] = []
afterEach(async () => {
  for (const task of cleanUp.splice(0)) await task()
})

/** Runs a script against the built package in a Node process of its own. */
function run(script: string): { output: () => string; ended: Promise<{ code: number | null; output: string }> } {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { cwd: folder })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
  cleanUp.push(() => child.kill('SIGKILL'))
  return {
    output: () => output,
    ended: new Promise((resolve) => child.on('exit', (code) => resolve({ code, output }))),
  }
}

const client = (url: string, body: string) => `
  import { webSocket } from '@everwire/core'
  import { map, filter } from 'rxjs'
  const socket = webSocket('${url.replace('http', 'ws')}/feed')
  ${body}
`

it('a server that answers 4403 does not end a process whose subscribers gave no error handler, direct or piped', async () => {
  const server = await startExampleServer()
  cleanUp.push(() => server.kill())
  const { output, ended } = run(
    client(
      server.url,
      `
      socket.state$.subscribe(({ phase }) => {
        console.log(phase)
        if (phase === 'closed') setTimeout(() => { console.log('alive'); process.exit(0) }, 50)
      })
      socket.data$.subscribe()
      socket.data$.subscribe(() => {})
      socket.data$.pipe(map(String), filter(Boolean)).subscribe((data) => {})
      socket.message$.subscribe()
      socket.error$.subscribe()`,
    ),
  )
  await expect.poll(output, { timeout: 5000 }).toContain('open')
  await fetch(`${server.url}/faults/close?code=4403`, { method: 'POST' })
  expect(await ended).toEqual({ code: 0, output: 'idle\nconnecting\nopen\nclosed\nalive\n' })
})

it('a process ends by itself when nobody holds the socket any more', async () => {
  const server = await startExampleServer()
  cleanUp.push(() => server.kill())
  const { ended } = run(
    client(
      server.url,
      `const subscription = socket.data$.subscribe(() => { console.log('data'); subscription.unsubscribe() })`,
    ),
  )
  expect(await ended).toEqual({ code: 0, output: 'data\n' })
})

it('an ignored receipt and a hopeless address end no process', async () => {
  const { output, ended } = run(
    client(
      'http://127.0.0.1:1',
      `
      socket.send('x')
      socket.error$.subscribe((error) => console.log(error.code))
      const { settled } = socket.send('y')
      socket.state$.subscribe(({ phase }) => phase === 'waiting' && socket.close())
      setTimeout(async () => console.log(await settled), 100)`,
    ),
  )
  const { code } = await ended
  expect([code, output().trim().split('\n')]).toEqual([0, ['refused', 'dropped']])
})

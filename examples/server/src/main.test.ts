import { once } from 'node:events'
import { afterEach, describe, expect, test } from 'vitest'
import { Client } from './testing-tools/client.ts'
import { handshakeBytes, RawConnection } from './testing-tools/raw.ts'
import { ServerProcess } from './testing-tools/server-process.ts'

const started: ServerProcess[] = []
afterEach(() => Promise.all(started.splice(0).map((server) => server.stop('SIGKILL'))))

const run = (...args: string[]) => {
  const server = new ServerProcess(...args)
  started.push(server)
  return server
}
const listening = async (...args: string[]) => {
  const server = await ServerProcess.listening(...args)
  started.push(server)
  return server
}

describe('the command line', () => {
  test('prints one line when it listens, and nothing else', async () => {
    const server = await listening()
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
    const { stdout, stderr } = await server.stop()
    expect(stdout).toBe(`listening on http://127.0.0.1:${server.port}\n`)
    expect(stderr).toBe('')
  })

  test('names both addresses, where there are two', async () => {
    const server = await listening('--tcp-port', '0')
    const { stdout } = await server.stop()
    expect(stdout).toMatch(/^listening on http:\/\/127\.0\.0\.1:\d+ and tcp:\/\/127\.0\.0\.1:\d+\n$/)
  })

  test('--origin lets a page in', async () => {
    const server = await listening('--origin', 'https://app.example.com')
    const client = await Client.open(`${server.url}/echo`, { origin: 'https://app.example.com' })
    await client.close()
    await expect(Client.open(`${server.url}/echo`, { origin: 'https://evil.com' })).rejects.toThrow('403')
  })

  test('--host chooses the address', async () => {
    const server = await listening('--host', '127.0.0.2')
    expect(server.url).toBe(`http://127.0.0.2:${server.port}`)
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  })

  test('--help prints how to use it', async () => {
    expect(await run('--help').exited).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('Usage:') })
  })

  test.each([[['--port', 'many']], [['--nonsense']], [['extra']], [['--origin', 'nowhere']]])(
    '%j ends with 2 and says what to do',
    async (args) => {
      const { code, stdout, stderr } = await run(...args).exited
      expect([code, stdout]).toEqual([2, ''])
      expect(stderr).toMatch(/^\S.*\n\nUsage: /)
      expect(stderr).toContain((args.at(-1) as string).replace(/^--/, ''))
    },
  )

  test('a port in use ends with 1 and says what to do', async () => {
    const { port } = await listening()
    expect(await run('--port', String(port)).exited).toEqual({
      code: 1,
      signal: null,
      stdout: '',
      stderr: `Something listens on port ${port} of 127.0.0.1 already. Stop it, or choose another port.\n`,
    })
  })

  test('an address that is not of this machine ends with 1', async () => {
    const { code, stderr } = await run('--port', '0', '--host', '192.0.2.1').exited
    expect(code).toBe(1)
    expect(stderr).toContain('Check --host and --port.')
  })
})

describe.each(['SIGTERM', 'SIGINT'] as const)('%s', (signal) => {
  test('closes connections with 1001 and ends with 0, whatever some clients do', async () => {
    const server = await listening()
    const clients = await Promise.all(['/echo', '/feed', '/chat'].map((path) => Client.open(`${server.url}${path}`)))
    // Opens a connection and then takes part in nothing, not even in closing it.
    const silent = new RawConnection(server.port)
    silent.socket.write(handshakeBytes('/feed?rate=1000'))
    await silent.until('101')
    silent.socket.pause()
    // Never finishes its request.
    const slow = new RawConnection(server.port)
    slow.socket.write('GET /healthz HTTP/1.1\r\nHost')
    await once(slow.socket, 'connect')

    const since = Date.now()
    const exit = server.stop(signal)
    for (const client of clients) {
      expect(await client.closed).toEqual({ code: 1001, reason: 'The server is shutting down.' })
    }
    expect(await exit).toMatchObject({ code: 0, signal: null, stderr: '' })
    // It cuts after 1.5 s; ws alone would wait 5 s for the silent one, HTTP for the slow one.
    expect(Date.now() - since).toBeLessThan(4_000)
  })

  test('ends a frozen server too', async () => {
    const server = await listening()
    const client = await Client.open(`${server.url}/echo`)
    await fetch(`${server.url}/faults/freeze?seconds=3600`, { method: 'POST' })
    expect(await server.stop(signal)).toMatchObject({ code: 0, stderr: '' })
    expect((await client.closed).code).toBe(1001)
  })
})

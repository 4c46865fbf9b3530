import { getEventListeners } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { dialling, hangUp, opened, refused } from '../testing-tools/dialling.ts'
import { eventually } from '../testing-tools/eventually.ts'
import { onRequest, type RawServer, rawServer, switching } from '../testing-tools/handshake-server.ts'

const servers: RawServer[] = []

async function server(...args: Parameters<typeof rawServer>): Promise<RawServer & { readonly url: string }> {
  const [onSocket, ...rest] = args
  const one = await rawServer(
    (socket) => {
      socket.resume()
      onSocket(socket)
    },
    ...rest,
  )
  servers.push(one)
  return Object.assign(one, { url: `ws://127.0.0.1:${one.port}/` })
}

afterEach(async () => {
  hangUp()
  await Promise.all(servers.splice(0).map((one) => one.close()))
})

// The test runner has a few of its own that come and go, so what is looked for is one left by each of many dials.
const A_FEW = 5
/** Handles and timers that keep the process alive, but for the servers' own. */
const handles = (): string[] =>
  process.getActiveResourcesInfo().filter((name) => /TCP|Pipe|Timeout|TLS|GetAddrInfo/.test(name))

const answering = (): Promise<RawServer & { readonly url: string }> =>
  server((socket) => onRequest(socket, (request) => socket.write(switching(request))))

describe('aborting by `signal`', () => {
  it('before the dial fails it, without a connection', async () => {
    const one = await answering()
    const reason = new Error('not wanted')
    expect(await refused(one.url, { signal: AbortSignal.abort(reason) })).toMatchObject({
      code: 'aborted',
      cause: reason,
    })
    expect(one.count).toBe(0)
  })

  it.each(['look-up', 'connecting', 'waiting for the answer', 'inside the answer', 'inside the body of a refusal'])(
    'while in %s',
    async (stage) => {
      const controller = new AbortController()
      const abort = (): void => controller.abort()
      const one = await server((socket) => {
        if (stage === 'connecting') return abort()
        onRequest(socket, (request) => {
          if (stage === 'inside the answer') socket.write(switching(request).slice(0, 30), abort)
          else if (stage === 'inside the body of a refusal')
            socket.write('HTTP/1.1 400 No\r\nContent-Length: 9\r\n\r\nx', abort)
          else abort()
        })
      })
      const lookup = ((_name: string, _options: unknown, done: (error: null, all: unknown) => void) => {
        if (stage === 'look-up') setImmediate(abort)
        setImmediate(done, null, [{ address: '127.0.0.1', family: 4 }])
      }) as never
      const error = await refused(`ws://feed.example:${one.port}/`, { signal: controller.signal, lookup })
      expect(error).toMatchObject({ code: 'aborted', cause: controller.signal.reason })
      // The server sees the connection end, where there was one.
      await eventually(() => {
        for (const socket of one.sockets) expect(socket.readableEnded || socket.destroyed).toBe(true)
      })
      expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0)
    },
  )

  it('after the handshake has no effect on the connection', async () => {
    const controller = new AbortController()
    const one = await answering()
    const { stream } = await opened(one.url, { signal: controller.signal })
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0)
    controller.abort()
    const answer = new Promise<string>((resolve) => {
      stream.onData = (chunk) => resolve(Buffer.from(chunk).toString())
    })
    for (const socket of one.sockets) socket.write('still there')
    expect(await answer).toBe('still there')
  })
})

describe('leaving nothing behind', () => {
  it('1,000 dials that are cancelled at any stage', async () => {
    const one = await server((socket) => {
      onRequest(socket, (request) => socket.write(switching(request).slice(0, -1)))
    })
    const before = handles().length
    for (let round = 0; round < 20; round++) {
      const attempts = Array.from({ length: 50 }, () =>
        dialling(one.url, { connecting: round % 2 ? 'parallel' : 'serial' }),
      )
      for (let turn = 0; turn < round % 5; turn++) await new Promise(setImmediate)
      for (const { cancel } of attempts) cancel()
      for (const { outcome } of attempts) expect(await outcome).toMatchObject({ code: 'aborted' })
    }
    await eventually(() => {
      for (const socket of one.sockets) socket.destroy()
      expect(one.sockets.size).toBe(0)
      expect(handles().length).toBeLessThanOrEqual(before + A_FEW)
    })
  })

  it('100 dials that open and end', async () => {
    const one = await answering()
    const before = handles().length
    for (let i = 0; i < 100; i++) (await opened(one.url)).stream.destroy()
    for (const socket of one.sockets) socket.destroy()
    await eventually(() => expect(handles().length).toBeLessThanOrEqual(before + A_FEW))
  })

  it('dials that fail, each in its way', async () => {
    const one = await server((socket) => {
      onRequest(socket, (request) => {
        if (one.count % 4 === 0) socket.resetAndDestroy()
        else if (one.count % 4 === 1) socket.end('HTTP/1.1 500 No\r\n\r\n')
        else if (one.count % 4 === 2) socket.write('nonsense\r\n')
        else socket.end(switching(request).slice(0, -1))
      })
    })
    const before = handles().length
    for (let i = 0; i < 40; i++) await refused(one.url)
    for (const socket of one.sockets) socket.destroy()
    await eventually(() => expect(handles().length).toBeLessThanOrEqual(before + A_FEW))
  })
})

describe('connecting one at a time to a host', () => {
  /** Answers only when it is let. */
  async function holding(): Promise<RawServer & { readonly url: string; readonly release: (() => void)[] }> {
    const release: (() => void)[] = []
    const one = await server((socket) =>
      onRequest(socket, (request) => release.push(() => socket.write(switching(request)))),
    )
    return Object.assign(one, { release })
  }

  it('waits for the one before, also under another name for the same address', async () => {
    const one = await holding()
    const lookup = ((
      _name: string,
      _options: unknown,
      done: (error: null, address: string, family: number) => void,
    ) => {
      done(null, '127.0.0.1', 4)
    }) as never
    const first = dialling(one.url)
    const second = dialling(`ws://feed.example:${one.port}/`, { lookup })
    await eventually(() => expect(one.release).toHaveLength(1))
    // Whatever was on its way would have arrived within these turns.
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
    expect(one.count).toBe(1)
    one.release[0]?.()
    await first.outcome
    await eventually(() => expect(one.release).toHaveLength(2))
    one.release[1]?.()
    expect(await second.outcome).toHaveProperty('stream')
  })

  it("does not wait with connecting: 'parallel'", async () => {
    const one = await holding()
    for (let i = 0; i < 3; i++) dialling(one.url, { connecting: 'parallel' })
    await eventually(() => expect(one.release).toHaveLength(3))
  })

  it('waits for little more than a second, which does not count as time of the handshake', async () => {
    const one = await holding()
    const first = dialling(one.url)
    const second = dialling(one.url, { handshakeTimeout: 700 })
    await eventually(() => expect(one.release).toHaveLength(2))
    one.release[1]?.()
    expect(await second.outcome).toHaveProperty('stream')
    one.release[0]?.()
    expect(await first.outcome).toHaveProperty('stream')
  })
})

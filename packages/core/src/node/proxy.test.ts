import { afterEach, describe, expect, it, vi } from 'vitest'
import { hangUp, opened, refused } from '../testing-tools/dialling.ts'
import { header, onRequest, type RawServer, rawServer, switching } from '../testing-tools/handshake-server.ts'
import { type ProxyServer, proxyServer } from '../testing-tools/proxy-server.ts'

const servers: RawServer[] = []

async function target(): Promise<RawServer & { readonly requests: string[] }> {
  const requests: string[] = []
  const answer = (request: string): string => {
    requests.push(request)
    return switching(request)
  }
  const server = await rawServer((socket) => onRequest(socket, (request) => socket.write(answer(request))))
  servers.push(server)
  return Object.assign(server, { requests })
}

async function proxy(answer?: (request: string) => string | null): Promise<ProxyServer> {
  const server = await proxyServer(answer)
  servers.push(server)
  return server
}

afterEach(async () => {
  vi.unstubAllEnvs()
  hangUp()
  await Promise.all(servers.splice(0).map((one) => one.close()))
})

describe('ws: behind CONNECT', () => {
  it('asks for the target by name, and sends the handshake through the tunnel', async () => {
    const [one, server] = [await proxy(), await target()]
    await opened(`ws://feed.example:${server.port}/feed?a`, { proxy: `http://127.0.0.1:${one.port}` })
    expect(one.requests).toEqual([
      `CONNECT feed.example:${server.port} HTTP/1.1\r\nHost: feed.example:${server.port}\r\n\r\n`,
    ])
    expect(server.requests[0]).toMatch(/^GET \/feed\?a HTTP\/1\.1\r\n/)
  })

  it('gives its credentials to the proxy, anew each time, and the headers of the handshake to the target', async () => {
    const [one, server] = [await proxy(), await target()]
    const init = { proxy: `http://us%65r:p%40ss@127.0.0.1:${one.port}`, headers: { Cookie: 'a=b' } }
    for (let i = 0; i < 2; i++) await opened(`ws://feed.example:${server.port}/`, init)
    const credentials = `Basic ${Buffer.from('user:p@ss').toString('base64')}`
    expect(one.requests.map((request) => header(request, 'Proxy-Authorization'))).toEqual([credentials, credentials])
    expect(one.requests.join('')).not.toMatch(/cookie|sec-websocket/i)
    expect(server.requests.join('')).not.toMatch(/proxy-auth/i)
    expect(server.requests.join('')).not.toContain(credentials)
    expect(server.requests.map((request) => header(request, 'Cookie'))).toEqual(['a=b', 'a=b'])
  })

  it('writes an IPv6 target in brackets', async () => {
    const one = await proxy(() => 'HTTP/1.1 403 No\r\n\r\n')
    await refused('ws://[::1]:7000/', { proxy: `http://127.0.0.1:${one.port}` })
    expect(one.requests[0]).toMatch(/^CONNECT \[::1\]:7000 HTTP\/1\.1\r\nHost: \[::1\]:7000\r\n/)
  })

  it('takes any 2xx, after any 1xx', async () => {
    const server = await target()
    const lenient = await rawServer((socket) => {
      onRequest(socket, () => {
        socket.write('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 204 Fine\r\nContent-Length: 9\r\n\r\n')
        onRequest(socket, (request) => socket.write(switching(request)))
      })
    })
    servers.push(lenient)
    await opened(`ws://feed.example:${server.port}/`, { proxy: `http://127.0.0.1:${lenient.port}` })
  })
})

describe('a proxy that opens no tunnel', () => {
  it.each([407, 403, 502, 301, 101])('by %i is a HandshakeError with its answer', async (status) => {
    const server = await target()
    const one = await proxy(
      () => `HTTP/1.1 ${status} No\r\nRetry-After: 3\r\nLocation: http://127.0.0.1:${server.port}/\r\n\r\nwhy`,
    )
    const error = await refused(`ws://127.0.0.1:${server.port}/`, { proxy: `http://127.0.0.1:${one.port}` })
    expect(error).toMatchObject({ code: 'proxy', status, body: 'why', retryAfter: 3000 })
    expect(server.count).toBe(0)
  })

  it.each([
    ['nonsense', 'hello\r\n\r\n', /invalid/],
    ['a head without end', `HTTP/1.1 200 OK\r\nX: ${'a'.repeat(20_000)}`, /invalid/],
    ['a head that ends too soon', 'HTTP/1.1 200 OK\r\n', /closed/],
    ['nothing', '', /closed/],
    [
      'bytes behind its head, as if the target spoke',
      'HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 101 Switching Protocols\r\n',
      /before the tunnel was used/,
    ],
  ])('by %s is a HandshakeError', async (_name, answer, message) => {
    const one = await proxy(() => answer)
    const error = await refused('ws://feed.example/', { proxy: `http://127.0.0.1:${one.port}` })
    expect(error).toMatchObject({ code: 'proxy', status: null, message: expect.stringMatching(message) })
  })

  it('because it cannot be reached is a HandshakeError', async () => {
    const one = await proxy()
    await one.close()
    servers.pop()
    expect(await refused('ws://feed.example/', { proxy: `http://127.0.0.1:${one.port}` })).toMatchObject({
      code: 'proxy',
    })
  })

  it('in silence ends at handshakeTimeout', async () => {
    const silent = await rawServer(() => {})
    servers.push(silent)
    const error = await refused('ws://feed.example/', {
      proxy: `http://127.0.0.1:${silent.port}`,
      handshakeTimeout: 50,
    })
    expect(error).toMatchObject({ code: 'timeout' })
  })
})

describe("proxy: 'environment'", () => {
  it('reads the variables, at each dial', async () => {
    const [one, server] = [await proxy(), await target()]
    for (const name of ['http_proxy', 'no_proxy', 'NO_PROXY', 'all_proxy', 'ALL_PROXY']) vi.stubEnv(name, '')
    await opened(`ws://127.0.0.1:${server.port}/`, { proxy: 'environment' })
    expect(one.count).toBe(0)
    vi.stubEnv('http_proxy', `http://127.0.0.1:${one.port}`)
    await opened(`ws://127.0.0.1:${server.port}/`, { proxy: 'environment' })
    expect(one.count).toBe(1)
    vi.stubEnv('no_proxy', '127.0.0.1')
    await opened(`ws://127.0.0.1:${server.port}/`, { proxy: 'environment' })
    expect(one.count).toBe(1)
  })

  it('is what it takes: without it, the variables are not read', async () => {
    const [one, server] = [await proxy(), await target()]
    for (const name of ['http_proxy', 'HTTP_PROXY', 'all_proxy']) vi.stubEnv(name, `http://127.0.0.1:${one.port}`)
    vi.stubEnv('no_proxy', '')
    await opened(`ws://127.0.0.1:${server.port}/`)
    expect(one.count).toBe(0)
  })

  it('fails the handshake when a variable holds no proxy URL', async () => {
    vi.stubEnv('http_proxy', 'socks5://user:s3cret@127.0.0.1')
    vi.stubEnv('no_proxy', '')
    const error = await refused('ws://feed.example/', { proxy: 'environment' })
    expect(error).toMatchObject({ code: 'proxy' })
    expect(`${error.stack}${String(error.cause)}`).not.toContain('s3cret')
  })
})

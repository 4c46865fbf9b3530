import type { TLSSocket } from 'node:tls'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Authority, createAuthority, type Identity, selfSigned } from '../testing-tools/certificates.ts'
import { hangUp, opened, refused } from '../testing-tools/dialling.ts'
import { onRequest, type RawServer, rawServer, switching } from '../testing-tools/handshake-server.ts'
import { proxyServer } from '../testing-tools/proxy-server.ts'

let authority: Authority
let good: Identity
let bad: Record<'wrong host' | 'expired' | 'self-signed' | 'untrusted', Identity>
const servers: RawServer[] = []

beforeAll(async () => {
  authority = await createAuthority()
  good = await authority.issue(['localhost', 'feed.example', '127.0.0.1'])
  bad = {
    'wrong host': await authority.issue(['other.example']),
    expired: await authority.issue(['localhost', '127.0.0.1'], 'expired'),
    'self-signed': await selfSigned('localhost'),
    untrusted: await (await createAuthority()).issue(['localhost', '127.0.0.1']),
  }
})
afterEach(async () => {
  hangUp()
  await Promise.all(servers.splice(0).map((one) => one.close()))
})

interface Seen {
  readonly requests: string[]
  readonly sockets: TLSSocket[]
}

async function tlsServer(tls: Identity): Promise<RawServer & Seen> {
  const seen: Seen = { requests: [], sockets: [] }
  const server = await rawServer(
    (socket) => {
      seen.sockets.push(socket as TLSSocket)
      onRequest(socket, (request) => {
        seen.requests.push(request)
        socket.write(switching(request))
      })
    },
    { tls: { ...tls, ALPNProtocols: ['h2', 'http/1.1'] } },
  )
  servers.push(server)
  return Object.assign(server, seen)
}

/** Every name leads to this machine. */
const lookup = ((_name: string, _options: unknown, done: (error: null, all: unknown) => void) => {
  done(null, [{ address: '127.0.0.1', family: 4 }])
}) as never

const wrong = ['wrong host', 'expired', 'self-signed', 'untrusted'] as const

describe('wss:', () => {
  it('opens where the certificate is for the name, which it tells the server (SNI), and asks for HTTP/1.1 (ALPN)', async () => {
    const server = await tlsServer(good)
    await opened(`wss://feed.example:${server.port}/`, { tls: { ca: authority.ca }, lookup })
    expect(server.sockets[0]).toMatchObject({ servername: 'feed.example', alpnProtocol: 'http/1.1' })
  })

  it('opens where the certificate is for the address', async () => {
    const server = await tlsServer(good)
    await opened(`wss://127.0.0.1:${server.port}/`, { tls: { ca: authority.ca } })
    expect(server.sockets[0]?.servername).toBe(false)
  })

  it('tries the next address when one refuses', async () => {
    const server = await tlsServer(good)
    const both = ((_name: string, _options: unknown, done: (error: null, all: unknown) => void) => {
      done(null, [
        { address: '::1', family: 6 },
        { address: '127.0.0.1', family: 4 },
      ])
    }) as never
    const { stream } = await opened(`wss://feed.example:${server.port}/`, { tls: { ca: authority.ca }, lookup: both })
    const answer = new Promise<string>((resolve) => {
      stream.onData = (chunk) => resolve(Buffer.from(chunk).toString())
    })
    server.sockets[0]?.write('read by the buffer of the second socket')
    expect(await answer).toBe('read by the buffer of the second socket')
  })

  it.each(wrong)('refuses a certificate that is %s, and says nothing to its server', async (which) => {
    const server = await tlsServer(bad[which])
    const ca = which === 'untrusted' || which === 'self-signed' ? {} : { ca: authority.ca }
    const error = await refused(`wss://localhost:${server.port}/`, { tls: ca, lookup })
    expect(error).toMatchObject({ code: 'tls', cause: expect.any(Error) })
    expect(server.requests).toEqual([])
  })

  it('refuses a certificate of an authority it was not told of, though it knows another', async () => {
    const server = await tlsServer(bad.untrusted)
    expect(await refused(`wss://localhost:${server.port}/`, { tls: { ca: authority.ca }, lookup })).toMatchObject({
      code: 'tls',
    })
  })

  it.each([
    ['a certificate that is none', { cert: 'nonsense', key: 'nonsense' }],
    ['a version that is none', { minVersion: 'TLSv9' as never }],
    ['ciphers that are none', { ciphers: 'NONSENSE' }],
  ])('fails with %s, instead of throwing', async (_name, tls) => {
    const server = await tlsServer(good)
    const proxy = await proxyServer()
    servers.push(proxy)
    const url = `wss://localhost:${server.port}/`
    expect(await refused(url, { tls, lookup })).toMatchObject({ code: 'tls', cause: expect.any(Error) })
    expect(await refused(url, { tls, lookup, proxy: `http://127.0.0.1:${proxy.port}` })).toMatchObject({ code: 'tls' })
  })

  it('refuses what a check of the caller refuses, by what it answers or throws', async () => {
    const server = await tlsServer(good)
    const cause = new Error('not this one')
    const checks = [
      () => cause,
      () => {
        throw cause
      },
    ]
    for (const checkServerIdentity of checks) {
      const error = await refused(`wss://localhost:${server.port}/`, {
        tls: { ca: authority.ca, checkServerIdentity },
        lookup,
      })
      expect(error).toMatchObject({ code: 'tls', cause })
    }
    expect(server.requests).toEqual([])
  })

  it('verifies the name it is told to instead', async () => {
    const server = await tlsServer(bad['wrong host'])
    await opened(`wss://localhost:${server.port}/`, { tls: { ca: authority.ca, servername: 'other.example' }, lookup })
  })

  it('fails against a server that does not speak TLS', async () => {
    const plain = await rawServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    servers.push(plain)
    expect(await refused(`wss://localhost:${plain.port}/`, { lookup })).toMatchObject({ code: 'tls' })
  })

  it('fails by FIN and by silence within the TLS handshake', async () => {
    const ending = await rawServer((socket) => socket.once('data', () => socket.end()))
    const silent = await rawServer(() => {})
    servers.push(ending, silent)
    expect(await refused(`wss://localhost:${ending.port}/`, { lookup })).toMatchObject({ code: 'tls' })
    const error = await refused(`wss://localhost:${silent.port}/`, { lookup, handshakeTimeout: 50 })
    expect(error).toMatchObject({ code: 'timeout' })
  })

  it('is refused a connection', async () => {
    const server = await tlsServer(good)
    await server.close()
    servers.pop()
    expect(await refused(`wss://127.0.0.1:${server.port}/`)).toMatchObject({ code: 'connect' })
  })
})

describe('wss: behind CONNECT', () => {
  it.each(['http:', 'https:'])('through an %s proxy, TLS is between us and the target', async (scheme) => {
    const server = await tlsServer(good)
    const proxy = await proxyServer(() => null, scheme === 'https:' ? good : undefined)
    servers.push(proxy)
    const { stream } = await opened(`wss://user:pass@feed.example:${server.port}/feed`, {
      tls: { ca: authority.ca },
      proxy: `${scheme}//127.0.0.1:${proxy.port}`,
    })
    expect(proxy.requests).toEqual([
      `CONNECT feed.example:${server.port} HTTP/1.1\r\nHost: feed.example:${server.port}\r\n\r\n`,
    ])
    expect(server.sockets[0]).toMatchObject({ servername: 'feed.example' })
    expect(server.requests[0]).toMatch(/^GET \/feed HTTP[\s\S]*\r\nAuthorization: Basic /)
    const answer = new Promise<string>((resolve) => {
      stream.onData = (chunk) => resolve(Buffer.from(chunk).toString())
    })
    server.sockets[0]?.write('through the tunnel')
    expect(await answer).toBe('through the tunnel')
  })

  it.each(wrong)('refuses a certificate that is %s', async (which) => {
    const server = await tlsServer(bad[which])
    const proxy = await proxyServer()
    servers.push(proxy)
    const ca = which === 'untrusted' || which === 'self-signed' ? {} : { ca: authority.ca }
    const error = await refused(`wss://localhost:${server.port}/`, { tls: ca, proxy: `http://127.0.0.1:${proxy.port}` })
    expect(error).toMatchObject({ code: 'tls', cause: expect.any(Error) })
    expect(server.requests).toEqual([])
  })

  it.each(wrong)('refuses a proxy whose certificate is %s, and says nothing to it', async (which) => {
    const proxy = await proxyServer(() => null, bad[which])
    servers.push(proxy)
    const ca = which === 'untrusted' || which === 'self-signed' ? {} : { ca: authority.ca }
    // What is waived for the target is not waived for the proxy.
    const error = await refused('wss://feed.example/', {
      tls: { ...ca, rejectUnauthorized: false },
      proxy: `https://user:pass@localhost:${proxy.port}`,
      lookup,
    })
    expect(error).toMatchObject({ code: 'proxy', cause: expect.any(Error) })
    expect(proxy.requests).toEqual([])
  })
})

import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { dialling, hangUp, opened, refused } from '../testing-tools/dialling.ts'
import {
  acceptOf,
  gone,
  header,
  onRequest,
  type RawServer,
  rawServer,
  switching,
} from '../testing-tools/handshake-server.ts'
import type { HandshakeError } from './errors.ts'

const servers: RawServer[] = []

/** A server that answers each request as told. */
async function server(answer: (socket: Socket, request: string) => void, listen?: object): Promise<RawServer> {
  return keep(
    await rawServer((socket) => onRequest(socket, (request) => answer(socket, request)), listen ? { listen } : {}),
  )
}

function keep(one: RawServer): RawServer {
  servers.push(one)
  return one
}

const urlOf = ({ port }: RawServer, path = '/'): string => `ws://127.0.0.1:${port}${path}`

afterEach(async () => {
  hangUp()
  await Promise.all(servers.splice(0).map((one) => one.close()))
})

describe('a handshake', () => {
  it('opens, with subprotocol and compression, against a server of another make', async () => {
    const foreign = new WebSocketServer({
      port: 0,
      host: '127.0.0.1',
      perMessageDeflate: true,
      handleProtocols: () => 'b',
    })
    await once(foreign, 'listening')
    const { port } = foreign.address() as { port: number }
    const result = await opened(`ws://127.0.0.1:${port}/`, {}, ['a', 'b'])
    expect(result).toMatchObject({ protocol: 'b', deflate: { serverMaxWindowBits: 15 } })
    expect(result.extensions).toMatch(/^permessage-deflate/)
    hangUp()
    foreign.close()
    await once(foreign, 'close')
  })

  it('sends path, host, credentials and headers', async () => {
    let text = ''
    const one = await server((socket, request) => {
      text = request
      socket.write(switching(request))
    })
    await opened(`ws://us%65r:p%40ss@127.0.0.1:${one.port}/feed?a=b`, { headers: { Origin: 'https://a.example' } })
    expect(text).toMatch(/^GET \/feed\?a=b HTTP\/1\.1\r\n/)
    expect(header(text, 'Host')).toBe(`127.0.0.1:${one.port}`)
    expect(header(text, 'Origin')).toBe('https://a.example')
    expect(header(text, 'Authorization')).toBe(`Basic ${Buffer.from('user:p@ss').toString('base64')}`)
    expect(text).not.toContain('p%40ss')
  })

  it('lets an Authorization header decide over the URL', async () => {
    let text = ''
    const one = await server((socket, request) => {
      text = request
      socket.write(switching(request))
    })
    await opened(`ws://user:pass@127.0.0.1:${one.port}/`, { headers: { authorization: 'Bearer token' } })
    expect(text.match(/^authorization: .*/gim)).toEqual(['authorization: Bearer token'])
  })

  it('makes a new key each time', async () => {
    const keys = new Set<string | undefined>()
    const one = await server((socket, request) => {
      keys.add(header(request, 'Sec-WebSocket-Key'))
      socket.write(switching(request))
    })
    // More than are drawn from the CSPRNG at a time.
    for (let i = 0; i < 300; i++) (await opened(urlOf(one))).stream.destroy()
    expect(keys.size).toBe(300)
    for (const key of keys) expect(Buffer.from(key ?? '', 'base64')).toHaveLength(16)
  })

  it('hands on the frames that came with the response, as a copy', async () => {
    const one = await server((socket, request) =>
      socket.write(Buffer.concat([Buffer.from(switching(request)), Buffer.from([0x81, 1, 0x60 + one.count])])),
    )
    const first = await opened(urlOf(one))
    // Its response is read into the same memory.
    const second = await opened(urlOf(one))
    expect([...second.head]).toEqual([0x81, 1, 0x62])
    expect([...first.head]).toEqual([0x81, 1, 0x61])
  })

  it('takes a response that comes byte by byte', async () => {
    const one = await server((socket, request) => {
      const bytes = Buffer.from(switching(request))
      const next = (at: number): void => {
        if (at < bytes.length) socket.write(bytes.subarray(at, at + 1), () => next(at + 1))
      }
      next(0)
    })
    expect((await opened(urlOf(one))).head).toHaveLength(0)
  })

  it('skips a 100 Continue before the 101', async () => {
    const one = await server((socket, request) => socket.write(`HTTP/1.1 100 Continue\r\n\r\n${switching(request)}`))
    await opened(urlOf(one))
  })

  it('accepts Connection: keep-alive, Upgrade', async () => {
    const one = await server((socket, request) => {
      socket.write(switching(request).replace('Connection: Upgrade', 'Connection: keep-alive, Upgrade'))
    })
    await opened(urlOf(one))
  })

  it('goes over a Unix socket, by URL and by option', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'everwire '))
    const path = join(folder, 's.sock')
    const requests: string[] = []
    await server(
      (socket, request) => {
        requests.push(request)
        socket.write(switching(request))
      },
      { path },
    )
    await opened(`ws+unix:${path}:/feed`)
    await opened('ws://example.com/feed', { socketPath: path })
    expect(requests.map((text) => [text.split(' ')[1], header(text, 'Host')])).toEqual([
      ['/feed', 'localhost'],
      ['/feed', 'example.com'],
    ])
    await rm(folder, { recursive: true })
  })

  it('connects from the local address it is told', async () => {
    const one = await server((socket, request) => {
      expect(socket.remoteAddress).toBe('127.0.0.2')
      socket.write(switching(request))
    })
    await opened(urlOf(one), { localAddress: '127.0.0.2' })
  })

  it('tries the next address when one refuses', async () => {
    const one = await server((socket, request) => socket.write(switching(request)))
    const lookup = ((_name: string, _options: unknown, done: (error: null, all: unknown) => void) => {
      setImmediate(done, null, [
        { address: '::1', family: 6 },
        { address: '127.0.0.1', family: 4 },
      ])
    }) as never
    await opened(`ws://feed.example:${one.port}/`, { lookup })
  })
})

describe('an answer that refuses', () => {
  const answering = async (text: string, end = true): Promise<HandshakeError> => {
    const one = await server((socket) => (end ? socket.end(text) : socket.write(text)))
    return refused(urlOf(one))
  }

  it('is told by status, headers and body', async () => {
    const error = await answering(
      'HTTP/1.1 401 No\r\nWWW-Authenticate: Basic\r\nVary: a\r\nVary: b\r\n\r\nwho are you?',
    )
    expect(error).toMatchObject({ code: 'status', status: 401, body: 'who are you?', retryAfter: null })
    expect(error.headers?.get('www-authenticate')).toBe('Basic')
    expect(error.headers?.get('vary')).toBe('a, b')
  })

  it('tells Retry-After in seconds', async () => {
    expect(await answering('HTTP/1.1 503 Busy\r\nRetry-After: 7\r\n\r\n')).toMatchObject({
      status: 503,
      retryAfter: 7000,
    })
  })

  it('tells Retry-After as a date', async () => {
    const date = new Date(Date.now() + 3_600_000).toUTCString()
    const { retryAfter } = await answering(`HTTP/1.1 503 Busy\r\nRetry-After: ${date}\r\n\r\n`)
    expect(retryAfter).toBeGreaterThan(3_500_000)
    expect(retryAfter).toBeLessThanOrEqual(3_600_000)
  })

  it('ends with its body, without waiting for the connection to end', async () => {
    expect(await answering('HTTP/1.1 400 No\r\nContent-Length: 3\r\n\r\nbad', false)).toMatchObject({ body: 'bad' })
    expect(
      await answering('HTTP/1.1 400 No\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nbad\r\n0\r\n\r\n', false),
    ).toMatchObject({ body: 'bad' })
  })

  it('ends soon when its body does not come', async () => {
    const error = await answering('HTTP/1.1 400 No\r\nContent-Length: 300\r\n\r\npart', false)
    expect(error).toMatchObject({ status: 400, body: 'part' })
  })

  it('keeps 16 KiB of an endless body', async () => {
    const one = await server((socket) => {
      socket.write('HTTP/1.1 400 No\r\n\r\n')
      const more = (): void => void (socket.writable && socket.write(Buffer.alloc(65_536, 'a'), more))
      more()
    })
    expect((await refused(urlOf(one))).body).toHaveLength(16 * 1024)
  })

  it.each([301, 302, 303, 307, 308])('by a redirect (%i) is not followed', async (status) => {
    const other = await server((socket, request) => socket.write(switching(request)))
    const error = await answering(`HTTP/1.1 ${status} Elsewhere\r\nLocation: ${urlOf(other)}\r\n\r\n`)
    expect(error).toMatchObject({
      code: 'status',
      status,
      message: expect.stringContaining('redirects are not followed'),
    })
    expect(other.count).toBe(0)
  })
})

describe('an answer that breaks the rules', () => {
  it.each<[string, (request: string) => string, string[]?]>([
    ['a wrong Sec-WebSocket-Accept', () => switching('')],
    ['an unsolicited subprotocol', (request) => switching(request, 'Sec-WebSocket-Protocol: chat\r\n')],
    ['another subprotocol', (request) => switching(request, 'Sec-WebSocket-Protocol: chat\r\n'), ['other']],
    ['no subprotocol', (request) => switching(request), ['other']],
    [
      'an unknown extension parameter',
      (request) => switching(request, 'Sec-WebSocket-Extensions: permessage-deflate; x\r\n'),
    ],
    [
      'a window of 7 bits',
      (request) => switching(request, 'Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=7\r\n'),
    ],
    ['a bare CR', (request) => switching(request, 'X: a\rb\r\n')],
    ['no HTTP', () => 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['a header of 64 KiB', (request) => switching(request, `X: ${'a'.repeat(65_536)}\r\n`)],
    ['129 headers', (request) => switching(request, 'X: a\r\n'.repeat(126))],
    ['an endless row of 100 Continue', () => 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(10_000)],
  ])('%s fails the handshake and drops the connection', async (_name, answer, protocols = []) => {
    let closed: Promise<unknown> | undefined
    const one = await server((socket, request) => {
      closed = gone(socket)
      socket.write(answer(request), 'latin1')
    })
    const error = await refused(urlOf(one), {}, protocols)
    expect(error).toMatchObject({ code: 'response', status: null, headers: null, body: null })
    await closed
  })

  it('an extension that was not offered fails the handshake', async () => {
    const one = await server((socket, request) => {
      expect(header(request, 'Sec-WebSocket-Extensions')).toBeUndefined()
      socket.write(switching(request, 'Sec-WebSocket-Extensions: permessage-deflate\r\n'))
    })
    expect(await refused(urlOf(one), { perMessageDeflate: false })).toMatchObject({ code: 'response' })
  })
})

describe('a server that is slow', () => {
  it('in silence ends at handshakeTimeout', async () => {
    const one = await server(() => {})
    expect(await refused(urlOf(one), { handshakeTimeout: 50 })).toMatchObject({ code: 'timeout' })
  })

  it('that never reads nor accepts ends at handshakeTimeout', async () => {
    const one = keep(await rawServer((socket) => socket.pause()))
    expect(await refused(urlOf(one), { handshakeTimeout: 50 })).toMatchObject({ code: 'timeout' })
  })

  it('byte by byte does not stretch the one deadline', async () => {
    let dripped = 0
    const one = await server((socket, request) => {
      const bytes = Buffer.from(switching(request, `X: ${'a'.repeat(10_000)}\r\n`))
      const timer = setInterval(() => socket.write(bytes.subarray(dripped, ++dripped)), 5)
      socket.on('close', () => clearInterval(timer))
    })
    expect(await refused(urlOf(one), { handshakeTimeout: 100 })).toMatchObject({ code: 'timeout' })
    expect(dripped).toBeGreaterThan(1)
  })

  it('with the body of its refusal does not stretch it either', async () => {
    const one = await server((socket) => {
      socket.write('HTTP/1.1 400 No\r\n\r\n')
      const timer = setInterval(() => socket.write('a'), 5)
      socket.on('close', () => clearInterval(timer))
    })
    expect(await refused(urlOf(one), { handshakeTimeout: 100 })).toMatchObject({ code: 'timeout' })
  })

  it('in name look-up ends at handshakeTimeout', async () => {
    const lookup = (() => {}) as never
    expect(await refused('ws://feed.example/', { lookup, handshakeTimeout: 50 })).toMatchObject({ code: 'timeout' })
  })
})

describe('a connection that breaks', () => {
  it('is refused', async () => {
    const one = await server(() => {})
    await one.close()
    servers.pop()
    const error = await refused(urlOf(one))
    expect(error).toMatchObject({ code: 'connect', cause: { code: 'ECONNREFUSED' } })
    expect(error.message).toContain(`127.0.0.1:${one.port}`)
  })

  it.each(['before the answer', 'inside the answer'])('by FIN %s fails', async (when) => {
    const one = await server((socket, request) =>
      socket.end(when === 'before the answer' ? '' : switching(request).slice(0, -1)),
    )
    expect(await refused(urlOf(one))).toMatchObject({ code: 'connect' })
  })

  it.each(['before the answer', 'inside the answer'])('by RST %s fails', async (when) => {
    const one = await server((socket, request) => {
      if (when === 'before the answer') socket.resetAndDestroy()
      else socket.write(switching(request).slice(0, -1), () => socket.resetAndDestroy())
    })
    expect(await refused(urlOf(one))).toMatchObject({ code: 'connect' })
  })

  it('has no address', async () => {
    const failing = ((_name: string, _options: unknown, done: (error: Error) => void) =>
      done(new Error('ENOTFOUND'))) as never
    expect(await refused('ws://feed.example/', { lookup: failing })).toMatchObject({ code: 'lookup' })
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('broken')
      },
    ],
    ['rejects', async () => Promise.reject(new Error('broken'))],
    ['answers nothing', (_n: string, _o: unknown, done: (e: null, a: unknown) => void) => done(null, [])],
    ['answers a name', (_n: string, _o: unknown, done: (e: null, a: unknown) => void) => done(null, 'localhost')],
    ['answers null', (_n: string, _o: unknown, done: (e: null, a: unknown) => void) => done(null, [null])],
    [
      'answers twice',
      (_n: string, _o: unknown, done: (e: Error) => void) => {
        done(new Error('1'))
        done(new Error('2'))
      },
    ],
  ])('by a look-up that %s fails', async (_name, lookup) => {
    expect(await refused('ws://feed.example/', { lookup: lookup as never })).toMatchObject({ code: 'lookup' })
  })
})

describe('credentials', () => {
  it('are in no error', async () => {
    const one = await server((socket) => socket.end('HTTP/1.1 401 No\r\n\r\n'))
    const errors = [
      await refused(`ws://user:s3cret@127.0.0.1:${one.port}/?token=s3cret`, { headers: { 'X-Token': 's3cret' } }),
      await refused('ws://user:s3cret@127.0.0.1:1/?token=s3cret'),
      await refused(`ws://127.0.0.1:${one.port}/`, { proxy: 'http://user:s3cret@127.0.0.1:1' }),
    ]
    const { inspect } = await import('node:util')
    for (const error of errors) {
      const secret = new RegExp(`s3cret|${Buffer.from('user:s3cret').toString('base64')}`)
      expect(`${error.stack} ${JSON.stringify(error)} ${inspect(error, { depth: 9, showHidden: true })}`).not.toMatch(
        secret,
      )
    }
  })
})

it('answers the key it was sent', async () => {
  // The test's own server is right: the example of RFC 6455, 1.3.
  expect(acceptOf('Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n')).toBe('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=')
})

it('gives up by cancel with the reason as cause, once', async () => {
  const one = await server(() => {})
  const attempt = dialling(urlOf(one))
  const reason = new Error('closed')
  attempt.cancel(reason)
  attempt.cancel(new Error('again'))
  expect(await attempt.outcome).toMatchObject({ code: 'aborted', cause: reason })
})

import type { Socket } from 'node:net'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Authority, createAuthority, type Identity } from '../testing-tools/certificates.ts'
import { eventually } from '../testing-tools/eventually.ts'
import { type RawServer, rawServer } from '../testing-tools/handshake-server.ts'
import { answered } from './lookup.ts'
import { SocketStream } from './socket-stream.ts'

let authority: Authority
let identity: Identity
const servers: RawServer[] = []
const streams: SocketStream[] = []

beforeAll(async () => {
  authority = await createAuthority()
  identity = await authority.issue(['localhost'])
})
afterEach(async () => {
  for (const stream of streams.splice(0)) stream.destroy()
  await Promise.all(servers.splice(0).map((one) => one.close()))
})

/** A connected stream and the peer's end of it. */
async function connected(kind: 'tcp' | 'tls' | 'tls by events'): Promise<{ stream: SocketStream; peer: Socket }> {
  let resolve!: (socket: Socket) => void
  const promise = new Promise<Socket>((set) => {
    resolve = set
  })
  const server = await rawServer((socket) => resolve(socket), kind === 'tcp' ? {} : { tls: identity })
  servers.push(server)
  const lookup = answered([{ address: '127.0.0.1', family: 4 }])
  const endpoint = { hostname: 'localhost', port: server.port, socketPath: null, localAddress: null, lookup }
  const tls = kind === 'tcp' ? null : { ca: authority.ca }
  const stream =
    kind === 'tls by events' ? SocketStream.connectForTunnel(endpoint, tls) : SocketStream.connect(endpoint, tls)
  streams.push(stream)
  await new Promise<void>((done) => {
    stream.onConnect = done
  })
  return { stream, peer: await promise }
}

/** Gathers what a stream tells. */
function noting(stream: SocketStream): { bytes: number; ended: boolean; closed: (Error | null)[] } {
  const notes = { bytes: 0, ended: false, closed: [] as (Error | null)[] }
  stream.onData = (chunk) => {
    expect(notes.ended).toBe(false)
    // In order, and not yet overwritten by what came later.
    expect(Buffer.compare(chunk, pattern(notes.bytes, chunk.length))).toBe(0)
    notes.bytes += chunk.length
  }
  stream.onEnd = () => {
    notes.ended = true
  }
  stream.onClose = (error) => notes.closed.push(error)
  return notes
}

/** Bytes that say where in the stream they belong. */
const PATTERN = Buffer.from(Uint8Array.from({ length: 2 * 2 ** 20 }, (_, i) => (i * 2654435761) >>> 24))
const pattern = (start: number, length: number): Buffer => PATTERN.subarray(start, start + length)

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate)
}

describe.each(['tcp', 'tls', 'tls by events'] as const)('a stream over %s', (kind) => {
  it('reads, writes, and ends on both sides without an error', async () => {
    const { stream, peer } = await connected(kind)
    const notes = noting(stream)
    let text = ''
    peer.on('data', (chunk) => (text += chunk)).on('end', () => peer.end(pattern(0, 3)))
    const done = vi.fn()
    stream.write(Buffer.from('hello'), done)
    stream.end()
    await eventually(() => expect(notes).toEqual({ bytes: 3, ended: true, closed: [null] }))
    expect(text).toBe('hello')
    expect(done).toHaveBeenCalledTimes(1)
    expect(stream.writableLength).toBe(0)
  })

  it('may be half-open: after the peer ended, one can still write', async () => {
    const { stream, peer } = await connected(kind)
    const notes = noting(stream)
    let text = ''
    peer.on('data', (chunk) => (text += chunk)).end()
    await eventually(() => expect(notes.ended).toBe(true))
    stream.write(Buffer.from('late'))
    await eventually(() => expect(text).toBe('late'))
    stream.end()
    await eventually(() => expect(notes.closed).toEqual([null]))
  })

  it('delivers nothing while paused, and everything, then the end, afterwards', async () => {
    const { stream, peer } = await connected(kind)
    const notes = noting(stream)
    const size = 2 * 2 ** 20
    const { onData } = stream
    let calls = 0
    stream.onData = (chunk) => {
      calls++
      onData(chunk)
      // TLS would go on with what it has decrypted.
      stream.pause()
    }
    peer.end(pattern(0, size))
    await eventually(() => expect(notes.bytes).toBeGreaterThan(0))
    const first = notes.bytes
    await turns(50)
    expect(notes).toMatchObject({ bytes: first, ended: false })
    expect(calls).toBe(1)
    stream.onData = onData
    stream.resume()
    await eventually(() => expect(notes).toMatchObject({ bytes: size, ended: true }))
  })

  it('can be paused at each chunk', async () => {
    const { stream, peer } = await connected(kind)
    const notes = noting(stream)
    const size = 300_000
    const { onData } = stream
    stream.onData = (chunk) => {
      onData(chunk)
      stream.pause()
      setImmediate(() => stream.resume())
    }
    peer.end(pattern(0, size))
    await eventually(() => expect(notes).toMatchObject({ bytes: size, ended: true }))
  })

  it('tells of backpressure and of its end', async () => {
    const { stream, peer } = await connected(kind)
    const taken = vi.fn()
    peer.pause()
    const size = 16 * 2 ** 20
    stream.write(Buffer.alloc(size), taken)
    await turns(20)
    expect(stream.writableLength).toBe(size)
    expect(taken).not.toHaveBeenCalled()
    peer.resume()
    await eventually(() => expect(taken).toHaveBeenCalledTimes(1))
    expect(stream.writableLength).toBe(0)
  })

  it('reports a reset once, as an error', async () => {
    const { stream, peer } = await connected(kind)
    const notes = noting(stream)
    if (kind === 'tcp') peer.resetAndDestroy()
    else peer.destroy(new Error('dropped'))
    stream.write(Buffer.alloc(10))
    await eventually(() => expect(notes.closed.length + Number(notes.ended)).toBeGreaterThan(0))
    stream.destroy()
    await eventually(() => expect(notes.closed).toHaveLength(1))
    if (kind === 'tcp') expect(notes.closed[0]).toMatchObject({ code: expect.stringMatching(/ECONNRESET|EPIPE/) })
  })

  it('delivers nothing after destroy, and closes without an error', async () => {
    const { stream, peer } = await connected(kind)
    const notes = noting(stream)
    peer.write(Buffer.alloc(100_000))
    stream.onData = () => {
      stream.destroy()
      stream.onData = (chunk) => {
        notes.bytes += chunk.length
      }
    }
    await eventually(() => expect(notes.closed).toEqual([null]))
    await turns(5)
    expect(notes).toEqual({ bytes: 0, ended: false, closed: [null] })
  })
})

it('delivers nothing after destroy of what was held back while paused', async () => {
  const { stream, peer } = await connected('tls')
  const notes = noting(stream)
  let calls = 0
  stream.onData = () => {
    calls++
    stream.pause()
  }
  peer.write(Buffer.alloc(200_000))
  await eventually(() => expect(calls).toBe(1))
  await turns(5)
  stream.resume()
  stream.destroy()
  await eventually(() => expect(notes.closed).toEqual([null]))
  expect(calls).toBe(1)
})

describe.each(['tcp', 'tls'] as const)('reading over %s', (kind) => {
  it('goes into the buffer that is asked for', async () => {
    const { stream, peer } = await connected(kind)
    const [first, second] = [Buffer.alloc(1024), Buffer.alloc(1024)]
    const seen: ArrayBufferLike[] = []
    // The buffer for the first read was asked for when the connection was made.
    stream.nextBuffer = () => (seen.length === 1 ? first : second)
    stream.onData = (chunk) => {
      expect(chunk.toString()).toBe('x')
      seen.push(chunk.buffer)
      if (seen.length < 3) peer.write('x')
    }
    peer.write('x')
    await eventually(() => expect(seen).toHaveLength(3))
    expect(seen[1]).toBe(first.buffer)
    expect(seen[2]).toBe(second.buffer)
  })

  it('does not mix connections up, though they may read into the same memory', async () => {
    const pairs = await Promise.all(Array.from({ length: 8 }, () => connected(kind)))
    const texts = pairs.map(() => '')
    pairs.forEach(({ stream, peer }, i) => {
      stream.onData = (chunk) => {
        texts[i] += Buffer.from(chunk).toString()
      }
      for (let n = 0; n < 50; n++) peer.write(`${i}`.repeat(100))
    })
    await eventually(() => expect(texts).toEqual(pairs.map((_, i) => `${i}`.repeat(5000))))
  })
})

import './index.development.ts'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { json } from './codec.ts'
import { OptionError } from './errors.ts'
import { prose } from './prose.ts'
import { Registry } from './registry.ts'
import { fakeServer, silent, VirtualClock } from './testing/index.ts'

const url = 'wss://example.com/feed'

function served() {
  const clock = new VirtualClock()
  const server = fakeServer(clock, silent())
  return { clock, server, options: { clock, WebSocketCtor: server.WebSocketCtor } }
}

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

describe('sharing', () => {
  it('is by URL and protocols', () => {
    const registry = new Registry()
    const socket = registry.get(url)
    expect(registry.get(new URL(url))).toBe(socket)
    expect(registry.get(url, { protocols: [] })).toBe(socket)
    expect(registry.get(url, { protocols: 'a' })).not.toBe(socket)
    expect(registry.get(url, { protocols: ['a'] })).toBe(registry.get(url, { protocols: 'a' }))
    expect(registry.get(`${url}?b`)).not.toBe(socket)
    expect(new Registry().get(url)).not.toBe(socket)
  })

  it('is decided by a key, which a protocols function needs', () => {
    const registry = new Registry()
    expect(registry.get(url, { key: 'a' })).toBe(registry.get('wss://example.com/other', { key: 'a' }))
    expect(registry.get(url, { key: 'a' })).not.toBe(registry.get(url, { key: 'b' }))
    expect(() => registry.get(url, { protocols: () => 'token' })).toThrow(OptionError)
    expect(registry.get(url, { protocols: () => 'token', key: 'c' })).toBe(
      registry.get(url, { protocols: () => 'x', key: 'c' }),
    )
  })

  it('can be opted out of', () => {
    const registry = new Registry()
    expect(registry.get(url, { share: false })).not.toBe(registry.get(url, { share: false }))
  })
})

it('is one connection for all, which lingers for a second', async () => {
  const registry = new Registry()
  const { server, clock, options } = served()
  const leases = [registry.get(url, options).open(), registry.get(url, options).open()]
  server.last.accept()
  for (const lease of leases) lease.unsubscribe()
  await clock.advance(999)
  registry.get(url, options).open()
  await clock.advance(5000)
  expect([server.connections.length, registry.get(url, options).state.phase]).toEqual([1, 'open'])
})

it('replaces a socket that was closed and that nobody holds, not one that somebody holds', () => {
  const registry = new Registry()
  const { server, clock, options } = served()
  const socket = registry.get(url, options)
  const lease = socket.on('data', () => {})
  server.last.accept()
  socket.close()
  clock.tick(0)
  expect(socket.state.phase).toBe('closed')
  expect(registry.get(url, options)).toBe(socket)
  lease.unsubscribe()
  expect(registry.get(url, options)).not.toBe(socket)
})

it('warns who asks with other options, and the first ones stay', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  vi.stubGlobal('document', {})
  const registry = new Registry()
  const socket = registry.get(url, { codec: json(), reconnect: 'eager', linger: 5 })
  expect(registry.get(url, { codec: json(), reconnect: 'eager', linger: 5 })).toBe(socket)
  expect(warn).not.toHaveBeenCalled()
  expect(registry.get(url, { codec: json(), reconnect: false, linger: 6 })).toBe(socket)
  expect(warn).toHaveBeenCalledOnce()
  expect(warn.mock.calls[0]?.[0]).toMatch(/`reconnect`, `linger`/)
})

it('warns who asks with another URL, or other subprotocols, under a key that is taken', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  vi.stubGlobal('document', {})
  const registry = new Registry()
  registry.get(url, { key: 'a', protocols: 'one' })
  registry.get(new URL(url), { key: 'a', protocols: 'one' })
  expect(warn).not.toHaveBeenCalled()
  registry.get(`${url}?token=secret`, { key: 'a', protocols: 'two' })
  expect(warn.mock.calls).toEqual([[expect.stringMatching(/`url`, `protocols`/)]])
  expect(warn.mock.calls[0]?.[0]).not.toContain('secret')
})

it.each(['in production', 'on a server'])('is silent %s', (where) => {
  if (where === 'in production') {
    vi.stubGlobal('document', {})
    const { sharing } = prose
    delete prose.sharing
    onTestFinished(() => void Object.assign(prose, { sharing }))
  }
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  const registry = new Registry()
  registry.get(url, { linger: 1 })
  registry.get(url, { linger: 2 })
  expect(warn).not.toHaveBeenCalled()
})

it('does not keep what a component gave for itself', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const registry = new Registry()
  const { options } = served()
  let socket: unknown
  const weak = (() => {
    const onMessage = () => {}
    socket = registry.get(url, { ...options, onMessage } as never)
    return new WeakRef(onMessage)
  })()
  await new Promise((resolve) => setTimeout(resolve))
  collect()
  expect([weak.deref(), typeof socket]).toEqual([undefined, 'object'])
})

describe('an entry is weak', () => {
  const collect = async () => {
    setFlagsFromString('--expose-gc')
    await new Promise((resolve) => setTimeout(resolve))
    ;(runInNewContext('gc') as () => void)()
    await new Promise((resolve) => setTimeout(resolve))
  }

  it('so a socket that nobody uses goes', async () => {
    const registry = new Registry()
    const unused = Array.from({ length: 100 }, (_, index) => new WeakRef(registry.get(`${url}/${index}`)))
    await collect()
    expect(unused.filter((reference) => reference.deref())).toHaveLength(0)
  })

  it('but one that is in use stays the one that is shared', async () => {
    const registry = new Registry()
    const { server, options } = served()
    const seen: unknown[] = []
    registry.get(url, options).data$.subscribe((data) => seen.push(data))
    server.last.accept()
    await collect()
    registry.get(url, options).data$.subscribe((data) => seen.push(data))
    server.last.send('x')
    expect([server.connections.length, seen]).toEqual([1, ['x', 'x']])
  })
})

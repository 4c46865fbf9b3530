// Our transport with echo servers of others, all by the same scenarios.
import { fileURLToPath } from 'node:url'
import { webSocket } from '@everwire/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Client } from './client.ts'
import { type Peer, startPeer } from './peer.ts'
import { type Program, pythonWith, skipWithout } from './programs.ts'

const script = (name: string) => fileURLToPath(new URL(`peers/${name}`, import.meta.url))
const servers: [name: string, script: string, program: Program][] = [
  ['ws', 'ws.mjs', { path: process.execPath, missing: '' }],
  ["Python's websockets", 'python.py', pythonWith('websockets')],
]

describe.each(servers)('%s', (_, file, program) => {
  let peer: Peer | undefined
  let url = ''
  beforeAll(async () => {
    const { path } = program
    if (path === undefined) return
    peer = await startPeer({ command: (port) => [path, script(file), String(port)] })
    url = `ws://127.0.0.1:${peer.port}/`
  }, 30_000)
  afterAll(() => peer?.stop())
  skipWithout(program)

  it.each([
    ['with compression', true, /permessage-deflate/],
    ['without', false, /^$/],
  ])('answers text and binary of any length %s', async (_, perMessageDeflate, extensions) => {
    const client = new Client(url, { perMessageDeflate: perMessageDeflate && { threshold: 0 } })
    await client.opened
    expect(client.socket.extensions).toMatch(extensions)
    for (const length of [0, 1, 125, 126, 65_535, 65_536, 1_000_000]) {
      const text = 'äbc€'.repeat(length / 4 + 1).slice(0, length)
      const bytes = Uint8Array.from({ length }, (_, index) => (index * index) >> 3)
      client.socket.send(text)
      client.socket.send(bytes)
      expect((await client.next()) === text).toBe(true)
      const answer = new Uint8Array((await client.next()) as ArrayBuffer)
      expect([answer.length, answer.every((byte, index) => byte === bytes[index])]).toEqual([length, true])
    }
    expect(await client.close()).toEqual({ code: 1000, reason: '', wasClean: true })
  })

  it('agrees on a subprotocol', async () => {
    const client = new Client(url, ['a', 'b'])
    await client.opened
    expect(client.socket.protocol).toBe('b')
    await client.close()
  })

  it('answers a PING', async () => {
    const client = new Client(url)
    await client.opened
    expect(await client.socket.ping()).toBeGreaterThan(0)
    await client.close()
  })

  it('closes with a code and a reason, and takes ours', async () => {
    const client = new Client(url)
    await client.opened
    client.socket.send('close')
    expect(await client.closed).toEqual({ code: 4001, reason: 'enough', wasClean: true })
    const other = new Client(url)
    await other.opened
    expect(await other.close(4999)).toEqual({ code: 4999, reason: '', wasClean: true })
  })

  it('is dialled again by the core when it drops the connection, and hears what was said meanwhile', async () => {
    const socket = webSocket(url, { reconnect: () => 20 })
    const seen: unknown[] = []
    const phases: string[] = []
    socket.state$.subscribe(({ phase }) => phases.push(phase))
    const subscription = socket.data$.subscribe((data) => seen.push(data))
    await expect.poll(() => socket.state.phase).toBe('open')
    socket.send('drop')
    await expect.poll(() => phases).toContain('waiting')
    socket.send('meanwhile')
    await expect.poll(() => seen).toEqual(['meanwhile'])
    expect(phases).toEqual(['idle', 'connecting', 'open', 'waiting', 'connecting', 'open'])
    subscription.unsubscribe()
    await expect.poll(() => socket.state.phase).toBe('idle')
  })
})

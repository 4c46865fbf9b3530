// nats-server speaks its own protocol, in binary messages, through its own WebSocket implementation.
import { type Codec, webSocket } from '@everwire/core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Client } from './client.ts'
import { type Peer, startPeer } from './peer.ts'
import { find, skipWithout } from './programs.ts'

const nats = find('nats-server')
let peer: Peer | undefined
let url = ''
beforeAll(async () => {
  const { path } = nats
  if (path === undefined) return
  peer = await startPeer({
    command: (_, folder) => [path, '-c', `${folder}/nats.conf`],
    files: (port) => ({
      'nats.conf': `listen: "127.0.0.1:-1"\nwebsocket { listen: "127.0.0.1:${port}", no_tls: true, compression: true }\n`,
    }),
  })
  url = `ws://127.0.0.1:${peer.port}/`
}, 30_000)
afterAll(() => peer?.stop())
skipWithout(nats)

const encoder = new TextEncoder()
const decoder = new TextDecoder()

it.each([
  ['compressed', true, /permessage-deflate/],
  ['as they are', false, /^$/],
])('publishes and receives messages, %s', async (_, perMessageDeflate, extensions) => {
  const client = new Client(url, { perMessageDeflate: perMessageDeflate && { threshold: 0 } })
  await client.opened
  expect(client.socket.extensions).toMatch(extensions)
  let heard = ''
  const until = async (end: string) => {
    while (!heard.includes(end)) heard += decoder.decode((await client.next()) as ArrayBuffer)
  }
  await until('\r\n')
  expect(heard).toMatch(/^INFO \{.*"server_id"/)

  const payload = 'nothing but the same, '.repeat(10_000)
  client.socket.send(encoder.encode('CONNECT {"verbose":false}\r\nSUB greet 1\r\n'))
  client.socket.send(encoder.encode(`PUB greet ${payload.length}\r\n${payload}\r\nPING\r\n`))
  await until('PONG\r\n')
  expect(heard.includes(`MSG greet 1 ${payload.length}\r\n${payload}\r\n`)).toBe(true)
  expect(await client.close()).toMatchObject({ code: 1000, wasClean: true })
})

it('is told by its answer what was wrong, then closes', async () => {
  const client = new Client(url)
  await client.opened
  await client.next()
  client.socket.send(encoder.encode('NONSENSE\r\n'))
  expect(decoder.decode((await client.next()) as ArrayBuffer)).toContain("-ERR 'Unknown Protocol Operation'")
  expect((await client.closed).code).toBeGreaterThanOrEqual(1000)
})

it('is a feed for the core, with a codec of one line', async () => {
  const codec: Codec<string> = {
    binaryType: 'arraybuffer',
    decode: (data) => decoder.decode(data as ArrayBuffer),
    encode: (text) => encoder.encode(text),
  }
  const socket = webSocket(url, { codec })
  let heard = ''
  const subscription = socket.data$.subscribe((text) => {
    heard += text
  })
  socket.send('CONNECT {"verbose":false}\r\nSUB a 1\r\n')
  socket.send('PUB a 5\r\nhello\r\n')
  await expect.poll(() => heard).toContain('MSG a 1 5\r\nhello\r\n')
  subscription.unsubscribe()
})

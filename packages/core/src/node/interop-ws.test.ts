import { createHash } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type ServerOptions, WebSocketServer, type WebSocket as WsSocket } from 'ws'
import { client, endingOf, hangUpAll, openClient } from '../testing-tools/web-socket-server.ts'

const servers: WebSocketServer[] = []
afterEach(async () => {
  await hangUpAll()
  for (const server of servers.splice(0)) {
    for (const socket of server.clients) socket.terminate()
    await new Promise((resolve) => server.close(resolve))
  }
})

const wsServer = async (options: ServerOptions, onConnection: (socket: WsSocket) => void): Promise<string> => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', ...options })
  servers.push(server)
  server.on('connection', onConnection)
  await once(server, 'listening')
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
}
const echo = (socket: WsSocket): void => {
  socket.on('message', (data, binary) => socket.send(data, { binary }))
}
const sizes = [0, 1, 125, 126, 1023, 1024, 65_535, 65_536, 100_000, 1_000_000]
const digest = (data: string | ArrayBuffer) =>
  createHash('sha256')
    .update(typeof data === 'string' ? data : new Uint8Array(data))
    .digest('hex')

const kinds: [string, ServerOptions, object][] = [
  ['uncompressed', {}, {}],
  ['compressed', { perMessageDeflate: { threshold: 0 } }, { perMessageDeflate: { threshold: 0 } }],
  ['compressed above a threshold', { perMessageDeflate: true }, {}],
  [
    'compressed without context takeover',
    { perMessageDeflate: { threshold: 0, serverNoContextTakeover: true, clientNoContextTakeover: true } },
    { perMessageDeflate: { threshold: 0 } },
  ],
]
for (let bits = 9; bits <= 15; bits++) {
  kinds.push([
    `compressed with windows of 2^${bits}`,
    { perMessageDeflate: { threshold: 0, serverMaxWindowBits: bits, clientMaxWindowBits: bits } },
    { perMessageDeflate: { threshold: 0 } },
  ])
}

describe.each(kinds)('with a ws server, %s', (_, options, own) => {
  it('gets back what it sent, in order: text and bytes of many sizes, sent at once', async () => {
    const socket = await openClient(await wsServer(options, echo), own)
    expect(socket.extensions !== '').toBe('perMessageDeflate' in options)
    const sent: string[] = []
    const received: string[] = []
    const all = new Promise<void>((resolve) => {
      socket.onmessage = ({ data }) => {
        if (received.push(digest(data)) === sizes.length * 2) resolve()
      }
    })
    for (const size of sizes) {
      const text = Array.from({ length: size / 4 + 1 }, (_, index) => (index % 3 ? 'ab€' : `${index}`))
        .join('')
        .slice(0, size)
      const bytes = Uint8Array.from({ length: size }, (_, index) => (index * index) >> 5)
      socket.send(text)
      socket.send(bytes)
      sent.push(digest(text), digest(bytes.buffer))
    }
    await all
    expect(received).toEqual(sent)
    socket.close(1000, 'thanks')
    expect(await endingOf(socket)).toEqual({ events: ['close'], code: 1000, reason: 'thanks', wasClean: true })
    expect(socket.bufferedAmount).toBe(0)
  })
})

it('receives what a ws server fragments and compresses', async () => {
  const url = await wsServer({ perMessageDeflate: { threshold: 0 } }, (socket) => {
    for (let index = 0; index < 50; index++)
      socket.send(`${index} `.repeat(500), { fin: false, compress: index % 2 === 0 }, () => {})
    socket.send('end', { fin: true })
    socket.ping('between')
    socket.send('next')
  })
  const socket = client(url)
  const messages: string[] = []
  await new Promise<void>((resolve) => {
    socket.onmessage = ({ data }) => {
      if (messages.push(data) === 2) resolve()
    }
  })
  expect(messages[0]).toMatch(/^0 0 .*49 end$/s)
  expect(messages[1]).toBe('next')
})

it('is closed by a ws server, and answers its pings', async () => {
  const pong = new Promise((resolve) => {
    void wsServer({}, (socket) => {
      socket.on('pong', (data) => {
        resolve(String(data))
        socket.close(4001, 'enough')
      })
      socket.ping('are you there')
    }).then((url) => client(url))
  })
  expect(await pong).toBe('are you there')
})

it('has its pings answered by a ws server', async () => {
  const socket = await openClient(await wsServer({}, () => {}))
  expect(await socket.ping()).toBeGreaterThan(0)
})

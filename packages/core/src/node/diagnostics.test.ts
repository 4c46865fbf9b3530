import { spawnSync } from 'node:child_process'
import { type ChannelListener, subscribe, unsubscribe } from 'node:diagnostics_channel'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type WebSocket as PeerSocket, WebSocketServer } from 'ws'
import { eventually } from '../testing-tools/eventually.ts'
import { rawServer } from '../testing-tools/handshake-server.ts'
import { TcpSocket } from './tcp-socket.ts'
import { WebSocket } from './web-socket.ts'

const names = ['dial', 'open', 'message', 'ping', 'pong', 'failure', 'close']
let heard: Record<string, unknown>[] = []
const listeners = names.map((name): [string, ChannelListener] => [
  `everwire:websocket:${name}`,
  (message) => heard.push({ on: name, ...(message as object) }),
])
const cleanUps: (() => unknown)[] = []
beforeEach(() => {
  heard = []
  for (const [channel, listener] of listeners) subscribe(channel, listener)
})
afterEach(async () => {
  for (const [channel, listener] of listeners) unsubscribe(channel, listener)
  for (const cleanUp of cleanUps.splice(0)) await cleanUp()
})

/** A WebSocket server of `ws`, and what it does with a connection. */
async function serve(onOpen: (socket: PeerSocket) => void): Promise<string> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  server.on('connection', onOpen)
  await new Promise((resolve) => server.once('listening', resolve))
  cleanUps.push(() => {
    for (const client of server.clients) client.terminate()
    server.close()
  })
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}
const closed = (socket: EventTarget) => new Promise((resolve) => socket.addEventListener('close', resolve))

it('tells of dial, open, messages both ways, ping, pong and close, and of one connection apart from another', async () => {
  const host = await serve((socket) =>
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary })),
  )
  const socket = new WebSocket(`ws://${host}/feed`, 'b')
  socket.binaryType = 'arraybuffer'
  await new Promise((resolve) => socket.addEventListener('open', resolve))
  socket.send('héllo')
  socket.send(new Blob(['blob']))
  socket.send(new Uint8Array(300))
  await eventually(() => expect(heard.filter(({ direction }) => direction === 'in')).toHaveLength(3))
  const roundTrip = await socket.ping()
  socket.close(4000, 'bye')
  await closed(socket)

  const about = { id: heard[0]?.id, url: `ws://${host}/feed` }
  const message = (direction: string, format: string, size: number) => ({
    on: 'message',
    ...about,
    direction,
    format,
    size,
  })
  const sent = heard.filter(({ direction }) => direction === 'out')
  expect(sent).toEqual([message('out', 'text', 5), message('out', 'binary', 4), message('out', 'binary', 300)])
  const received = heard.filter(({ direction }) => direction === 'in')
  expect(received).toEqual([message('in', 'text', 5), message('in', 'binary', 4), message('in', 'binary', 300)])
  expect(heard.filter(({ on }) => on !== 'message')).toEqual([
    { on: 'dial', ...about },
    { on: 'open', ...about, protocol: 'b', extensions: '' },
    { on: 'ping', ...about },
    { on: 'pong', ...about, roundTrip },
    { on: 'close', ...about, code: 4000, reason: 'bye', wasClean: true },
  ])

  const next = new WebSocket(`ws://${host}/`)
  expect(heard.at(-1)).toEqual({ on: 'dial', id: (about.id as number) + 1, url: `ws://${host}/` })
  next.close()
  await closed(next)
})

it('tells why a connection failed, before it tells the close', async () => {
  const server = createServer((_, response) => response.writeHead(503, { 'Set-Cookie': 's3cret=1' }).end('s3cret'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  cleanUps.push(() => server.close())
  const { port } = server.address() as AddressInfo
  await closed(new WebSocket(`ws://127.0.0.1:${port}/?token=s3cret`))
  const about = { id: expect.any(Number), url: `ws://127.0.0.1:${port}/` }
  expect(heard).toEqual([
    { on: 'dial', ...about },
    {
      on: 'failure',
      ...about,
      name: 'HandshakeError',
      message: 'The server answered 503 instead of 101',
      code: 'status',
      status: 503,
    },
    { on: 'close', ...about, code: 1006, reason: '', wasClean: false },
  ])
})

it('tells of a connection that broke, and of no ping that was never sent', async () => {
  const host = await serve((socket) => socket.terminate())
  const socket = new WebSocket(`ws://${host}/`)
  await closed(socket)
  await expect(socket.ping()).rejects.toThrow('not open')
  const what = heard.map(({ on }) => on)
  expect(what.filter((name) => name !== 'failure')).toEqual(['dial', 'open', 'close'])
  expect(heard.at(-1)).toMatchObject({ code: 1006, wasClean: false })
})

it('gives no secret away: credentials, queries, headers, subprotocols on offer, contents', async () => {
  const host = await serve((socket) => socket.on('message', () => socket.send('contents-s3cret')))
  const options = { headers: { Authorization: 'Bearer s3cret', Cookie: 's3cret' } }
  const socket = new WebSocket(`ws://user:s3cret@${host}/feed?token=s3cret`, ['v1', 'token-s3cret'], options)
  await new Promise((resolve) => socket.addEventListener('open', resolve))
  socket.send('contents-s3cret')
  await new Promise((resolve) => socket.addEventListener('message', resolve))
  socket.close()
  await closed(socket)
  await closed(new WebSocket('ws://user:s3cret@127.0.0.1:1/?token=s3cret', ['token-s3cret'], options))
  expect(heard.map(({ on }) => on)).toContain('failure')
  expect(JSON.stringify(heard)).not.toContain('s3cret')
  expect(heard[0]?.url).toBe(`ws://${host}/feed`)
})

it('tells of bare streams too', async () => {
  const server = await rawServer((socket) => socket.pipe(socket))
  cleanUps.push(() => server.close())
  const socket = new TcpSocket(`tcp://127.0.0.1:${server.port}`, { framing: 'lines' })
  await new Promise((resolve) => socket.addEventListener('open', resolve))
  socket.send('line')
  await new Promise((resolve) => socket.addEventListener('message', resolve))
  socket.close()
  await closed(socket)
  const about = { id: expect.any(Number), url: socket.url }
  expect(heard).toEqual([
    { on: 'dial', ...about },
    { on: 'open', ...about, protocol: '', extensions: '' },
    { on: 'message', ...about, direction: 'out', format: 'text', size: 4 },
    { on: 'message', ...about, direction: 'in', format: 'text', size: 4 },
    { on: 'close', ...about, code: 1005, reason: '', wasClean: true },
  ])
})

it('publishes nothing, and makes nothing to publish, where nobody listens', async () => {
  for (const [channel, listener] of listeners) unsubscribe(channel, listener)
  const host = await serve((socket) => socket.on('message', (data) => socket.send(data)))
  const socket = new WebSocket(`ws://${host}/`)
  let read = 0
  Object.defineProperty(socket, 'url', { get: () => ++read })
  await new Promise((resolve) => socket.addEventListener('open', resolve))
  socket.send('x')
  await new Promise((resolve) => socket.addEventListener('message', resolve))
  await socket.ping()
  socket.close()
  await closed(socket)
  expect([heard, read]).toEqual([[], 0])
})

it('is there for any module of the process, without an import of ours', () => {
  const script = `
    import { subscribe } from 'node:diagnostics_channel'
    subscribe('everwire:websocket:failure', ({ url, code }) => console.log(url, code))
    const { webSocket } = await import('@everwire/core')
    const socket = webSocket('ws://127.0.0.1:1/?token=s3cret', { reconnect: false })
    socket.open()
  `
  const folder = fileURLToPath(new URL('../..', import.meta.url))
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: folder,
    encoding: 'utf8',
  })
  expect([stdout, stderr]).toEqual(['ws://127.0.0.1:1/ connect\n', ''])
})

// Topics and requests over `ws`, against the example server in processes of its own.
import { firstValueFrom, take, toArray } from 'rxjs'
import { afterEach, expect, inject, it } from 'vitest'
import { WebSocket as Ws } from 'ws'
import { z } from 'zod'
import { type ExampleServer, startExampleServer } from '../../config/example-server.mjs'
import { json } from './codec.ts'
import type { AnySocket } from './observable-web-socket.ts'
import { request } from './request.ts'
import { topics } from './topic.ts'
import { webSocket } from './web-socket.ts'

const SYMBOLS = 'ACME BOLT CRUX DELT EMBR FLUX GLYF HALO IRIS JOLT KITE LUMA MOSS NOVA ONYX PRSM QILL RUNE SOLO TARN'
const Quote = z.object({ seq: z.number(), symbol: z.string(), price: z.number() })
const Burst = z.object({ burst: z.number().int() })
const Line = z.object({ from: z.string(), text: z.string(), key: z.string() })

const cleanUp: (() => unknown)[] = []
afterEach(async () => {
  for (const task of cleanUp.splice(0).reverse()) await task()
})

async function start(): Promise<ExampleServer> {
  const server = await startExampleServer()
  cleanUp.push(() => server.kill())
  return server
}

const fault = async ({ url }: ExampleServer, name: string): Promise<void> =>
  expect((await fetch(`${url}/faults/${name}`, { method: 'POST' })).ok).toBe(true)

function opened<Socket extends AnySocket>(socket: Socket): Socket {
  cleanUp.push(() => socket.close())
  return socket
}

const options = { WebSocketCtor: Ws, reconnect: () => 20, dialLimit: false } as const
const address = (url: string, path: string) => `${url.replace('http', 'ws')}${path}`
const feed = (url: string) =>
  opened(webSocket(address(url, '/feed?rate=0'), { ...options, codec: json({ schema: Quote, outgoing: Burst }) }))
const chat = (url: string, room: string) =>
  opened(webSocket(address(url, `/chat?room=${room}`), { ...options, codec: json({ schema: Line }) }))

it('twenty topics over one connection each get their own quotes, all of them, in order', async () => {
  const socket = feed(inject('serverUrl'))
  const quotes = topics(socket, ({ symbol }) => symbol)
  const received = SYMBOLS.split(' ').map((symbol) => firstValueFrom(quotes(symbol).pipe(take(50), toArray())))
  socket.send({ burst: 1000 })
  for (const [index, all] of (await Promise.all(received)).entries()) {
    expect(new Set(all.map(({ symbol }) => symbol)).size).toBe(1)
    expect(all.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, turn) => turn * 20 + index + 1))
  }
})

it('a topic asks again after the connection was cut, and goes on', async () => {
  const server = await start()
  const socket = feed(server.url)
  const quotes = topics(socket, ({ symbol }) => symbol, { subscribe: () => ({ burst: 20 }) })
  const seen: number[] = []
  quotes('BOLT').subscribe(({ seq }) => seen.push(seq))
  for (const times of [1, 2, 3]) {
    // The second quote of each connection: asked for once, or there would be a 22nd.
    await expect.poll(() => seen).toEqual(Array.from({ length: times }, () => 2))
    await fault(server, 'drop')
  }
})

it('requests in one room get their own replies', async () => {
  const socket = chat(inject('serverUrl'), `requests-${Date.now()}`)
  const keys = Array.from({ length: 20 }, (_, index) => `key ${index}`)
  const replies = keys.map((key) =>
    request(socket, { from: 'me', text: `text of ${key}`, key }, { match: (line) => line.key === key }),
  )
  expect((await Promise.all(replies)).map(({ text }) => text)).toEqual(keys.map((key) => `text of ${key}`))
})

it('a request whose connection is lost is unknown, and the next one is answered', async () => {
  const server = await start()
  const socket = chat(server.url, 'lobby')
  socket.open()
  await expect.poll(() => socket.state.phase).toBe('open')
  await fault(server, 'freeze?seconds=60')
  const ask = (key: string) =>
    request(socket, { from: 'me', text: 'hello', key }, { match: (line) => line.key === key })
  const lost = ask('lost')
  await fault(server, 'clear')
  await lost
  await fault(server, 'freeze?seconds=60')
  const cut = ask('cut')
  await fault(server, 'drop')
  await expect(cut).rejects.toMatchObject({ name: 'RequestError', code: 'unknown' })
  await fault(server, 'clear')
  expect(await ask('next')).toMatchObject({ key: 'next' })
})

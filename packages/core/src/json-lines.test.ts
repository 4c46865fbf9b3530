// All that works over a WebSocket works over JSON lines on a TCP stream: against a server in a process of its own.
import type { Subscription } from 'rxjs'
import { afterEach, expect, it } from 'vitest'
import { startExampleServer } from '../../config/example-server.mjs'
import { json } from './codec.ts'
import './index.node.ts'
import { TcpSocket, type TcpSocketInit } from './node/index.ts'
import { eventually } from './testing-tools/eventually.ts'
import { webSocket } from './web-socket.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})
const kept = (subscription: Subscription): void => void cleanUps.push(() => subscription.unsubscribe())

async function exampleServer(port = 0, tcpPort = 0) {
  const server = await startExampleServer({ args: ['--faults', '--tcp-port', String(tcpPort)], port })
  cleanUps.push(() => server.kill())
  return { ...server, tcpUrl: server.tcpUrl!, tcpPort: Number(new URL(server.tcpUrl!).port) }
}

/** A stream whose first line says what is wanted, whatever waits to be sent. */
const asking = (path: string) =>
  class extends TcpSocket {
    constructor(url: string | URL, protocols?: string | Iterable<string>, options?: TcpSocketInit) {
      super(url, protocols, options)
      this.addEventListener('open', () => this.send(JSON.stringify({ path })))
    }
  }

const lines = (path: string) => ({
  codec: json<Record<string, unknown>, object>(),
  WebSocketCtor: asking(path),
  transportOptions: { framing: 'lines' } satisfies TcpSocketInit,
  reconnect: () => 50,
  dialLimit: false as const,
})

it('a feed is read, commanded, and comes back after the server was killed and started again', async () => {
  const first = await exampleServer()
  const socket = webSocket(first.tcpUrl, lines('/feed?rate=0'))
  const seen: unknown[] = []
  kept(socket.data$.subscribe(({ seq }) => seen.push(seq)))
  socket.send({ burst: 3 })
  await eventually(() => expect(seen).toEqual([1, 2, 3]))

  await first.kill()
  await eventually(() => expect(socket.state).toMatchObject({ phase: 'waiting' }))
  const receipt = socket.send({ burst: 2 })
  expect(receipt.status).toBe('queued')
  await exampleServer(first.port, first.tcpPort)
  await eventually(() => expect(seen).toEqual([1, 2, 3, 1, 2]))
  expect(await receipt.settled).toBe('sent')
})

it('a chat reaches those on either port; what is wrong is answered, and a close is told in a last line', async () => {
  const { url, tcpUrl, port } = await exampleServer()
  const mira = webSocket(tcpUrl, { ...lines('/chat?room=a'), reconnect: false })
  const tom = webSocket(`${url.replace('http', 'ws')}/chat?room=a`, { codec: json<{ text: string }, object>() })
  const heard: unknown[] = []
  const answers: Record<string, unknown>[] = []
  kept(mira.data$.subscribe((data) => answers.push(data)))
  kept(tom.data$.subscribe(({ text }) => heard.push(text)))
  await eventually(() => expect([mira.state.phase, tom.state.phase]).toEqual(['open', 'open']))
  tom.send({ from: 'Tom', text: 'hello', key: '1' })
  await eventually(() => expect(answers).toMatchObject([{ text: 'hello' }]))
  mira.send({ from: 'Mira', text: '', key: '2' })
  mira.send({ from: 'Mira', text: 'hello too', key: '3' })
  await eventually(() => expect(answers).toMatchObject([{}, { error: { code: 'bad-message' } }, { key: '3' }]))
  await eventually(() => expect(heard).toEqual(['hello', 'hello too']))

  await fetch(`http://127.0.0.1:${port}/faults/close?code=4001&reason=enough`, { method: 'POST' })
  await eventually(() => expect(answers.at(-1)).toEqual({ close: { code: 4001, reason: 'enough' } }))
  await eventually(() => expect(mira.state).toMatchObject({ phase: 'closed', code: 1005, wasClean: true }))
})

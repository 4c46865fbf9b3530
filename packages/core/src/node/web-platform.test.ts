import { afterEach, describe, expect, it } from 'vitest'
import { play } from '../testing-tools/conversation.ts'
import { CLOSE, type ClientFrame, closePayload, concat, frame, hex, TEXT } from '../testing-tools/frames.ts'
import { acceptOf, onRequest, rawServer } from '../testing-tools/handshake-server.ts'
import {
  client,
  endingOf,
  frameServer,
  hangUpAll,
  keep,
  openClient,
  type ServerEnd,
} from '../testing-tools/web-socket-server.ts'

// What the web-platform tests look at beyond one attribute or one frame.

afterEach(hangUpAll)

/** Answers each message with itself, and a Close frame with its code. */
const echoServer = (): Promise<string> => frameServer((end) => void echo(end))

async function echo({ socket, frames }: ServerEnd): Promise<void> {
  for (let count = 1; ; count++) {
    const one = (await frames(count))[count - 1] as ClientFrame
    socket.write(frame(one.opcode, one.payload))
    if (one.opcode === CLOSE) break
  }
  socket.end()
}

describe('the closing handshake', () => {
  it('is clean when the Close frame came in one packet with the response, even if open calls close()', async () => {
    const server = keep(
      await rawServer((socket) => {
        socket.on('end', () => socket.end())
        onRequest(socket, (request) => {
          const head =
            'HTTP/1.1 101 Switching Protocols:\r\nConnection: Upgrade\r\nUpgrade: WebSocket\r\nSet-Cookie: a=b\r\n' +
            `Sec-WebSocket-Origin: x\r\nSec-WebSocket-Accept: ${acceptOf(request)}\r\n\r\n`
          socket.write(concat(Buffer.from(head), frame(CLOSE, closePayload(1001, 'PASS'))))
          socket.on('data', () => socket.end())
        })
      }),
    )
    const socket = client(`ws://127.0.0.1:${server.port}/`)
    socket.onopen = () => socket.close()
    expect(await endingOf(socket)).toEqual({ events: ['close'], code: 1001, reason: 'PASS', wasClean: true })
  })

  it('is over when the server has answered, and not before', async () => {
    const ends: ServerEnd[] = []
    const socket = await openClient(await frameServer((end) => ends.push(end)))
    const ending = endingOf(socket)
    socket.close(3000)
    await ends[0]?.frames(1)
    // Whatever was on its way would have arrived within these turns.
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
    expect(socket.readyState).toBe(2)
    ends[0]?.socket.end(frame(CLOSE, closePayload(3000)))
    expect(await ending).toEqual({ events: ['close'], code: 3000, reason: '', wasClean: true })
    expect(socket.readyState).toBe(3)
  })

  it('is not disturbed by data behind a Close frame', async () => {
    const says = [concat(frame(TEXT, 'a'), frame(CLOSE, closePayload(1000)), frame(TEXT, 'b'), hex('ff ff'))]
    expect(await play({ says, hears: [], ends: { closes: 1000 } })).toMatchObject({
      hears: ['text 1 a'],
      events: ['close'],
      wasClean: true,
    })
  })
})

describe('events', () => {
  it('reach listeners and the handler in the order in which they were set', async () => {
    const socket = client(await echoServer())
    const calls: string[] = []
    const call = (name: string) => (event: Event) => void calls.push(`${event.type} ${name}`)
    for (const type of ['open', 'message', 'close'] as const) {
      socket.addEventListener(type, call('1'))
      socket[`on${type}`] = call('2')
      socket.addEventListener(type, call('3'))
    }
    socket.addEventListener('open', () => socket.send('x'))
    socket.addEventListener('message', () => socket.close())
    await endingOf(socket)
    expect(calls).toEqual(['open', 'message', 'close'].flatMap((type) => ['1', '2', '3'].map((n) => `${type} ${n}`)))
  })

  it('come once each, for 25 sockets at a time', async () => {
    const url = await echoServer()
    const told = await Promise.all(
      Array.from({ length: 25 }, async (_, index) => {
        const socket = client(url)
        const events: string[] = []
        socket.onopen = () => {
          events.push('open')
          socket.send(String(index))
        }
        socket.onmessage = ({ data }) => {
          events.push(data)
          socket.close()
        }
        await endingOf(socket)
        return events
      }),
    )
    expect(told).toEqual(told.map((_, index) => ['open', String(index)]))
  })
})

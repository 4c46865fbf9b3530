// mosquitto: MQTT 3.1.1 in binary messages under the subprotocol `mqtt`, by libwebsockets. Its packets are made by hand.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Client } from './client.ts'
import { type Peer, startPeer } from './peer.ts'
import { find, skipWithout } from './programs.ts'

const mosquitto = find('mosquitto')
let peer: Peer | undefined
let url = ''
beforeAll(async () => {
  const { path } = mosquitto
  if (path === undefined) return
  peer = await startPeer({
    command: (_, folder) => [path, '-c', `${folder}/mosquitto.conf`],
    files: (port, folder) => ({
      // A first listener without WebSocket, here a Unix socket: it does not start with the other alone.
      'mosquitto.conf': [
        `listener 0 ${folder}/plain.sock`,
        `listener ${port} 127.0.0.1`,
        'protocol websockets',
        'allow_anonymous true',
        // Started by root it would become another user, who may not write here.
        ...(process.getuid?.() === 0 ? ['user root'] : []),
        '',
      ].join('\n'),
    }),
  })
  url = `ws://127.0.0.1:${peer.port}/mqtt`
}, 30_000)
afterAll(() => peer?.stop())
skipWithout(mosquitto)

/** A text with its length in two bytes (MQTT 3.1.1, 1.5.3). */
const text = (value: string) => [value.length >> 8, value.length & 0xff, ...Buffer.from(value)]
/** A packet: its type, how many bytes follow in seven bits each, and those (2.2). */
const packet = (type: number, ...body: number[]) => {
  const length: number[] = []
  let left = body.length
  do {
    length.push((left % 128) | (left >= 128 ? 0x80 : 0))
    left = Math.floor(left / 128)
  } while (left > 0)
  return Uint8Array.of(type, ...length, ...body)
}
const bytes = (data: string | ArrayBuffer) => [...new Uint8Array(data as ArrayBuffer)]

it('takes CONNECT, SUBSCRIBE and PUBLISH, and hands the message back', async () => {
  const client = new Client(url, 'mqtt')
  await client.opened
  expect(client.socket.protocol).toBe('mqtt')
  client.socket.send(packet(0x10, ...text('MQTT'), 4, 2, 0, 60, ...text('everwire')))
  expect(bytes(await client.next())).toEqual([0x20, 2, 0, 0])
  client.socket.send(packet(0x82, 0, 1, ...text('a/b'), 0))
  expect(bytes(await client.next())).toEqual([0x90, 3, 0, 1, 0])
  for (const length of [0, 200, 50_000]) {
    const publish = packet(0x30, ...text('a/b'), ...Buffer.alloc(length, 'x'))
    client.socket.send(publish)
    const answer: number[] = []
    while (answer.length < publish.length) answer.push(...bytes(await client.next()))
    expect(Buffer.from(answer).equals(publish)).toBe(true)
  }
  client.socket.send(packet(0xc0))
  expect(bytes(await client.next())).toEqual([0xd0, 0])
  expect(await client.socket.ping()).toBeGreaterThan(0)
  await client.close()
})

it('ends the connection after DISCONNECT', async () => {
  const client = new Client(url, 'mqtt')
  await client.opened
  client.socket.send(packet(0x10, ...text('MQTT'), 4, 2, 0, 60, ...text('leaving')))
  expect(bytes(await client.next())).toEqual([0x20, 2, 0, 0])
  client.socket.send(packet(0xe0))
  expect((await client.closed).code).toBeGreaterThanOrEqual(1000)
})

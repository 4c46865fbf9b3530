import { createServer } from 'node:net'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createLineServer } from './line-server.ts'
import { CONNECTIONS_PER_ADDRESS, type Health, MAX_BURST, MAX_MESSAGE_BYTES, MESSAGES_PER_SECOND } from './messages.ts'
import { type RunningServer, startServer } from './server.ts'
import { Client } from './testing-tools/client.ts'
import { eventually } from './testing-tools/eventually.ts'
import { LineClient } from './testing-tools/line-client.ts'
import { ManualClock } from './testing-tools/manual-clock.ts'
import { handshakeBytes, RawConnection } from './testing-tools/raw.ts'
import { ServerProcess } from './testing-tools/server-process.ts'

let clock: ManualClock
let server: RunningServer
let port: number
const clients: LineClient[] = []
beforeEach(async () => {
  clock = new ManualClock()
  server = await startServer({ port: 0, tcpPort: 0, faults: true, clock, isExempt: () => false })
  port = Number(new URL(server.tcpUrl ?? '').port)
})
afterEach(async () => {
  for (const { socket } of clients.splice(0)) socket.destroy()
  await server.close()
})

const open = (path?: string, at = port) => {
  const client = new LineClient(at, path)
  clients.push(client)
  return client
}
const post = async (path: string) => (await fetch(`${server.url}/faults/${path}`, { method: 'POST' })).json()
const health = async () => (await (await fetch(`${server.url}/healthz`)).json()) as Health
const connections = (count: number) => eventually(async () => expect((await health()).connections).toBe(count))
const failure = (code: string, message: string) => ({ error: { code, message: expect.stringContaining(message) } })

describe('the endpoints', () => {
  test('/echo answers with the same line', async () => {
    const client = open('/echo')
    client.send({ any: 'thing' })
    expect(await client.next()).toEqual({ any: 'thing' })
  })

  test('/feed quotes at the rate of its query, and takes commands', async () => {
    const client = open('/feed?rate=10')
    await connections(1)
    clock.advance(200)
    expect([await client.next(), await client.next()]).toMatchObject([{ seq: 1, symbol: 'ACME' }, { seq: 2 }])
    client.send({ rate: 0 })
    client.send({ burst: 2 })
    expect([await client.next(), await client.next()]).toMatchObject([{ seq: 3 }, { seq: 4 }])
  })

  test('/chat has both kinds of clients in one room', async () => {
    const mira = open('/chat?room=a')
    await connections(1)
    const tom = await Client.open(`${server.url}/chat?room=a`)
    tom.send({ from: 'Tom', text: 'hi', key: '1' })
    mira.send({ from: 'Mira', text: 'héllo', key: '2' })
    expect(await tom.take(2)).toMatchObject(await Promise.all([mira.next(), mira.next()]))
    await tom.close()
  })

  test('a line may end with CR LF, and come in any pieces', async () => {
    const bytes = Buffer.from('{"path":"/echo"}\r\n"ä"\r\n"€"\n')
    for (let cut = 1; cut < bytes.length; cut++) {
      const client = open()
      client.socket.setNoDelay(true)
      await new Promise((resolve) => client.socket.write(bytes.subarray(0, cut), resolve))
      client.send(bytes.subarray(cut))
      expect([await client.next(), await client.next()]).toEqual(['ä', '€'])
      client.socket.destroy()
    }
  })

  test('a client that ends its side gets what was on the way, and the end', async () => {
    const client = open('/echo')
    client.send('"last"\n"half a li')
    client.socket.end()
    expect(await client.rest()).toEqual(['last'])
    await connections(0)
  })
})

describe('a first line that names no endpoint is answered, and the stream ends', () => {
  test.each([
    ['no JSON', 'hello\n', 'bad-json', 'Send {"path":"/feed?rate=5"}'],
    ['an HTTP request', 'POST / HTTP/1.1\r\nHost: a\r\n\r\n{"path":"/echo"}\n"x"\n', 'bad-json', 'Send {"path"'],
    ['a TLS record', Buffer.from('16030100c8010000c4030a0a', 'hex'), 'bad-json', 'Send {"path"'],
    ['no object', '"/echo"\n', 'bad-message', 'must be a JSON object'],
    ['no path', '{}\n', 'bad-message', '"path" must be a text'],
    ['a path that is none', '{"path":5}\n', 'bad-message', '"path" must be a text'],
    ['a path without a slash', '{"path":"echo"}\n', 'bad-request', 'no path'],
    ['an unknown endpoint', '{"path":"/nothing"}\n', 'not-found', 'There are /echo, /feed, /chat'],
    ['a host', '{"path":"//echo"}\n', 'not-found', 'There are /echo'],
    ['a wrong parameter', '{"path":"/feed?rate=fast"}\n', 'bad-parameter', '"rate" must be a number'],
    ['a wrong room', '{"path":"/chat?room="}\n', 'bad-parameter', '"room" must be'],
    ['another field', '{"path":"/echo","room":"a"}\n', 'bad-message', '"path", not "room"'],
    ['too long a line', `{"path":"/echo${'x'.repeat(MAX_MESSAGE_BYTES)}"}\n`, 'bad-request', 'longer than 65536 bytes'],
    ['an endless line', 'x'.repeat(1_000_000), 'bad-request', 'longer than 65536 bytes'],
  ])('%s', async (_, bytes, code, message) => {
    const client = open()
    client.send(bytes)
    expect(await client.rest()).toEqual([failure(code, message)])
  })

  test('one that does not come is waited for only so long', async () => {
    const impatient = createLineServer(() => {}, 50)
    await new Promise<void>((resolve) => impatient.listen(0, '127.0.0.1', resolve))
    const client = open(undefined, (impatient.address() as { port: number }).port)
    client.send('{"path":')
    expect(await client.rest()).toEqual([failure('bad-request', 'has to come within 50 ms')])
    await new Promise((resolve) => impatient.close(resolve))
  })
})

describe('the limits', () => {
  test.each([
    ['a message that is wrong is answered, and the connection stays', '{"rate":"fast"}\n', undefined],
    ['a line of 64 KiB is taken', `${' '.repeat(MAX_MESSAGE_BYTES)}\n`, undefined],
    ['a longer one ends it with 1009', `${' '.repeat(MAX_MESSAGE_BYTES + 1)}\n`, 1009],
    ['an endless one too', ' '.repeat(1_000_000), 1009],
    ['one that is no UTF-8 ends it with 1007', Buffer.from([0x22, 0xc0, 0x80, 0x22, 0x0a]), 1007],
    ['the 51st message in a second ends it with 1008', '{"rate":0}\n'.repeat(MESSAGES_PER_SECOND + 1), 1008],
  ])('%s', async (_, bytes, code) => {
    const client = open('/feed?rate=0')
    client.send(bytes)
    if (code === undefined) {
      expect(await client.next()).toMatchObject({ error: {} })
      client.send({ burst: 1 })
      expect(await client.next()).toMatchObject({ seq: 1 })
    } else {
      client.send({ burst: 1 })
      expect((await client.rest()).at(-1)).toEqual({ close: { code, reason: expect.stringMatching(/./) } })
    }
  })

  test('a client that does not read is closed with 1013, and a burst waits for it', async () => {
    const slow = open('/feed?rate=10000')
    const patient = open('/feed?rate=0')
    await connections(2)
    slow.socket.pause()
    patient.socket.pause()
    patient.send({ burst: MAX_BURST })
    for (let count = 0; count < 200 && (await health()).connections > 1; count++) clock.advance(500)
    patient.socket.resume()
    for (let seq = 1; seq <= MAX_BURST; seq++) expect(await patient.next()).toMatchObject({ seq })
    await connections(1)
  })

  test('of connections count both kinds', async () => {
    const all = Array.from({ length: CONNECTIONS_PER_ADDRESS - 1 }, () => open('/echo'))
    await connections(CONNECTIONS_PER_ADDRESS - 1)
    const client = await Client.open(`${server.url}/echo`)
    expect(await open('/echo').rest()).toEqual([failure('too-many-connections', 'Close one first')])
    all[0]?.socket.destroy()
    await connections(CONNECTIONS_PER_ADDRESS - 1)
    const late = open('/echo')
    late.send('1\n')
    expect(await late.next()).toBe(1)
    await client.close()
  })
})

describe('the faults', () => {
  test('drop cuts', async () => {
    const client = open('/echo')
    await connections(1)
    expect(await post('drop')).toEqual({ fault: 'drop', connections: 1 })
    expect(await client.rest()).toEqual([])
  })

  test('close says code and reason in a last line', async () => {
    const client = open('/feed?rate=0')
    await connections(1)
    expect(await post('close?code=4001&reason=later')).toMatchObject({ connections: 1 })
    expect(await client.rest()).toEqual([{ close: { code: 4001, reason: 'later' } }])
    await connections(0)
  })

  test('refuse answers the first line', async () => {
    await post('refuse?path=/feed')
    expect(await open('/feed').rest()).toEqual([failure('refused', 'refused with 503')])
  })

  test('freeze holds lines back, both ways, and first lines too', async () => {
    const early = open('/echo')
    await connections(1)
    await post('freeze?seconds=4')
    early.send('"waits"\n')
    const late = open('/echo')
    late.send('"waits too"\n')
    await eventually(async () =>
      expect((await health()).faults).toContainEqual(expect.objectContaining({ path: '/echo', waiting: 1 })),
    )
    clock.advance(3_999)
    await health()
    expect([early.waiting, late.waiting]).toEqual([0, 0])
    clock.advance(1)
    expect([await early.next(), await late.next()]).toEqual(['waits', 'waits too'])
  })

  test('a stream closed while it is frozen hears of it at the thaw', async () => {
    const client = open('/echo')
    await connections(1)
    await post('freeze?seconds=60')
    await post('close?code=4001&reason=later')
    await health()
    expect([client.waiting, client.socket.readableEnded]).toEqual([0, false])
    await post('clear')
    expect(await client.rest()).toEqual([{ close: { code: 4001, reason: 'later' } }])
  })
})

test('a server that closes says so, and waits for nobody who does not leave', async () => {
  const [client, silent] = [open('/feed?rate=0'), open()]
  const staying = new RawConnection(port, { allowHalfOpen: true })
  staying.socket.write('{"path":"/echo"}\n')
  await connections(2)
  await server.close()
  expect(await client.rest()).toEqual([{ close: { code: 1001, reason: 'The server is shutting down.' } }])
  expect(await silent.rest()).toEqual([])
  await staying.until('1001')
  staying.socket.destroy()
})

test('a port in use is a rejection, and the other port is free again', async () => {
  const { port: free } = await new Promise<{ port: number }>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address() as { port: number }
      probe.close(() => resolve(address))
    })
  })
  await expect(startServer({ port: free, tcpPort: port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  await (await startServer({ port: free })).close()
})

test('whatever comes in, the process stays up and complains about nothing', async () => {
  const own = await ServerProcess.listening('--tcp-port', '0')
  expect(own.tcpUrl).toMatch(/^tcp:\/\/127\.0\.0\.1:\d+$/)
  const at = Number(new URL(own.tcpUrl).port)
  const start = fc.constantFrom('', '{"path":"/echo"}\n', '{"path":"/feed"}\n', '{"path":"/chat"}\n')
  const end = fc.constantFrom('end', 'reset', 'destroy')
  const property = fc.asyncProperty(start, fc.uint8Array({ maxLength: 300 }), end, async (first, bytes, how) => {
    const connection = new RawConnection(at)
    const all = Buffer.concat([Buffer.from(first), bytes, Buffer.from('\n')])
    await new Promise<void>((resolve) => connection.socket.write(all, () => resolve()))
    if (how === 'end') connection.socket.end()
    else if (how === 'reset') connection.socket.resetAndDestroy()
    else connection.socket.destroy()
    await connection.ended
  })
  await fc.assert(property, { numRuns: 200 })
  const http = new RawConnection(at)
  http.socket.write(handshakeBytes('/echo'))
  expect(await http.ended).toContain('bad-json')
  const client = open('/echo', at)
  client.send('"well"\n')
  expect(await client.next()).toBe('well')
  const { code, stderr } = await own.stop()
  expect([code, stderr]).toEqual([0, ''])
})

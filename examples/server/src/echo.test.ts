import { afterAll, beforeAll, expect, test } from 'vitest'
import { MAX_MESSAGE_BYTES } from './messages.ts'
import { type RunningServer, startServer } from './server.ts'
import { Client } from './testing-tools/client.ts'
import { ManualClock } from './testing-tools/manual-clock.ts'

let server: RunningServer
beforeAll(async () => {
  // Time stands still: the rate limit neither refills nor depends on how fast this machine is.
  server = await startServer({ port: 0, clock: new ManualClock() })
})
afterAll(() => server.close())

const open = (options = {}) => Client.open(`${server.url}/echo`, options)

test('text and binary come back as they came, in order', async () => {
  const client = await open()
  const messages = ['"text"', Buffer.from([0, 255, 128]), '"žluťoučký 🐎"', Buffer.alloc(0), '"\\ufeff"']
  for (const message of messages) client.send(message)
  expect(await client.take(messages.length)).toEqual(
    messages.map((message) => (Buffer.isBuffer(message) ? message : JSON.parse(message))),
  )
  await client.close()
})

test('a message in fragments comes back whole', async () => {
  const client = await open()
  for (const [part, fin] of [
    ['"a', false],
    ['', false],
    ['b"', true],
  ] as const)
    client.ws.send(part, { fin })
  expect(await client.next()).toBe('ab')
  await client.close()
})

test('a message of just the allowed size comes back, one byte more ends with 1009', async () => {
  const client = await open()
  client.send(Buffer.alloc(MAX_MESSAGE_BYTES, 1))
  expect(await client.next()).toHaveLength(MAX_MESSAGE_BYTES)
  client.send(Buffer.alloc(MAX_MESSAGE_BYTES + 1))
  expect((await client.closed).code).toBe(1009)
})

test('the size counts whole messages, not fragments', async () => {
  const client = await open()
  client.ws.send(Buffer.alloc(MAX_MESSAGE_BYTES), { fin: false })
  client.ws.send(Buffer.alloc(1), { fin: true })
  expect((await client.closed).code).toBe(1009)
})

test('compression is not agreed on, the first subprotocol is', async () => {
  const client = await Client.open(`${server.url}/echo`, { perMessageDeflate: true })
  expect(client.ws.extensions).toBe('')
  await client.close()
})

test('the fifty-first message in a second gets an error and ends with 1008', async () => {
  const client = await open()
  for (let count = 0; count < 60; count++) client.send(count)
  const answers = await client.take(51)
  expect(answers.slice(0, 50)).toEqual(Array.from({ length: 50 }, (_, index) => index))
  expect(answers[50]).toEqual({
    error: { code: 'too-many-messages', message: 'More than 50 messages a second: send fewer.' },
  })
  expect(await client.closed).toEqual({ code: 1008, reason: 'More than 50 messages a second: send fewer.' })
  expect(client.waiting).toBe(0)
})

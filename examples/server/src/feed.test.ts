import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type ErrorMessage, type Health, MAX_BURST, type Quote, SYMBOLS } from './messages.ts'
import { type RunningServer, startServer } from './server.ts'
import { Client } from './testing-tools/client.ts'
import { eventually } from './testing-tools/eventually.ts'
import { ManualClock } from './testing-tools/manual-clock.ts'
import { seededRandom } from './testing-tools/seeded-random.ts'

let clock: ManualClock
let server: RunningServer
beforeEach(async () => {
  clock = new ManualClock()
  server = await startServer({ port: 0, clock, random: seededRandom(3) })
})
afterEach(() => server.close())

const open = (query = '') => Client.open(`${server.url}/feed${query}`)
const health = async () => (await (await fetch(`${server.url}/healthz`)).json()) as Health

/** Numbered from 1 without a gap, and so many. */
function expectSequence(quotes: readonly Quote[], count: number): void {
  expect(quotes.length).toBe(count)
  expect(quotes.findIndex(({ seq }, index) => seq !== index + 1)).toBe(-1)
}

/** How many quotes came, once all that was under way has. */
const arrived = async (client: Client) => {
  await client.settled()
  return client.waiting
}

describe('the pace', () => {
  test.each([
    ['', 20],
    ['?rate=1', 1],
    ['?rate=100', 100],
    ['?rate=2500', 2_500],
    ['?rate=10000', 10_000],
    ['?rate=0', 0],
  ])('/feed%s sends %i quotes in a second', async (query, count) => {
    const client = await open(query)
    clock.advance(1_000)
    expect(await arrived(client)).toBe(count)
    expectSequence(await client.take<Quote>(count), count)
  })

  test('a connection sets its own rate while it runs', async () => {
    const [client, other] = await Promise.all([open('?rate=10'), open('?rate=10')])
    client.send({ rate: 200 })
    await client.settled()
    expect(clock.timers).toBe(2)
    clock.advance(1_000)
    expect([await arrived(client), await arrived(other)]).toEqual([200, 10])
    client.send({ rate: 0 })
    await client.settled()
    expect(clock.timers).toBe(1)
    clock.advance(1_000)
    expect([await arrived(client), await arrived(other)]).toEqual([200, 20])
  })

  test('a connection that ended leaves no timer', async () => {
    const client = await open('?rate=10')
    expect(clock.timers).toBe(1)
    await client.close()
    await eventually(() => expect(clock.timers).toBe(0))
  })
})

describe('the quotes', () => {
  test('go through the symbols in order, numbered from 1, with the time', async () => {
    const client = await open('?rate=100')
    clock.advance(400)
    const quotes = await client.take<Quote>(40)
    expect(quotes.map(({ symbol }) => symbol)).toEqual([...SYMBOLS, ...SYMBOLS])
    expect(quotes[39]).toEqual({
      seq: 40,
      symbol: 'TARN',
      price: expect.any(Number),
      change: expect.any(Number),
      at: clock.now(),
    })
  })

  test('are of one market: at one moment all see one price', async () => {
    const [slow, fast] = await Promise.all([open('?rate=20'), open('?rate=1000')])
    clock.advance(20_000)
    const [few, many] = [await slow.take<Quote>(400), await fast.take<Quote>(20_000)]
    const seen = new Map(many.map(({ symbol, at, price }) => [`${symbol} ${at}`, price]))
    const shared = few.filter(({ symbol, at }) => seen.has(`${symbol} ${at}`))
    expect(shared.length).toBeGreaterThan(100)
    for (const { symbol, at, price } of shared) expect(price).toBe(seen.get(`${symbol} ${at}`))
    expect(new Set(few.map(({ price }) => price)).size).toBeGreaterThan(300)
  })
})

describe('a burst', () => {
  test('comes at once and in order, between the quotes that come anyway', async () => {
    const client = await open('?rate=10')
    clock.advance(500)
    client.send({ burst: 1_000 })
    expect(await arrived(client)).toBe(1_005)
    clock.advance(500)
    expectSequence(await client.take<Quote>(1_010), 1_010)
  })

  test('of the greatest size arrives whole, though it is more than may queue', async () => {
    const client = await open('?rate=0')
    client.send({ burst: MAX_BURST })
    expectSequence(await client.take<Quote>(MAX_BURST), MAX_BURST)
    client.send({ burst: 1 })
    expect(await client.next<Quote>()).toMatchObject({ seq: MAX_BURST + 1 })
  })

  test('waits for a client that does not read, who may not ask for more meanwhile', async () => {
    const client = await open('?rate=0')
    client.send({ burst: MAX_BURST })
    client.send({ burst: MAX_BURST })
    client.ws.pause()
    // The server has long filled every buffer by the time it answered this.
    for (let count = 0; count < 20; count++) expect((await health()).connections).toBe(1)
    client.ws.resume()
    const all = await client.take<Quote | ErrorMessage>(MAX_BURST + 1)
    const quotes = all.filter((message): message is Quote => 'seq' in message)
    expectSequence(quotes, MAX_BURST)
    expect(all.filter((message) => 'error' in message)).toEqual([
      {
        error: {
          code: 'bad-message',
          message: expect.stringMatching(/^\d+ quotes of earlier bursts are still to come/),
        },
      },
    ])
  })
})

test('a client too slow for its rate gets what was queued, then 1013', async () => {
  const client = await open('?rate=10000')
  client.ws.pause()
  while (clock.timers > 0) {
    clock.advance(10)
    await setImmediate()
  }
  client.ws.resume()
  expect(await client.closed).toEqual({ code: 1013, reason: 'More than 1048576 bytes were waiting: read faster.' })
  const count = client.waiting
  expect(count).toBeGreaterThan(10_000)
  expectSequence(await client.take<Quote>(count), count)
})

describe('bad input gets an error, and the feed goes on', () => {
  test.each([
    ['hello', 'bad-json', 'Send {"rate":100} or {"burst":1000}'],
    [[1], 'bad-message', 'must be a JSON object'],
    [{}, 'bad-message', 'exactly one command'],
    [{ rate: 1, burst: 1 }, 'bad-message', 'exactly one command'],
    [{ speed: 1 }, 'bad-message', 'exactly one command'],
    [{ rate: '100' }, 'bad-message', '"rate" must be a number from 0 to 10000'],
    [{ rate: 10_001 }, 'bad-message', '"rate" must be'],
    [{ rate: -1 }, 'bad-message', '"rate" must be'],
    [{ rate: null }, 'bad-message', '"rate" must be'],
    [{ burst: 0 }, 'bad-message', '"burst" must be an integer from 1 to 100000'],
    [{ burst: 1.5 }, 'bad-message', '"burst" must be'],
    [{ burst: 1e9 }, 'bad-message', '"burst" must be'],
    [Buffer.from('{"rate":1}'), 'text-wanted', 'not binary'],
  ])('%j', async (message, code, says) => {
    const client = await open('?rate=20')
    client.send(message)
    expect(await client.next()).toEqual({ error: { code, message: expect.stringContaining(says) } })
    clock.advance(50)
    expect(await client.next()).toMatchObject({ seq: 1 })
  })
})

test('a failure of the server itself ends that one connection with 1011', async () => {
  const complain = vi.spyOn(console, 'error').mockImplementation(() => {})
  const broken = await startServer({
    port: 0,
    clock,
    random: () => {
      throw new Error('no chance')
    },
  })
  const client = await Client.open(`${broken.url}/feed?rate=0`)
  clock.advance(100)
  client.send({ burst: 1 })
  expect(await client.next()).toMatchObject({ error: { code: 'internal' } })
  expect(await client.closed).toMatchObject({ code: 1011 })
  expect(complain).toHaveBeenCalledWith(new Error('no chance'))
  expect((await fetch(`${broken.url}/healthz`)).status).toBe(200)
  complain.mockRestore()
  await broken.close()
})

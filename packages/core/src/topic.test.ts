import { config, filter, firstValueFrom, map, retry, Subscription, take } from 'rxjs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { json } from './codec.ts'
import { ClosedError, type EverwireError } from './errors.ts'
import { fakeServer, instantDrain, silent, VirtualClock } from './testing/index.ts'
import { topics } from './topic.ts'
import type { TopicCommands } from './topic-router.ts'
import { webSocket } from './web-socket.ts'

interface Quote {
  symbol: string
  price: number
}
type Command = { subscribe: string } | { unsubscribe: string } | { login: string } | { queued: number }

const commands: TopicCommands<string, Command> = {
  subscribe: (symbol) => ({ subscribe: symbol }),
  unsubscribe: (symbol) => ({ unsubscribe: symbol }),
}

function setup() {
  const clock = new VirtualClock()
  const server = fakeServer(clock, { ...silent(), ...instantDrain() })
  const { WebSocketCtor } = server
  const options = { WebSocketCtor, clock, reconnect: () => 1000, codec: json<Quote, Command>() }
  const socket = webSocket('wss://example.com/feed', options)
  const errors: EverwireError[] = []
  socket.error$.subscribe((error) => errors.push(error))
  return {
    socket,
    clock,
    server,
    errors,
    quotes: topics(socket, (quote) => quote.symbol, commands),
    /** What the server of the latest connection was told, one word a command. */
    told() {
      clock.tick(0)
      return server.last.received.map((text) => Object.entries(JSON.parse(String(text)))[0]?.join(' '))
    },
    quote: (symbol: string, price = 1) => server.last.send(JSON.stringify({ symbol, price })),
    /** The latest connection is lost, and the next one opens. */
    async reconnected() {
      server.last.drop()
      await clock.advance(1000)
      server.last.accept()
    },
  }
}

const unhandled: unknown[] = []
beforeEach(() => {
  unhandled.length = 0
  config.onUnhandledError = (error) => unhandled.push(error)
})
afterEach(async () => {
  await new Promise((resolve) => setTimeout(resolve))
  config.onUnhandledError = null
  expect(unhandled).toEqual([])
})

describe('the messages of a topic', () => {
  it('are those with its key, for each of its subscribers, in order', () => {
    const { quotes, server, quote } = setup()
    const seen: string[] = []
    quotes('A').subscribe(({ price }) => seen.push(`first A ${price}`))
    quotes('A').subscribe({ next: ({ price }) => seen.push(`second A ${price}`) })
    quotes('B')
      .pipe(map(({ price }) => price))
      .subscribe((price) => seen.push(`B ${price}`))
    server.last.accept()
    quote('A', 1)
    quote('C', 2)
    quote('B', 3)
    quote('A', 4)
    expect(seen).toEqual(['first A 1', 'second A 1', 'B 3', 'first A 4', 'second A 4'])
  })

  it('cost one call of the key function each, however many topics there are', () => {
    const { socket, server, quote } = setup()
    let calls = 0
    const quotes = topics(socket, ({ symbol }: Quote) => {
      calls++
      return symbol
    })
    const seen: string[] = []
    for (let i = 0; i < 1000; i++) quotes(`S${i}`).subscribe(({ symbol }) => seen.push(symbol))
    server.last.accept()
    quote('S7')
    quote('S999')
    expect([calls, seen]).toEqual([2, ['S7', 'S999']])
  })

  it('reach the others though one subscriber throws', async () => {
    const { quotes, server, quote } = setup()
    const seen: number[] = []
    const boom = new Error('boom')
    quotes('A').subscribe(() => {
      throw boom
    })
    quotes('A').subscribe(({ price }) => seen.push(price))
    server.last.accept()
    quote('A', 1)
    await expect.poll(() => unhandled.splice(0)).toEqual([boom])
    expect(seen).toEqual([1])
  })

  it('are told apart by any kind of key', () => {
    const { socket, server, quote } = setup()
    const byPrice = topics(socket, (quote) => (quote.symbol === 'none' ? undefined : quote.price))
    const seen: string[] = []
    byPrice(Number.NaN).subscribe(({ symbol }) => seen.push(symbol))
    byPrice(2).subscribe(({ symbol }) => seen.push(symbol))
    server.last.accept()
    quote('two', 2)
    quote('none', 2)
    quote('three', 3)
    expect(seen).toEqual(['two'])
  })

  it('go on when the key function throws at one, and error$ says so', () => {
    const { quotes, server, quote, errors } = setup()
    const seen: number[] = []
    quotes('A').subscribe(({ price }) => seen.push(price))
    server.last.accept()
    server.last.send('null')
    quote('A', 2)
    expect(seen).toEqual([2])
    expect(errors).toMatchObject([{ code: 'usage', cause: { name: 'TypeError' } }])
    expect(errors[0]?.message).toMatch(/^The `key` of topics threw at a message: .*null/)
  })
})

describe('a lease', () => {
  it('dials with the first subscriber of any topic, and hangs up after the last', async () => {
    const { quotes, server, socket, clock } = setup()
    const first = quotes('A')
    const second = quotes('B')
    expect(server.connections).toHaveLength(0)
    const subscriptions = [first.subscribe(), first.subscribe(), second.subscribe()]
    expect(server.connections).toHaveLength(1)
    server.last.accept()
    for (const subscription of subscriptions) {
      await clock.advance(10_000)
      expect(socket.state.phase).toBe('open')
      subscription.unsubscribe()
    }
    await clock.advance(0)
    expect(socket.state.phase).toBe('idle')
    expect(clock.pending).toBe(0)
  })

  it('is given back by operators and promises', async () => {
    const { quotes, socket, server, quote, clock } = setup()
    const first = firstValueFrom(quotes('A').pipe(filter(({ price }) => price > 1)))
    server.last.accept()
    quote('A', 1)
    quote('A', 2)
    expect(await first).toMatchObject({ price: 2 })
    await clock.advance(0)
    expect(socket.state.phase).toBe('idle')
  })
})

describe('subscribe and unsubscribe', () => {
  it('are sent for the first and the last subscriber of a topic', () => {
    const { quotes, server, told, socket } = setup()
    socket.open()
    const other = quotes('B').subscribe()
    server.last.accept()
    const subscriptions = [quotes('A').subscribe(), quotes('A').subscribe()]
    expect(told()).toEqual(['subscribe B', 'subscribe A'])
    subscriptions[0]?.unsubscribe()
    expect(told()).toHaveLength(2)
    subscriptions[1]?.unsubscribe()
    other.unsubscribe()
    expect(told().slice(2)).toEqual(['unsubscribe A', 'unsubscribe B'])
    quotes('A').subscribe()
    expect(told().slice(4)).toEqual(['subscribe A'])
  })

  it('are not sent before the connection is open, and never for what nobody wants any more', () => {
    const { quotes, server, told, socket } = setup()
    socket.open()
    quotes('A').subscribe().unsubscribe()
    quotes('B').subscribe()
    expect([told(), socket.bufferedAmount]).toEqual([[], 0])
    server.last.accept()
    expect(told()).toEqual(['subscribe B'])
  })

  it('are sent again after every reconnection, once each, behind what was queued', async () => {
    const { quotes, server, told, socket, clock, reconnected } = setup()
    const a = quotes('A').subscribe()
    quotes('B').subscribe()
    server.last.accept()
    await reconnected()
    expect(told()).toEqual(['subscribe A', 'subscribe B'])
    server.last.drop()
    a.unsubscribe()
    quotes('C').subscribe()
    socket.send({ queued: 1 })
    await clock.advance(1000)
    server.last.accept()
    expect(told()).toEqual(['queued 1', 'subscribe B', 'subscribe C'])
  })

  it('are sent over a connection that replaces the one in use without a gap', () => {
    const { quotes, server, told, socket } = setup()
    const a = quotes('A').subscribe()
    server.last.accept()
    socket.reconnect({ overlap: true })
    expect(told()).toEqual([])
    server.last.accept()
    a.unsubscribe()
    expect(told()).toEqual(['subscribe A', 'unsubscribe A'])
  })

  it('are not carried over when the transport was closing already', async () => {
    const { quotes, server, told, clock, socket } = setup()
    quotes('A').subscribe()
    server.last.accept()
    socket.raw?.close()
    quotes('B').subscribe()
    await clock.advance(0)
    expect(socket.state.phase).toBe('waiting')
    await clock.advance(1000)
    server.last.accept()
    expect(told()).toEqual(['subscribe A', 'subscribe B'])
  })

  it('follow what other handlers of open$ do, and are not doubled by topics that those begin', () => {
    const { socket, quotes, server, told } = setup()
    socket.open$.subscribe(() => {
      socket.send({ login: 'me' })
      quotes('B').subscribe()
    })
    quotes('A').subscribe()
    server.last.accept()
    expect(told()).toEqual(['login me', 'subscribe B', 'subscribe A'])
  })

  it('may be missing', () => {
    const { socket, server, quote, clock } = setup()
    const seen: number[] = []
    const subscription = topics(socket, (quote) => quote.symbol)('A').subscribe(({ price }) => seen.push(price))
    server.last.accept()
    quote('A', 1)
    subscription.unsubscribe()
    clock.tick(0)
    expect([seen, server.last.received]).toEqual([[1], []])
  })

  it('that throw or cannot be encoded are told on error$, and the topic lives', () => {
    const { socket, server, quote, errors } = setup()
    const boom = new RangeError('boom')
    const throwing = topics(socket, (quote) => quote.symbol, {
      subscribe: () => {
        throw boom
      },
      unsubscribe: () => (() => {}) as never,
    })
    const seen: number[] = []
    const subscription = throwing('A').subscribe(({ price }) => seen.push(price))
    server.last.accept()
    quote('A', 1)
    subscription.unsubscribe()
    expect(seen).toEqual([1])
    expect(errors).toMatchObject([{ code: 'usage', cause: boom }, { code: 'encode' }])
    expect(errors[0]?.message).toBe('A command of topics could not be sent: boom')
  })
})

describe('the same key function', () => {
  const key = ({ symbol }: Quote) => symbol

  it('on the same socket shares the topics', () => {
    const { socket, server, told } = setup()
    const first = topics(socket, key, commands)('A').subscribe()
    const second = topics(socket, key, commands)('A').subscribe()
    server.last.accept()
    first.unsubscribe()
    expect(told()).toEqual(['subscribe A'])
    second.unsubscribe()
    expect(told()).toEqual(['subscribe A', 'unsubscribe A'])
  })

  it('on another socket does not', () => {
    const one = setup()
    const other = setup()
    topics(one.socket, key, commands)('A').subscribe()
    topics(other.socket, key, commands)('B').subscribe()
    one.server.last.accept()
    other.server.last.accept()
    expect([one.told(), other.told()]).toEqual([['subscribe A'], ['subscribe B']])
  })
})

describe('how topics end', () => {
  /** A topic with a subscriber that hears errors, one that does not, and one behind an operator. */
  function watched() {
    const made = setup()
    const log: string[] = []
    const { quotes } = made
    quotes('A').subscribe({ error: (error) => log.push(error.name), complete: () => log.push('never') })
    quotes('A').subscribe({ complete: () => log.push('deaf completes') })
    quotes('B')
      .pipe(map(String))
      .subscribe({ complete: () => log.push('deaf operator completes') })
    made.server.last.accept()
    return { ...made, log }
  }

  it('a terminal failure errors them for those who can hear it, and completes the others', async () => {
    const { log, server, socket, clock, told } = watched()
    const { raw } = socket
    expect(told()).toEqual(['subscribe A', 'subscribe B'])
    server.last.close(4403)
    expect(log).toEqual(['ClosedError', 'deaf completes', 'deaf operator completes'])
    expect([raw?.bufferedAmount, socket.bufferedAmount]).toEqual([0, 0])
    await clock.advance(100_000)
    expect([socket.state.phase, clock.pending]).toEqual(['closed', 0])
  })

  it('close() completes them, also for who comes later, and open() begins anew', () => {
    const { log, server, socket, quotes, quote, told, clock } = watched()
    socket.close()
    clock.tick(0)
    expect(log).toEqual(['never', 'deaf completes', 'deaf operator completes'])
    const seen: unknown[] = []
    quotes('A').subscribe({ complete: () => seen.push('completes') })
    expect(seen).toEqual(['completes'])
    socket.open()
    quotes('A').subscribe(({ price }) => seen.push(price))
    server.last.accept()
    quote('A', 5)
    expect(seen).toEqual(['completes', 5])
    expect(told()).toEqual(['subscribe A'])
  })

  it('a dial that is hopeless errors them', async () => {
    const { socket, clock } = setup()
    const hopeless = webSocket('nonsense://', { codec: json<Quote, Command>(), clock })
    const log: string[] = []
    topics(hopeless, ({ symbol }) => symbol)('A').subscribe({ error: (error) => log.push(error.constructor.name) })
    await clock.advance(0)
    expect(log).toEqual([ClosedError.name])
    expect(hopeless.state.phase).toBe('closed')
    socket.close()
  })

  it('retry dials again and asks again; who came while the others ended is not ended with them', () => {
    const { quotes, server, quote, told } = setup()
    const seen: string[] = []
    quotes('A')
      .pipe(retry(1))
      .subscribe(({ price }) => seen.push(`A ${price}`))
    quotes('A').subscribe({ complete: () => late.add(quotes('B').subscribe(({ price }) => seen.push(`B ${price}`))) })
    const late = new Subscription()
    quotes('B').subscribe({ complete: () => seen.push('B ended') })
    server.last.accept()
    server.last.close(4403)
    expect(seen).toEqual(['B ended'])
    expect(server.connections).toHaveLength(2)
    server.last.accept()
    quote('A', 1)
    quote('B', 2)
    expect(seen).toEqual(['B ended', 'A 1', 'B 2'])
    expect(told()).toEqual(['subscribe A', 'subscribe B'])
    late.unsubscribe()
  })

  it('a topic that ends inside its own message leaves nothing behind', async () => {
    const { quotes, server, quote, socket, clock } = setup()
    quotes('A').pipe(take(1)).subscribe()
    quotes('B').subscribe(() => socket.close())
    server.last.accept()
    quote('A')
    quote('B')
    await clock.advance(0)
    expect(clock.pending).toBe(0)
  })
})

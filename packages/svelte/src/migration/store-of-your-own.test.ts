// Each line of the guide "Moving from a store of your own" in the README, seen on both sides.
import { type BindingOptions, json, Registry } from '@everwire/core'
import { accepts, latency, refuses } from '@everwire/core/testing'
import { flushSync } from 'svelte'
import { type Readable, readable, writable } from 'svelte/store'
import { expect, it } from 'vitest'
import { ReactiveWebSocket } from '../reactive-web-socket.ts'
import { webSocketStore } from '../store.ts'
import { inEffects, stateOf } from '../testing-tools/mount.svelte.js'
import { type Stage, transcript } from '../testing-tools/transcript.ts'

interface Quote {
  price: number
}

const url = 'wss://example.com/feed'
const dial = `dial ${url}`

/** As the guide has it before. */
const byHand = () =>
  readable<unknown>(null, (set) => {
    const ws = new WebSocket(url)
    ws.onmessage = ({ data }) => set(JSON.parse(data))
    return () => ws.close()
  })
/** As the guide has it after, with the first retry after 4 s. */
const ours = (options: Partial<BindingOptions<Quote, unknown>> = {}) =>
  webSocketStore(url, null, {
    codec: json<Quote, unknown>(),
    registry: new Registry(),
    random: () => 0.5,
    ...options,
  })

const show = ({ say }: Stage, store: Pick<Readable<unknown>, 'subscribe'>) =>
  store.subscribe((value) => say(`value ${JSON.stringify(value)}`))

it('shows the initial value and what comes; here it comes back', async () => {
  const script = (make: () => Pick<Readable<unknown>, 'subscribe'>) => async (stage: Stage) => {
    const stop = show(stage, make())
    await stage.pass(10)
    stage.server.send('{"price":1}')
    await stage.pass(20)
    stage.server.drop()
    await stage.pass(10_000)
    stage.server.send('{"price":2}')
    await stage.pass(20)
    stop()
    await stage.pass(1000)
  }
  expect(await transcript([accepts()], script(byHand))).toEqual([`0 ${dial}`, '0 value null', '10 value {"price":1}'])
  expect(await transcript([accepts()], script(ours))).toEqual([
    '0 value null',
    `0 ${dial}`,
    '26 value {"price":1}',
    `4030 ${dial}`,
    '10046 value {"price":2}',
    '11050 hang up',
  ])
})

it('JSON that is none is an exception there; here an error to be seen', async () => {
  const script = (make: (stage: Stage) => Pick<Readable<unknown>, 'subscribe'>) => async (stage: Stage) => {
    const stop = show(stage, make(stage))
    await stage.pass(10)
    for (const text of ['bad', '{"price":1}']) stage.server.send(text)
    await stage.pass(20)
    stop()
    await stage.pass(1000)
  }
  expect(await transcript([accepts()], script(byHand))).toEqual([
    `0 ${dial}`,
    '0 value null',
    '10 uncaught SyntaxError',
    '10 value {"price":1}',
    '30 hang up',
  ])
  const told = (stage: Stage) => {
    const store = ours({ onError: ({ name }) => stage.say(`onError ${name}`) })
    store.error.subscribe((error) => error && stage.say(`error ${error.name}`))
    return store
  }
  expect(await transcript([accepts()], script(told))).toEqual([
    '0 value null',
    `0 ${dial}`,
    '10 onError DecodeError',
    '26 error DecodeError',
    '26 value {"price":1}',
    '1030 hang up',
  ])
})

it('a list that is updated grows and paints for each message; here a log is bounded and paints once a frame', async () => {
  const listed = (start: (stage: Stage, show: (list: readonly unknown[]) => void) => () => void) =>
    transcript([accepts()], async (stage) => {
      const stop = start(stage, (list) => stage.say(JSON.stringify(list)))
      await stage.pass(10)
      for (const price of [1, 2, 3]) stage.server.send(`{"price":${price}}`)
      await stage.pass(20)
      stop()
      await stage.pass(1000)
    })
  const byHand = writable<unknown[]>([], (_set, update) => {
    const ws = new WebSocket(url)
    ws.onmessage = ({ data }) => update((list) => [...list, JSON.parse(data).price])
    return () => ws.close()
  })
  const theirs = await listed((_, show) => byHand.subscribe(show))
  expect(theirs).toEqual([`0 ${dial}`, '0 []', '10 [1]', '10 [1,2]', '10 [1,2,3]', '30 hang up'])
  const ours = await listed((_, show) => {
    const feed = new ReactiveWebSocket(url, { codec: json<Quote, unknown>(), registry: new Registry() })
    const log = feed.messages({ limit: 2 })
    const stop = inEffects(() => show(log.current.items.map(({ price }) => price)))
    flushSync()
    return stop
  })
  expect(ours).toEqual([`0 ${dial}`, '0 []', '26 [2,3]', '1030 hang up'])
})

it('sending while it connects throws there; here it waits, also over an attempt that fails', async () => {
  await transcript([latency(50)], async ({ server, pass }) => {
    const ws = new WebSocket(url)
    expect(() => ws.send(JSON.stringify({ subscribe: 'ACME' }))).toThrow(
      expect.objectContaining({ name: 'InvalidStateError' }),
    )
    await pass(200)
    expect(server.received).toEqual([])
  })
  await transcript([refuses(), accepts()], async ({ server, pass }) => {
    const receipt = ours().send({ subscribe: 'ACME' })
    await pass(5000)
    expect([server.received, receipt.status]).toEqual([['{"subscribe":"ACME"}'], 'sent'])
  })
})

it('handlers are told the same, and errors that say what happened', async () => {
  const script = (start: (say: Stage['say']) => void) => async (stage: Stage) => {
    start(stage.say)
    await stage.pass(10)
    stage.server.drop()
    await stage.pass(10)
  }
  const theirs = script((say) => {
    const ws = new WebSocket(url)
    ws.onopen = () => say('open')
    ws.onclose = ({ code }) => say(`close ${code}`)
    ws.onerror = (event) => say(`error ${event.type}`)
  })
  const told = script((say) => {
    ours({
      reconnect: false,
      onOpen: () => say('open'),
      onClose: ({ code }) => say(`close ${code}`),
      onError: ({ name, code }) => say(`error ${name} ${code}`),
    }).subscribe(() => {})
  })
  const lost = [`0 ${dial}`, '0 open', '10 close 1006']
  expect(await transcript([accepts()], theirs)).toEqual(lost)
  expect(await transcript([accepts()], told)).toEqual([...lost, '10 error ClosedError closed'])
  expect(await transcript([refuses()], theirs)).toEqual([`0 ${dial}`, '0 error error', '0 close 1006'])
  expect(await transcript([refuses()], told)).toEqual([
    `0 ${dial}`,
    '0 error EverwireError refused',
    '0 close 1006',
    '0 error ClosedError closed',
  ])
})

it('who leaves and comes back at once dials anew there; here a second is waited for him', async () => {
  const script = (make: () => Pick<Readable<unknown>, 'subscribe'>) => async (stage: Stage) => {
    const store = make()
    store.subscribe(() => {})()
    await stage.pass(10)
    const stop = store.subscribe(() => {})
    await stage.pass(10)
    stop()
    await stage.pass(2000)
  }
  expect(await transcript([accepts()], script(byHand))).toEqual([`0 ${dial}`, '0 hang up', `10 ${dial}`, '20 hang up'])
  expect(await transcript([accepts()], script(ours))).toEqual([`0 ${dial}`, '1020 hang up'])
})

it('setTimeout in onclose is an option', async () => {
  const dials = (start: () => () => void) =>
    transcript([refuses(), accepts()], async ({ pass }) => {
      const stop = start()
      await pass(10_000)
      stop()
      await pass(1000)
    })
  const byHand = readable<unknown>(null, () => {
    let ws: WebSocket
    let timer: ReturnType<typeof setTimeout>
    const connect = () => {
      ws = new WebSocket(url)
      ws.onclose = () => {
        timer = setTimeout(connect, 3000)
      }
    }
    connect()
    return () => {
      clearTimeout(timer)
      ws.onclose = null
      ws.close()
    }
  })
  expect(await dials(() => byHand.subscribe(() => {}))).toEqual([`0 ${dial}`, `3000 ${dial}`, '10000 hang up'])
  const options = ['spread', 'eager', () => 3000, false] as const
  const played = []
  for (const reconnect of options) played.push(await dials(() => ours({ reconnect }).subscribe(() => {})))
  expect(played).toEqual([
    [`0 ${dial}`, `4000 ${dial}`, '11000 hang up'],
    [`0 ${dial}`, `750 ${dial}`, '11000 hang up'],
    [`0 ${dial}`, `3000 ${dial}`, '11000 hang up'],
    [`0 ${dial}`],
  ])
})

it('a second store for readyState is there already, and watches only', async () => {
  const script = (watch: (stage: Stage) => () => void) => async (stage: Stage) => {
    const stop = watch(stage)
    await stage.pass(200)
    stop()
    await stage.pass(2000)
  }
  const readyState = writable(3)
  const byHand = readable<unknown>(null, () => {
    const ws = new WebSocket(url)
    readyState.set(ws.readyState)
    for (const type of ['open', 'close']) ws.addEventListener(type, () => readyState.set(ws.readyState))
    return () => ws.close()
  })
  const theirs = await transcript(
    [latency(50)],
    script(({ say }) => {
      readyState.subscribe((value) => say(String(value)))
      return byHand.subscribe(() => {})
    }),
  )
  expect(theirs).toEqual(['0 3', `0 ${dial}`, '0 0', '100 1', '200 hang up', '300 3'])
  const here = await transcript(
    [latency(50)],
    script(({ say }) => {
      const store = ours()
      store.readyState.subscribe((value) => say(String(value)))
      store.state.subscribe(({ phase }) => say(phase))
      return store.subscribe(() => {})
    }),
  )
  expect(here).toEqual([
    '0 0',
    '0 idle',
    `0 ${dial}`,
    '0 connecting',
    '100 1',
    '100 open',
    '1200 hang up',
    '1200 0',
    '1200 idle',
  ])
  const watched = await transcript([accepts()], async ({ pass }) => {
    const store = ours()
    for (const part of [store.state, store.readyState, store.error]) (part as Readable<unknown>).subscribe(() => {})
    await pass(1000)
  })
  expect(watched).toEqual([])
})

it('an effect that dials a URL is a class that does, while it is read, once for all', async () => {
  const script = (start: (address: { value: string }, registry: Registry) => () => void) => async (stage: Stage) => {
    const address = stateOf(url)
    const registry = new Registry()
    const stops = [start(address, registry), start(address, registry)]
    flushSync()
    await stage.pass(10)
    address.value = `${url}?other`
    flushSync()
    await stage.pass(2000)
    for (const stop of stops) stop()
    await stage.pass(2000)
  }
  const theirs = script((address) =>
    inEffects(() => {
      const ws = new WebSocket(address.value)
      return () => ws.close()
    }),
  )
  const here = script((address, registry) => {
    const feed = new ReactiveWebSocket(() => address.value, { registry })
    return inEffects(() => void feed.data)
  })
  expect(await transcript([accepts()], theirs)).toEqual([
    `0 ${dial}`,
    `0 ${dial}`,
    '10 hang up',
    `10 ${dial}?other`,
    '10 hang up',
    `10 ${dial}?other`,
    '2010 hang up',
    '2010 hang up',
  ])
  expect(await transcript([accepts()], here)).toEqual([`0 ${dial}`, `10 ${dial}?other`, '1010 hang up', '3010 hang up'])
})

// Each line of the guide from svelte-websocket-store to `webSocketStore`, in the README, seen on both sides.
import { type BindingOptions, json, Registry } from '@everwire/core'
import { accepts, latency, refuses } from '@everwire/core/testing'
import type { Readable } from 'svelte/store'
import websocketStore from 'svelte-websocket-store'
import { expect, it } from 'vitest'
import { webSocketStore } from '../store.ts'
import { type Stage, transcript, UNHEARD } from '../testing-tools/transcript.ts'

const url = 'wss://example.com/feed'
const dial = `dial ${url}`

type Store = Pick<Readable<unknown>, 'subscribe'>

const theirs = () => websocketStore(url, 'initial')
const ours = (options: Partial<BindingOptions<unknown, unknown>> = {}) =>
  webSocketStore(url, 'initial', { codec: json(), registry: new Registry(), random: () => 0.5, ...options })

const show = ({ say }: Stage, store: Store) => store.subscribe((value) => say(JSON.stringify(value)))

it('stores with one URL have a connection each there, and share one here', async () => {
  const script = (make: () => Store) => async (stage: Stage) => {
    const stops = [make(), make()].map((store) => store.subscribe(() => {}))
    await stage.pass(10)
    for (const stop of stops) stop()
    await stage.pass(1000)
  }
  expect(await transcript([accepts()], script(theirs))).toEqual([`0 ${dial}`, `0 ${dial}`, '10 hang up', '10 hang up'])
  const registry = new Registry()
  const shared = () => ours({ registry })
  expect(await transcript([accepts()], script(shared))).toEqual([`0 ${dial}`, '1010 hang up'])
})

it('the third argument is protocols', async () => {
  const script = (make: () => Store) => async (stage: Stage) => {
    make().subscribe(() => {})
    await stage.pass(10)
  }
  const expected = [`0 ${dial} v2,v1`]
  expect(
    await transcript(
      [accepts()],
      script(() => websocketStore(url, '', ['v2', 'v1'])),
    ),
  ).toEqual(expected)
  expect(
    await transcript(
      [accepts()],
      script(() => ours({ protocols: ['v2', 'v1'] })),
    ),
  ).toEqual(expected)
})

it('set is send, which waits over failed attempts too, and answers a receipt', async () => {
  const sent = (send: () => () => unknown) =>
    transcript([refuses(), accepts()], async ({ pass, say }) => {
      const status = send()
      await pass(10_000)
      say(String(status()))
    })
  const set = await sent(() => {
    const store = theirs()
    store.subscribe(() => {})
    store.set({ subscribe: 'ACME' })
    return () => 'lost'
  })
  expect(set.filter((line) => line !== UNHEARD)).toEqual([`0 ${dial}`, `2000 ${dial}`, '10000 lost'])
  const send = await sent(() => {
    const receipt = ours().send({ subscribe: 'ACME' })
    return () => receipt.status
  })
  expect(send).toEqual([`0 ${dial}`, `4000 ${dial}`, '4000 send {"subscribe":"ACME"}', '5020 hang up', '10000 sent'])
  expect(ours()).not.toHaveProperty('set')
})

it('an update for each message there, and here with every; else one a frame, and handlers get all', async () => {
  const script = (make: (stage: Stage) => Store) => async (stage: Stage) => {
    show(stage, make(stage))
    await stage.pass(10)
    for (const message of [1, 2, 3]) stage.server.send(JSON.stringify(message))
    await stage.pass(20)
  }
  const each = ['10 1', '10 2', '10 3']
  expect(await transcript([accepts()], script(theirs))).toEqual([`0 ${dial}`, '0 "initial"', ...each])
  expect(
    await transcript(
      [accepts()],
      script(() => ours({ delivery: 'every' })),
    ),
  ).toEqual(['0 "initial"', `0 ${dial}`, ...each])
  const heard = (stage: Stage) => ours({ onMessage: (message) => stage.say(`heard ${message}`) })
  expect(await transcript([accepts()], script(heard))).toEqual([
    '0 "initial"',
    `0 ${dial}`,
    '10 heard 1',
    '10 heard 2',
    '10 heard 3',
    '26 3',
  ])
})

it('reopens after 2, 5, 10 s and more there, whatever the close code; here by a policy and a table', async () => {
  const times = async (make: () => Store, time: number) => {
    const lines = await transcript([refuses()], async (stage) => {
      make().subscribe(() => {})
      await stage.pass(time)
    })
    return lines.filter((line) => line !== UNHEARD).map((line) => Number(line.split(' ')[0]))
  }
  expect(await times(theirs, 120_000)).toEqual([0, 2000, 7000, 17_000, 47_000, 107_000])
  const [first, ...later] = (await times(() => ours({ random: () => 0.999 }), 120_000)).slice(1)
  expect(first).toBeLessThanOrEqual(8000)
  const gaps = later.map((time, index) => time - ([first, ...later][index] as number))
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(7990)
  expect(Math.max(...gaps)).toBeLessThanOrEqual(28_000)
  const forbidden = (make: () => Store) =>
    transcript([accepts()], async (stage) => {
      make().subscribe(() => {})
      await stage.pass(10)
      stage.server.close(4403)
      await stage.pass(10_000)
    })
  expect(await forbidden(theirs)).toEqual([`0 ${dial}`, `2010 ${dial}`])
  expect(await forbidden(ours)).toEqual([`0 ${dial}`])
})

it('JSON that is none is an exception in a listener there; here an error to be seen', async () => {
  const script = (make: (stage: Stage) => Store) => async (stage: Stage) => {
    make(stage).subscribe(() => {})
    await stage.pass(10)
    stage.server.send('bad')
    await stage.pass(20)
  }
  expect(await transcript([accepts()], script(theirs))).toEqual([`0 ${dial}`, '10 uncaught SyntaxError'])
  const told = (stage: Stage) => {
    const store = ours({ onError: ({ name }) => stage.say(`onError ${name}`) })
    store.error.subscribe((error) => error && stage.say(`error ${error.name}`))
    return store
  }
  const expected = [`0 ${dial}`, '10 onError DecodeError', '26 error DecodeError']
  expect(await transcript([accepts()], script(told))).toEqual(expected)
})

it('here are stores of the connection, and commands', async () => {
  const lines = await transcript([latency(50)], async ({ say, pass }) => {
    const store = ours()
    store.state.subscribe(({ phase }) => say(phase))
    store.subscribe(() => {})
    await pass(200)
    store.reconnect()
    await pass(200)
    store.close()
    await pass(200)
    store.open()
    await pass(200)
  })
  const phases = lines.filter((line) => !/dial|hang/.test(line))
  expect(phases).toEqual([
    '0 idle',
    '0 connecting',
    '100 open',
    '200 connecting',
    '300 open',
    '400 closing',
    '500 closed',
    '600 connecting',
    '700 open',
  ])
})

import { accepts, answers, type Behaviour, closesWith, latency, refuses, silent } from '@everwire/core/testing'
import peer from 'svelte-websocket-store'
import { describe, expect, it } from 'vitest'
import { type MakeStore, type Stage as Page, transcript, UNHEARD } from '../testing-tools/transcript.ts'
import websocketStore from './websocket-store.ts'

const url = 'wss://example.com/ws1'
const dial = `dial ${url}`

interface Stage extends Page {
  readonly websocketStore: MakeStore
}

/** Plays a script with the module of a store. */
const played = (websocketStore: MakeStore, behaviours: Behaviour[], script: (stage: Stage) => unknown) =>
  transcript(behaviours, (page) => script({ ...page, websocketStore }))

/** Plays a script with svelte-websocket-store and with ours; the same must happen, and it must be this. */
async function expectBoth(behaviours: Behaviour[], script: (stage: Stage) => unknown, lines: string[]): Promise<void> {
  const theirs = await played(peer, behaviours, script)
  const ours = await played(websocketStore as MakeStore, behaviours, script)
  // It leaves a rejection unheard for each attempt that fails; see the differences.
  expect(theirs.filter((line) => line !== UNHEARD)).toEqual(lines)
  expect(ours).toEqual(lines)
}

/** Plays a script with both, where something else happens. */
async function expectDifference(
  behaviours: Behaviour[],
  script: (stage: Stage) => unknown,
  { theirs, ours }: { theirs: string[]; ours: string[] },
): Promise<void> {
  expect(await played(peer, behaviours, script)).toEqual(theirs)
  expect(await played(websocketStore as MakeStore, behaviours, script)).toEqual(ours)
}

const show =
  ({ say }: Stage, name = 'value') =>
  (value: unknown) =>
    say(`${name} ${JSON.stringify(value)}`)

it('url: dials it at the first subscription, and hangs up after the last', () =>
  expectBoth(
    [accepts()],
    async (stage) => {
      const store = stage.websocketStore(url)
      await stage.pass(100)
      const stops = [store.subscribe(show(stage, 'one')), store.subscribe(show(stage, 'two'))]
      await stage.pass(100)
      stops[0]?.()
      await stage.pass(100)
      stops[1]?.()
      await stage.pass(200_000)
    },
    [`100 ${dial}`, '100 one undefined', '100 two undefined', '300 hang up'],
  ))

it('url: each store has its own connection', () =>
  expectBoth(
    [accepts()],
    async (stage) => {
      const stops = [1, 2].map(() => stage.websocketStore(url).subscribe(() => {}))
      await stage.pass(1)
      stage.say(`${stage.server.connections.length} connections`)
      for (const stop of stops) stop()
      await stage.pass(1)
    },
    [`0 ${dial}`, `0 ${dial}`, '1 2 connections', '1 hang up', '1 hang up'],
  ))

it('initialValue: is the value until the server sends one, and that stays', () =>
  expectBoth(
    [answers((data) => data)],
    async (stage) => {
      const store = stage.websocketStore(url, { theme: 'light' })
      const stop = store.subscribe(show(stage))
      await stage.pass(10)
      stage.server.send('{"theme":"dark"}')
      stage.server.send('null')
      stop()
      await stage.pass(10)
      store.subscribe(show(stage, 'later'))()
      await stage.pass(10)
    },
    [
      `0 ${dial}`,
      '0 value {"theme":"light"}',
      '10 value {"theme":"dark"}',
      '10 value null',
      '10 hang up',
      `20 ${dial}`,
      '20 later null',
      '20 hang up',
    ],
  ))

it.each([
  ['none', undefined, ''],
  ['one', 'option1', ' option1'],
  ['some', ['option1', 'option2'], ' option1,option2'],
])('socketOptions: %s are handed to the constructor', (_, socketOptions, dialled) =>
  expectBoth(
    [accepts()],
    async (stage) => {
      const stop = stage.websocketStore(url, {}, socketOptions).subscribe(() => {})
      await stage.pass(10)
      stage.say(`chosen ${stage.server.last.protocols}`)
      stop()
      await stage.pass(10)
    },
    [`0 ${dial}${dialled}`, `10 chosen${dialled || ' '}`, '10 hang up'],
  ),
)

it('set: sends JSON, and leaves the value to the server', () =>
  expectBoth(
    [answers((data) => `["echo",${data}]`)],
    async (stage) => {
      const store = stage.websocketStore(url, 'initial')
      const stop = store.subscribe(show(stage))
      await stage.pass(10)
      for (const value of [{ content: 'to be saved', other_values: 'all' }, 'text', null, 0]) {
        store.set(value)
        await stage.pass(10)
      }
      stop()
      await stage.pass(10)
    },
    [
      `0 ${dial}`,
      '0 value "initial"',
      '10 send {"content":"to be saved","other_values":"all"}',
      '10 value ["echo",{"content":"to be saved","other_values":"all"}]',
      '20 send "text"',
      '20 value ["echo","text"]',
      '30 send null',
      '30 value ["echo",null]',
      '40 send 0',
      '40 value ["echo",0]',
      '50 hang up',
    ],
  ))

it('set: waits while it connects, in order', () =>
  expectBoth(
    [latency(50)],
    async (stage) => {
      const store = stage.websocketStore(url)
      const stop = store.subscribe(() => {})
      for (const value of [1, 2, 3]) store.set(value)
      await stage.pass(200)
      stage.say(`got ${stage.server.received}`)
      stop()
      await stage.pass(200)
    },
    [`0 ${dial}`, '100 send 1', '100 send 2', '100 send 3', '200 got 1,2,3', '200 hang up'],
  ))

it('set: takes as much as is set while it connects', () =>
  expectBoth(
    [latency(50)],
    async (stage) => {
      const store = stage.websocketStore(url)
      const stop = store.subscribe(() => {})
      for (const value of range(1, 2000)) store.set(value)
      store.set('x'.repeat(2 ** 20))
      await stage.pass(200)
      stage.say(`got ${stage.server.received.length}`)
      stop()
      await stage.pass(200)
    },
    [
      `0 ${dial}`,
      ...range(1, 2000).map((value) => `100 send ${value}`),
      `100 send "${'x'.repeat(2 ** 20)}"`,
      '200 got 2001',
      '200 hang up',
    ],
  ))

it('set: without a subscription dials, stays for the answer, and is not reopened', () =>
  expectBoth(
    [answers((data) => data), accepts()],
    async (stage) => {
      const store = stage.websocketStore(url, 'initial')
      store.set('saved')
      await stage.pass(60_000)
      stage.say(`${stage.server.last.isOpen}`)
      stage.server.drop()
      await stage.pass(200_000)
      const stop = store.subscribe(show(stage))
      await stage.pass(10)
      stop()
      await stage.pass(10)
    },
    [`0 ${dial}`, '0 send "saved"', '60000 true', `260000 ${dial}`, '260000 value "saved"', '260010 hang up'],
  ))

it('set: what waits for an attempt that fails is gone, and the next attempt is made at once by the next set', () =>
  expectBoth(
    [refuses(), refuses(), accepts()],
    async (stage) => {
      const store = stage.websocketStore(url)
      const stop = store.subscribe(() => {})
      store.set('first')
      await stage.pass(500)
      store.set('second')
      await stage.pass(500)
      store.set('third')
      await stage.pass(100_000)
      stop()
      await stage.pass(10)
    },
    [`0 ${dial}`, `500 ${dial}`, `1000 ${dial}`, '1000 send "third"', '101000 hang up'],
  ))

it('reopens after 2, 5, 10, 30 and then 60 s', () =>
  expectBoth(
    [refuses()],
    async (stage) => {
      const stop = stage.websocketStore(url).subscribe(() => {})
      await stage.pass(230_000)
      stop()
      await stage.pass(230_000)
    },
    [0, 2000, 7000, 17_000, 47_000, 107_000, 167_000, 227_000].map((time) => `${time} ${dial}`),
  ))

it('reopens as often as it is closed, and no sooner for a network that came back', () =>
  expectBoth(
    [closesWith(1001)],
    async (stage) => {
      const stop = stage.websocketStore(url).subscribe(() => {})
      await stage.pass(1000)
      window.dispatchEvent(new Event('online'))
      await stage.pass(60_000)
      stop()
      await stage.pass(10)
    },
    range(0, 30).map((index) => `${index * 2000} ${dial}`),
  ))

it('counts from the beginning after each connection', () =>
  expectBoth(
    [refuses(), refuses(), closesWith(1001, '', { after: 100 }), refuses(), accepts()],
    async (stage) => {
      const stop = stage.websocketStore(url).subscribe(() => {})
      await stage.pass(100_000)
      stop()
      await stage.pass(10)
    },
    [`0 ${dial}`, `2000 ${dial}`, `7000 ${dial}`, `9100 ${dial}`, `14100 ${dial}`, '100000 hang up'],
  ))

it('dials at once for another subscription while it waits to reopen, and counts on', () =>
  expectBoth(
    [refuses()],
    async (stage) => {
      const store = stage.websocketStore(url)
      const stops = [store.subscribe(() => {})]
      await stage.pass(500)
      stops.push(store.subscribe(() => {}))
      await stage.pass(5010)
      for (const stop of stops) stop()
      await stage.pass(100_000)
    },
    [`0 ${dial}`, `500 ${dial}`, `5500 ${dial}`],
  ))

const hundreds = range(40, 49).map((hundred) => ({ first: hundred * 100, last: hundred * 100 + 99 }))

it.each([{ first: 1000, last: 1014 }, { first: 3000, last: 3005 }, ...hundreds])(
  'reopens whatever the close code, from $first to $last',
  ({ first, last }) => {
    const codes = range(first, last)
    return expectBoth(
      [...codes.map((code) => closesWith(code)), accepts()],
      async (stage) => {
        const stops = codes.map((code) => stage.websocketStore(`${url}/${code}`).subscribe(() => {}))
        await stage.pass(2010)
        for (const stop of stops) stop()
        await stage.pass(10)
      },
      [
        ...codes.map((code) => `0 ${dial}/${code}`),
        ...codes.map((code) => `2000 ${dial}/${code}`),
        ...codes.map(() => '2010 hang up'),
      ],
    )
  },
)

it('a message that is no JSON is an uncaught exception, and changes nothing', () =>
  expectBoth(
    [accepts()],
    async (stage) => {
      const stop = stage.websocketStore(url, 'initial').subscribe(show(stage))
      await stage.pass(10)
      stage.server.send('{"theme"')
      stage.server.send('"good"')
      await stage.pass(10)
      stop()
      await stage.pass(10)
    },
    [`0 ${dial}`, '0 value "initial"', '10 uncaught SyntaxError', '10 value "good"', '20 hang up'],
  ))

describe('differs, as the migration guide says:', () => {
  it('an attempt that fails leaves no rejection unheard', async () => {
    const script = async (stage: Stage) => {
      const stop = stage.websocketStore(url).subscribe(() => {})
      await stage.pass(2010)
      stop()
      await stage.pass(10)
    }
    expect(await played(peer, [refuses(), accepts()], script)).toContain(UNHEARD)
    expect(await played(websocketStore as MakeStore, [refuses(), accepts()], script)).not.toContain(UNHEARD)
  })

  it('a store that was left while it connected connects again', () =>
    expectDifference(
      [latency(50)],
      async (stage) => {
        const store = stage.websocketStore(url)
        store.subscribe(() => {})()
        await stage.pass(200)
        const stop = store.subscribe(() => {})
        await stage.pass(100_000)
        stop()
        await stage.pass(200)
      },
      { theirs: [`0 ${dial}`, '0 hang up'], ours: [`0 ${dial}`, '0 hang up', `200 ${dial}`, '100200 hang up'] },
    ))

  it('who leaves and comes back at once keeps the connection', () =>
    expectDifference(
      [accepts()],
      async (stage) => {
        const store = stage.websocketStore(url)
        const stop = store.subscribe(() => {})
        await stage.pass(10)
        stop()
        const again = store.subscribe(() => {})
        await stage.pass(10)
        again()
        await stage.pass(10)
      },
      {
        theirs: [`0 ${dial}`, '10 hang up', `10 ${dial}`, '20 hang up'],
        ours: [`0 ${dial}`, '20 hang up'],
      },
    ))

  it('what was set while it connected is sent although nobody subscribes any more', () =>
    expectDifference(
      [latency(50)],
      async (stage) => {
        const store = stage.websocketStore(url)
        const stop = store.subscribe(() => {})
        store.set('last words')
        stop()
        await stage.pass(1000)
      },
      { theirs: [`0 ${dial}`, '0 hang up'], ours: [`0 ${dial}`, '100 send "last words"', '120 hang up'] },
    ))

  it('an attempt that hangs is given up after 10 s', () =>
    expectDifference(
      [silent(), accepts()],
      async (stage) => {
        const stop = stage.websocketStore(url).subscribe(() => {})
        await stage.pass(60_000)
        stop()
        await stage.pass(10)
      },
      {
        theirs: [`0 ${dial}`, '60000 hang up'],
        ours: [`0 ${dial}`, '10000 hang up', `12000 ${dial}`, '60000 hang up'],
      },
    ))

  it('what JSON has no form for is refused', () =>
    expectDifference(
      [accepts()],
      async (stage) => {
        const store = stage.websocketStore(url)
        const stop = store.subscribe(() => {})
        await stage.pass(10)
        try {
          store.set(undefined)
        } catch (error) {
          stage.say(`${(error as Error).name}`)
        }
        stop()
        await stage.pass(10)
      },
      {
        theirs: [`0 ${dial}`, '10 send undefined', '10 hang up'],
        ours: [`0 ${dial}`, '10 EncodeError', '10 hang up'],
      },
    ))

  it('JSON in a binary message is read', () =>
    expectDifference(
      [accepts()],
      async (stage) => {
        const stop = stage.websocketStore(url).subscribe(show(stage))
        await stage.pass(10)
        stage.server.send(new TextEncoder().encode('"bytes"'))
        await stage.pass(10)
        stop()
        await stage.pass(10)
      },
      {
        theirs: [`0 ${dial}`, '0 value undefined', '10 uncaught SyntaxError', '20 hang up'],
        ours: [`0 ${dial}`, '0 value undefined', '10 value "bytes"', '20 hang up'],
      },
    ))

  it('says goodbye with 1000 where it said nothing', () =>
    expectDifference(
      [accepts()],
      async (stage) => {
        stage.websocketStore(url).subscribe(() => {})()
        await stage.pass(10)
        const stop = stage.websocketStore(url).subscribe(() => {})
        await stage.pass(10)
        stop()
        await stage.pass(10)
        stage.say(`code ${stage.server.last.ending?.code}`)
      },
      {
        theirs: [`0 ${dial}`, '0 hang up', `10 ${dial}`, '20 hang up', '30 code 1005'],
        ours: [`0 ${dial}`, '0 hang up', `10 ${dial}`, '20 hang up', '30 code 1000'],
      },
    ))
})

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}

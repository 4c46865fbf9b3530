import { json, OptionError, type Receiving } from '@everwire/core'
import { flushSync, mount, unmount } from 'svelte'
import { afterEach, expect, inject, it, vi } from 'vitest'
import { eventually } from '../../core/src/testing-tools/binding-contract.ts'
import { expectQuietConsole } from '../../core/src/testing-tools/quiet-console.ts'
import { ReactiveWebSocket } from './reactive-web-socket.ts'
import Companions from './testing-tools/Companions.svelte'
import { inEffects, stateOf } from './testing-tools/mount.svelte.js'
import { latest, type Message } from './testing-tools/prices.svelte.js'

interface Command {
  burst: number
}

const server = inject('serverUrl').replace('http', 'ws')
const options = { codec: json<Message, Command>(), linger: 0 }
/** A feed that sends what it is asked for, numbered from 1 in each connection. */
const at = (name: string) => `${server}/feed?rate=0&test=${name}`
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1)
const sum = (total: number, { seq }: Message) => total + seq

let cleanUp: (() => unknown)[] = []

expectQuietConsole()

afterEach(async () => {
  for (const task of cleanUp) await task()
  cleanUp = []
})

function show(url: string) {
  const source = stateOf<string | null>(url)
  const seen: number[] = []
  const target = document.createElement('div')
  const component = mount(Companions, { target, props: { url: () => source.value, seen } })
  flushSync()
  const end = () => unmount(component)
  cleanUp.push(() => target.textContent && end())
  /** The sum, the items of the log and how many left it. */
  const text = () => [...target.children].map(({ textContent }) => textContent)
  return { source, seen, target, text, end }
}

it('hands every message of a burst to handler, reducer and log of a component, and paints far less often', async () => {
  const url = at('burst')
  const { seen, target, text, end } = show(url)
  expect(text()).toEqual(['0', '', '0'])
  let paints = 0
  const observer = new MutationObserver(() => paints++)
  observer.observe(target, { childList: true, characterData: true, subtree: true })

  const feed = new ReactiveWebSocket(url, options)
  feed.send({ burst: 1000 })
  await eventually(text).toEqual(['500500', '998 999 1000', '997'])
  observer.disconnect()
  expect(seen).toEqual(upTo(1000))
  expect(paints).toBeLessThan(250)

  expect(feed.state.phase).toBe('open')
  await end()
  await eventually(() => feed.state.phase).toBe('idle')
})

it('begins anew with a changed URL, and with none shows nothing', async () => {
  const [first, second] = [new ReactiveWebSocket(at('first'), options), new ReactiveWebSocket(at('second'), options)]
  const { source, seen, text } = show(at('first'))
  first.send({ burst: 5 })
  await eventually(text).toEqual(['15', '3 4 5', '2'])

  source.value = at('second')
  flushSync()
  expect(text()).toEqual(['0', '', '0'])
  await eventually(() => first.state.phase).toBe('idle')
  second.send({ burst: 2 })
  await eventually(text).toEqual(['3', '1 2', '0'])
  expect(seen).toEqual([1, 2, 3, 4, 5, 1, 2])

  source.value = null
  flushSync()
  expect(text()).toEqual(['0', '', '0'])
  await eventually(() => second.state.phase).toBe('idle')
})

it('keeps sum and log while nobody reads them', async () => {
  const feed = new ReactiveWebSocket(at('kept'), options)
  const [total, log] = [feed.reduce(sum, 0), feed.messages({ limit: 2 })]
  const stop = inEffects(
    () => total.current,
    () => log.current,
  )
  feed.send({ burst: 3 })
  await eventually(() => total.current).toBe(6)
  stop()
  await eventually(() => feed.state.phase).toBe('idle')
  expect(total.current).toBe(6)
  expect(log.current).toEqual({
    items: [expect.objectContaining({ seq: 2 }), expect.objectContaining({ seq: 3 })],
    start: 1,
    dropped: 1,
  })
})

it('is connected for as long as a sum or a log is read, and calls the handlers of the options', async () => {
  for (const read of ['reduce', 'messages'] as const) {
    const onMessage = vi.fn()
    const feed = new ReactiveWebSocket(at(read), { ...options, onMessage })
    const value = read === 'reduce' ? feed.reduce(sum, 0) : feed.messages()
    expect(feed.state.phase).toBe('idle')
    const stop = inEffects(() => value.current)
    feed.send({ burst: 1 })
    await eventually(() => onMessage.mock.calls.length).toBe(1)
    stop()
    await eventually(() => feed.state.phase).toBe('idle')
  }
})

it("shows a sum after each message where delivery is 'every'", async () => {
  const feed = new ReactiveWebSocket(at('every'), options)
  const total = feed.reduce(sum, 0, { delivery: 'every' })
  const shown: number[] = []
  cleanUp.push(inEffects(() => shown.push(total.current)))
  feed.send({ burst: 4 })
  await eventually(() => shown).toEqual([0, 1, 3, 6, 10])
})

it('answers another log at each paint, and the same one in between', async () => {
  const feed = new ReactiveWebSocket(at('log'), options)
  const log = feed.messages()
  cleanUp.push(inEffects(() => log.current))
  feed.send({ burst: 1 })
  await eventually(() => log.current.items.length).toBe(1)
  const painted = log.current
  expect(log.current).toBe(painted)
  feed.send({ burst: 1 })
  await eventually(() => log.current.items.length).toBe(2)
  expect(painted.items.length).toBe(1)
})

it('refuses a bad option when it is given', () => {
  const feed = new ReactiveWebSocket(at('bad'), options)
  expect(() => feed.messages({ limit: 0 })).toThrow(OptionError)
  expect(() => feed.messages({ delivery: -1 })).toThrow(OptionError)
  expect(() => feed.reduce(sum, 0, { delivery: 'never' as 'every' })).toThrow(OptionError)
})

it('handles at once where there is no component, follows the URL, and stops when told to', async () => {
  const url = stateOf(at('one'))
  const feed = new ReactiveWebSocket(() => url.value, options)
  const phases: string[] = []
  const seen: number[] = []
  const stopPhases = feed.on('state', ({ phase }) => phases.push(phase))
  // Only what receives holds the connection.
  expect(feed.state.phase).toBe('idle')
  const stop = feed.on('data', ({ seq }) => seen.push(seq))
  expect(phases).toEqual(['connecting'])
  feed.send({ burst: 2 })
  await eventually(() => seen).toEqual([1, 2])
  const first = feed.socket

  url.value = at('two')
  await eventually(() => first?.state.phase).toBe('idle')
  await eventually(() => feed.state.phase).toBe('open')
  expect(phases).toEqual(['connecting', 'open', 'connecting', 'open'])
  feed.send({ burst: 1 })
  await eventually(() => seen).toEqual([1, 2, 1])

  stop()
  await eventually(() => feed.state.phase).toBe('idle')
  stopPhases()
  url.value = at('three')
  flushSync()
  expect(feed.state.phase).toBe('idle')
})

it('keeps its connection where a changed URL is the same', async () => {
  const url = stateOf(new URL(at('same')))
  const feed = new ReactiveWebSocket(() => url.value, options)
  const [onState, onData] = [vi.fn(), vi.fn()]
  cleanUp.push(feed.on('state', onState), feed.on('data', onData))
  await eventually(() => feed.state.phase).toBe('open')
  const calls = onState.mock.calls.length
  url.value = new URL(at('same'))
  flushSync()
  feed.send({ burst: 1 })
  await eventually(() => onData.mock.calls.length).toBe(1)
  expect(onState).toHaveBeenCalledTimes(calls)
})

it('follows a key that is a getter, which stands for the URL where protocols are a function', async () => {
  const room = stateOf('room-a')
  const feed = new ReactiveWebSocket<Message, Command>(() => at(room.value), {
    ...{ ...options, protocols: () => [] },
    get key() {
      return room.value
    },
  })
  const onData = vi.fn()
  cleanUp.push(feed.on('data', onData))
  await eventually(() => feed.socket?.state.phase).toBe('open')
  const first = feed.socket
  room.value = 'room-b'
  flushSync()
  expect(feed.socket).not.toBe(first)
  await eventually(() => feed.socket?.url).toBe(at('room-b'))
  await eventually(() => first?.state.phase).toBe('idle')
  feed.send({ burst: 1 })
  await eventually(() => onData.mock.calls.length).toBe(1)
})

it('works in a module without a component: in $derived, and in an effect, which runs once and ends it', async () => {
  const [first, second] = [new ReactiveWebSocket(at('here'), options), new ReactiveWebSocket(at('there'), options)]
  const prices = latest(at('here'))
  cleanUp.push(inEffects(() => prices.doubled))
  flushSync()
  first.send({ burst: 3 })
  await eventually(() => prices.doubled).toBe(6)
  expect(prices.handled).toBe(6)
  prices.follow(at('there'))
  flushSync()
  expect(prices.doubled).toBe(0)
  second.send({ burst: 2 })
  await eventually(() => prices.doubled).toBe(4)
  expect(prices.handled).toBe(9)
  expect(prices.transitions).toBe(4)
  expect(prices.runs).toBe(1)
  prices.end()
  second.send({ burst: 1 })
  await eventually(() => prices.doubled).toBe(6)
  expect(prices.handled).toBe(9)
})

it('does not subscribe again for what a handler reads', async () => {
  const [url, factor] = [stateOf(at('before')), stateOf(1)]
  const feed = new ReactiveWebSocket(() => url.value, options)
  const read: number[] = []
  cleanUp.push(
    feed.on('state', () => read.push(factor.value)),
    feed.on('data', () => {}),
  )
  url.value = at('after')
  const subscribe = vi.spyOn(feed.socket as Receiving<Message>, 'on')
  flushSync()
  expect(subscribe).toHaveBeenCalledTimes(2)
  // The first dial, and the second, which is made while Svelte follows the URL.
  expect(read).toEqual([1, 1])
  factor.value = 2
  flushSync()
  expect(subscribe).toHaveBeenCalledTimes(2)
})

it('never begins what was stopped before its component was mounted', async () => {
  const url = at('stopped')
  const feed = new ReactiveWebSocket(url, options)
  const seen: number[] = []
  const component = mount(Companions, { target: document.createElement('div'), props: { url, seen, stopped: true } })
  flushSync()
  cleanUp.push(() => unmount(component))
  const messages: number[] = []
  cleanUp.push(feed.on('data', ({ seq }) => messages.push(seq)))
  feed.send({ burst: 3 })
  await eventually(() => messages).toEqual([1, 2, 3])
  expect(seen).toEqual([])
})

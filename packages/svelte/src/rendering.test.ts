import { json, Registry } from '@everwire/core'
import { flushSync, hydrate, mount, unmount } from 'svelte'
import { get } from 'svelte/store'
import { afterEach, expect, inject, it } from 'vitest'
import { eventually } from '../../core/src/testing-tools/binding-contract.ts'
import { expectQuietConsole } from '../../core/src/testing-tools/quiet-console.ts'
import { ReactiveWebSocket } from './reactive-web-socket.ts'
import { webSocketStore } from './store.ts'
import { derivedOf, inEffects, stateOf } from './testing-tools/mount.svelte.js'
import Page from './testing-tools/Page.svelte'
import Sharing from './testing-tools/Sharing.svelte'
import { SERVER_RENDERED } from './testing-tools/server-rendered.ts'

const echo = `${inject('serverUrl').replace('http', 'ws')}/echo`
const codec = json<string>()

let cleanUp: (() => unknown)[] = []

expectQuietConsole()

afterEach(async () => {
  for (const task of cleanUp) await task()
  cleanUp = []
})

it('is connected for as long as anything reads it, and calls its handlers once however many do', async () => {
  const seen: string[] = []
  const socket = new ReactiveWebSocket(`${echo}?read`, {
    codec,
    linger: 0,
    onMessage: (message) => seen.push(message),
  })
  expect(socket.state.phase).toBe('idle')
  const shown: unknown[] = []
  const stopData = inEffects(
    () => shown.push(socket.data),
    () => shown.push(socket.data),
  )
  const stopState = inEffects(() => socket.state.phase)
  await eventually(() => socket.state.phase).toBe('open')
  socket.send('hello')
  await eventually(() => shown).toEqual([undefined, undefined, 'hello', 'hello'])
  expect(seen).toEqual(['hello'])

  stopData()
  await Promise.resolve()
  await new Promise((resolve) => setTimeout(resolve))
  expect(socket.state.phase).toBe('open')
  stopState()
  await eventually(() => socket.state.phase).toBe('idle')
})

it('runs who reads the state at transitions only, not at messages', async () => {
  const socket = new ReactiveWebSocket(`${echo}?fine`, { codec, delivery: 'every' })
  const phases: string[] = []
  const messages: unknown[] = []
  cleanUp.push(
    inEffects(
      () => phases.push(socket.state.phase),
      () => messages.push(socket.data),
    ),
  )
  for (const message of ['a', 'b', 'c']) socket.send(message)
  await eventually(() => messages).toEqual([undefined, 'a', 'b', 'c'])
  expect(phases).toEqual(['connecting', 'open'])
})

it('gives back what open() holds when the component that made it is gone, although nobody read', async () => {
  const sockets: Record<string, ReactiveWebSocket['socket']> = {}
  const url = `${echo}?held`
  const target = document.createElement('div')
  const sharing = mount(Sharing, { target, props: { url, registry: new Registry(), sockets, open: true } })
  flushSync()
  await eventually(() => sockets.one?.state.phase).toBe('open')
  await unmount(sharing)
  await eventually(() => sockets.one?.state.phase).toBe('idle')
})

it('gives back what open() holds with the last reader where no component made it', async () => {
  const socket = new ReactiveWebSocket(`${echo}?nobody`, { codec, linger: 0 })
  const stop = inEffects(() => socket.state)
  socket.open()
  await eventually(() => socket.state.phase).toBe('open')
  stop()
  await eventually(() => socket.state.phase).toBe('idle')
})

it('holds what was opened for the URL of the moment, and nothing of the one before', async () => {
  const [old, next] = [`${echo}?old`, `${echo}?next`]
  const url = stateOf(old)
  const socket = new ReactiveWebSocket(() => url.value, { codec, linger: 0 })
  cleanUp.push(inEffects(() => url.value === old && socket.state))
  const first = socket.socket
  socket.open()
  await eventually(() => first?.state.phase).toBe('open')

  url.value = next
  socket.open()
  await eventually(() => first?.state.phase).toBe('idle')
  await eventually(() => socket.state.phase).toBe('open')

  const second = socket.socket
  url.value = `${echo}?last`
  expect(socket.socket).not.toBe(second)
  await eventually(() => second?.state.phase).toBe('idle')
})

it('can be read in $derived, and moves on when that is read again', async () => {
  const socket = new ReactiveWebSocket(`${echo}?derived`, { codec, linger: 0 })
  const shown: unknown[] = []
  const read = derivedOf(() => `${socket.state.phase} ${socket.data}`)
  const stop = inEffects(() => shown.push(read()))
  socket.send('a')
  await eventually(() => shown).toEqual(['connecting undefined', 'open undefined', 'open a'])
  stop()
  await eventually(() => socket.state.phase).toBe('idle')
  cleanUp.push(inEffects(() => shown.push(read())))
  await eventually(() => shown.at(-1)).toBe('open a')
})

it('shares below a provider, and with nobody outside of it', async () => {
  const sockets: Record<string, unknown> = {}
  const registry = new Registry()
  const url = `${echo}?shared`
  const sharing = mount(Sharing, { target: document.createElement('div'), props: { url, registry, sockets } })
  cleanUp.push(() => unmount(sharing))
  expect(sockets.one).toBe(sockets.two)
  expect(sockets.one).toBe(registry.get(url, { linger: 0 }))
  expect(sockets.one).not.toBe(sockets.outside)
})

it('keeps the contract of stores', async () => {
  const seen: string[] = []
  const store = webSocketStore(`${echo}?store`, 'initial', { codec, linger: 0, onMessage: (line) => seen.push(line) })
  const [states, readyStates] = [[] as string[], [] as number[]]
  const stopStates = [
    store.state.subscribe((state) => states.push(state.phase)),
    store.readyState.subscribe((readyState) => readyStates.push(readyState)),
  ]
  expect(get(store)).toBe('initial')
  expect(get(store.readyState)).toBe(0)
  expect(store).not.toHaveProperty('set')

  const [one, two] = [[] as string[], [] as string[]]
  const stops = [store.subscribe((value) => one.push(value)), store.subscribe((value) => two.push(value))]
  expect([one, two]).toEqual([['initial'], ['initial']])
  store.send('hello')
  await eventually(() => [one, two]).toEqual([
    ['initial', 'hello'],
    ['initial', 'hello'],
  ])
  expect(seen).toEqual(['hello'])
  for (const stop of stops) stop()
  await eventually(() => get(store.state).phase).toBe('idle')
  expect(states).toEqual(['idle', 'connecting', 'open', 'idle'])
  // Idle and connecting are both 0, which is no change.
  expect(readyStates).toEqual([0, 1, 0])
  for (const stop of stopStates) stop()
  // The value stays.
  expect(get(store)).toBe('hello')
})

it('calls its handlers for the others when one of them has left twice', async () => {
  const seen: string[] = []
  const store = webSocketStore(`${echo}?twice`, '', { codec, linger: 0, onMessage: (line) => seen.push(line) })
  let value = ''
  const leave = store.subscribe(() => {})
  cleanUp.push(store.subscribe((line) => (value = line)))
  leave()
  leave()
  store.send('hello')
  await eventually(() => value).toBe('hello')
  expect(seen).toEqual(['hello'])
})

it('opens nothing for who watches the state of a store', async () => {
  const store = webSocketStore(`${echo}?watched`)
  const stop = store.state.subscribe(() => {})
  await new Promise((resolve) => setTimeout(resolve))
  expect(get(store.state).phase).toBe('idle')
  stop()
})

it('hydrates what a server rendered without a mismatch, also where the connection is open already', async () => {
  const url = `${echo}?hydrated`
  const first = document.createElement('div')
  const open = mount(Page, { target: first, props: { url } })
  cleanUp.push(() => unmount(open))
  await eventually(() => first.textContent).toMatch(/^open 1/)

  const target = document.createElement('div')
  target.innerHTML = SERVER_RENDERED
  expect(target.textContent).toBe('idle 0 -1   idle 0 initial  0 0 0')
  const paragraphs = [...target.querySelectorAll('p')]
  const page = hydrate(Page, { target, props: { url } })
  cleanUp.push(() => unmount(page))
  await eventually(() => target.textContent).toBe('open 1 -1   open 1 initial  0 0 0')
  expect([...target.querySelectorAll('p')]).toEqual(paragraphs)
})

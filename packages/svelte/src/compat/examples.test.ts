import { flushSync, mount, unmount } from 'svelte'
import peer from 'svelte-websocket-store'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { commands } from 'vitest/browser'
import { eventually } from '../../../core/src/testing-tools/binding-contract.ts'
import { expectQuietConsole } from '../../../core/src/testing-tools/quiet-console.ts'
import PeerApp from '../testing-tools/PeerApp.svelte'
import PeerReadme from '../testing-tools/PeerReadme.svelte'
import type { MakeStore } from '../testing-tools/transcript.ts'
import websocketStore from './websocket-store.ts'

expectQuietConsole()

let server: { id: number; url: string }
let end: () => unknown = () => {}

beforeAll(async () => {
  server = await commands.startServer()
  return () => commands.killServer(server.id)
})

const connections = async () => (await (await fetch(new URL('/healthz', server.url))).json()).connections

afterEach(async () => {
  await end()
  await eventually(connections).toBe(0)
})

function show(component: typeof PeerApp, store: MakeStore): HTMLElement {
  const target = document.body.appendChild(document.createElement('div'))
  const url = new URL('/echo', server.url.replace('http', 'ws')).href
  const instance = mount(component, { target, props: { websocketStore: store, url } })
  flushSync()
  end = async () => {
    await unmount(instance)
    target.remove()
  }
  return target
}

describe.each([
  ['svelte-websocket-store', peer],
  ['@everwire/svelte/compat', websocketStore as MakeStore],
])("the peer's examples with %s", (_, store) => {
  it('README: shows the initial value, sends what is assigned, and shows what the server answers', async () => {
    const target = show(PeerReadme, store)
    const text = () => target.querySelector('p')?.textContent
    expect(text()).toBe('{}')
    await eventually(connections).toBe(1)
    target.querySelector('button')?.click()
    await eventually(text).toBe('{"content":"to be saved","other_values":"all"}')
  })

  it('application: sends what is typed and what buttons assign, each store over its own connection', async () => {
    const target = show(PeerApp, store)
    const [first, second] = [...target.querySelectorAll('input')] as [HTMLInputElement, HTMLInputElement]
    const [timer, disconnect] = [...target.querySelectorAll('button')]
    expect([first.value, second.value]).toEqual(['', ''])
    await eventually(connections).toBe(2)
    second.value = 'ping'
    second.dispatchEvent(new InputEvent('input'))
    // What is seen then has been at the server.
    second.value = ''
    timer?.click()
    await eventually(() => first.value).toBe('timer(on)')
    expect(timer?.textContent).toBe('Server Timer Off')
    disconnect?.click()
    await eventually(() => first.value).toBe('disconnect(2000)')
    await eventually(() => second.value).toBe('ping')
  })
})

it("README, to the letter: 'option 1' is no subprotocol, so that nothing connects, and nothing is thrown", async () => {
  const store = websocketStore(new URL('/echo', server.url.replace('http', 'ws')).href, {}, ['option 1', 'option 2'])
  const seen: unknown[] = []
  end = store.subscribe((value) => seen.push(value))
  expect(() => store.set({ content: 'to be saved' })).not.toThrow()
  expect(await connections()).toBe(0)
  expect(seen).toEqual([{}])
})

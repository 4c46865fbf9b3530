import { json } from '@everwire/core'
import { get } from 'svelte-4/store'
import { expect, inject, it } from 'vitest'
import { describeBinding, eventually } from '../../core/src/testing-tools/binding-contract.ts'
import { expectQuietConsole } from '../../core/src/testing-tools/quiet-console.ts'
import { webSocketStore } from './store.ts'
import { SERVER_RENDERED_BY_4 } from './testing-tools/server-rendered.ts'
import { mount } from './testing-tools/svelte-4/mount.ts'
import Page from './testing-tools/svelte-4/Page.svelte'

const echo = `${inject('serverUrl').replace('http', 'ws')}/echo`

describeBinding('webSocketStore in Svelte 4', mount)

expectQuietConsole()

it('keeps the contract of the stores of Svelte 4', async () => {
  const store = webSocketStore(`${echo}?svelte-4`, 'initial', { codec: json<string>(), linger: 0 })
  expect(get(store.state).phase).toBe('idle')
  expect(get(store)).toBe('initial')
  const stop = store.subscribe(() => {})
  store.send('hello')
  await eventually(() => get(store)).toBe('hello')
  stop()
  await eventually(() => get(store.readyState)).toBe(0)
})

it('hydrates what the server renderer of Svelte 4 made, and connects', async () => {
  const target = document.createElement('div')
  target.innerHTML = SERVER_RENDERED_BY_4
  const paragraph = target.querySelector('p')
  const page = new Page({ target, hydrate: true, props: { url: `${echo}?hydrated-4` } })
  await eventually(() => target.textContent).toMatch(/^open 1 initial/)
  expect(target.querySelector('p')).toBe(paragraph)
  page.$destroy()
})

import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import type { WebSocketConstructor } from '@everwire/core'
import { render } from 'svelte/server'
import { afterEach, expect, it, vi } from 'vitest'
import { expectQuietConsole } from '../../core/src/testing-tools/quiet-console.ts'
import websocketStore from './compat/websocket-store.ts'
import { ReactiveWebSocket } from './reactive-web-socket.ts'
import { webSocketStore } from './store.ts'
import Page from './testing-tools/Page.svelte'
import PeerReadme from './testing-tools/PeerReadme.svelte'
import { SERVER_RENDERED } from './testing-tools/server-rendered.ts'
import type { MakeStore } from './testing-tools/transcript.ts'

const dial = vi.fn() as unknown as WebSocketConstructor

expectQuietConsole()

afterEach(async () => {
  // A dial would be made in a later task at the latest.
  await new Promise((resolve) => setImmediate(resolve))
  expect(dial).not.toHaveBeenCalled()
})

it('renders what a page begins with, through class, companions and store, and dials nothing', () => {
  const { body } = render(Page, { props: { url: 'wss://example.com/feed', dial } })
  expect(body).toBe(SERVER_RENDERED)
})

it('dials nothing for a subscription that lasts', async () => {
  const seen: unknown[] = []
  const store = webSocketStore('wss://example.com/lasting', 'initial', { WebSocketCtor: dial })
  const stop = store.subscribe((value) => seen.push(value))
  await new Promise((resolve) => setImmediate(resolve))
  expect(store.socket?.state.phase).toBe('idle')
  stop()
  expect(seen).toEqual(['initial'])
})

it('dials nothing for a handler, in no component either', () => {
  const socket = new ReactiveWebSocket('wss://example.com/handled', { WebSocketCtor: dial })
  const stop = socket.on('data', () => {})
  expect(socket.state.phase).toBe('idle')
  stop()
})

it("renders the initial value of svelte-websocket-store's store, and dials nothing", async () => {
  const accepted: unknown[] = []
  const server = createServer((connection) => accepted.push(connection.destroy()))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const url = `ws://127.0.0.1:${port}`
  const { body } = render(PeerReadme, { props: { websocketStore: websocketStore as MakeStore, url } })
  expect(body).toContain('<p>{}</p>')
  websocketStore(url).subscribe(() => {})
  await new Promise((resolve) => setImmediate(resolve))
  // Connections are accepted in order: what was dialled before would be there first.
  await once(connect(port, '127.0.0.1'), 'close')
  expect(accepted).toHaveLength(1)
  server.close()
})

// What the compiler of a page must take: types that flow from a schema into a component, without a cast. Compiled by
// several versions of TypeScript against the built declarations, never run.
import { json, type ObservableWebSocket, type SendReceipt, topics, webSocket } from '@everwire/core'
import { fakeServer, VirtualClock } from '@everwire/core/testing'
import * as react from '@everwire/react'
import { ReactiveWebSocket } from '@everwire/svelte'
import { webSocketStore } from '@everwire/svelte/store'
import * as vue from '@everwire/vue'
import { createElement, type ReactElement } from 'react'
import type { Readable } from 'svelte/store'
import { computed, type Ref } from 'vue'

interface Quote {
  readonly symbol: string
  readonly price: number
}
interface Command {
  readonly subscribe: string
}

/** A Standard Schema, as the libraries make them. */
interface Schema<T> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => { readonly value: T } | { readonly issues: readonly { message: string }[] }
    readonly types?: { readonly input: T; readonly output: T } | undefined
  }
}
declare const quotes: Schema<Quote>
declare const commands: Schema<Command>

export * as reactCompat from '@everwire/react/compat'
export * as svelteCompat from '@everwire/svelte/compat'
export * as vueCompat from '@everwire/vue/compat'

const codec = json({ schema: quotes, outgoing: commands })
const url = 'wss://example.com/feed'

export function anywhere(): void {
  const socket: ObservableWebSocket<Quote, Command> = webSocket(url, { codec })
  socket.data$.subscribe(({ price }) => price.toFixed(2))
  const receipt: SendReceipt = socket.send({ subscribe: 'ACME' })
  void receipt.settled.then((status) => status === 'sent')
  const quotesOf = topics(socket, ({ symbol }) => symbol, {
    subscribe: (symbol) => ({ subscribe: symbol }),
    unsubscribe: () => ({ subscribe: '' }),
  })
  quotesOf('ACME').subscribe(({ symbol }) => symbol.length)
  // @ts-expect-error: that is no command
  socket.send({ price: 1 })
}

export function inReact(): ReactElement {
  const { data, state, send, socket } = react.useWebSocket(url, { codec, onMessage: ({ price }) => price.toFixed(2) })
  const { items } = react.useWebSocketMessages(socket, { limit: 100 })
  const highest = react.useWebSocketReducer(socket, (most, { price }) => Math.max(most, price), 0)
  react.useWebSocketEvent(socket, 'data', ({ symbol }) => symbol.length)
  // @ts-expect-error: that is no command
  send({ price: 1 })
  const onClick = () => send({ subscribe: 'ACME' })
  return createElement('p', { onClick }, data?.price ?? state.phase, highest, items[0]?.symbol)
}

export function inVue(): Ref<string> {
  const { data, send, socket } = vue.useWebSocket(() => url, { codec, onMessage: ({ price }) => price.toFixed(2) })
  const log = vue.useWebSocketMessages(socket, { limit: 100 })
  const highest = vue.useWebSocketReducer(socket, (most, { price }) => Math.max(most, price), 0)
  vue.useWebSocketEvent(socket, 'data', ({ symbol }) => symbol.length)
  // @ts-expect-error: that is no command
  send({ price: 1 })
  send({ subscribe: 'ACME' })
  return computed(() => `${data.value?.price} ${highest.value.toFixed(2)} ${log.value.items[0]?.symbol}`)
}

export function inSvelte(): Readable<Quote | null> {
  const feed = new ReactiveWebSocket(() => url, { codec, onMessage: ({ price }) => price.toFixed(2) })
  const symbols: string[] = feed.messages({ limit: 100 }).current.items.map(({ symbol }) => symbol)
  const highest: number = feed.reduce((most, { price }) => Math.max(most, price), 0).current
  feed.on('data', ({ symbol }) => symbol.length + highest + symbols.length)
  // @ts-expect-error: that is no command
  feed.send({ price: 1 })
  const store = webSocketStore(url, null, { codec })
  store.send({ subscribe: 'ACME' })
  return store
}

export function inTests(): void {
  const clock = new VirtualClock()
  const server = fakeServer(clock)
  webSocket(url, { codec, clock, WebSocketCtor: server.WebSocketCtor }).open()
  server.send('{}')
}

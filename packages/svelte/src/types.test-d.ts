import {
  type BindingOptions,
  type EverwireError,
  json,
  type MessageLog,
  type ObservableWebSocket,
  type Received,
  type Sendable,
} from '@everwire/core'
import type { Readable } from 'svelte/store'
import { expectTypeOf } from 'vitest'
import websocketStore from './compat/websocket-store.ts'
import type { ReactiveValue } from './reactive-value.ts'
import { ReactiveWebSocket } from './reactive-web-socket.ts'
import { webSocketStore } from './store.ts'

interface Quote {
  price: number
}
interface Command {
  subscribe: string
}

/** A Standard Schema, as libraries make them. */
interface Schema<Input, Output> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly types?: { readonly input: Input; readonly output: Output }
    readonly validate: (value: unknown) => { readonly value: Output }
  }
}

// A wrong option is reported against these alone by TypeScript 7: the last signature's.
expectTypeOf<Parameters<typeof webSocketStore>[2]>().toEqualTypeOf<BindingOptions<unknown, unknown>>()

/** Compiled, never called. */
export function classTypes(): void {
  const raw = new ReactiveWebSocket('/feed')
  expectTypeOf(raw).toEqualTypeOf<ReactiveWebSocket<Received, Sendable>>()
  expectTypeOf(raw.data).toEqualTypeOf<Received | undefined>()
  new ReactiveWebSocket('/feed', { onMessage: (message) => expectTypeOf(message).toEqualTypeOf<Received>() })

  const typed = new ReactiveWebSocket(() => null, {
    codec: json<Quote, Command>(),
    onMessage: (quote) => expectTypeOf(quote).toEqualTypeOf<Quote>(),
  })
  expectTypeOf(typed.data).toEqualTypeOf<Quote | undefined>()
  expectTypeOf(typed.send).parameter(0).toEqualTypeOf<Command>()
  expectTypeOf(typed.socket).toEqualTypeOf<ObservableWebSocket<Quote, Command> | null>()

  const named = new ReactiveWebSocket<Quote, Command>('/feed', { codec: json() })
  expectTypeOf(named.data).toEqualTypeOf<Quote | undefined>()

  // @ts-expect-error: without a codec there are no quotes
  new ReactiveWebSocket<Quote>('/feed')
  // @ts-expect-error: that is no command
  typed.send({ price: 1 })
}

/** Compiled, never called. What is received and sent is a schema's, with no type argument and no cast. */
export function companionTypes(schema: Schema<Command, Quote>): void {
  const typed = new ReactiveWebSocket('/feed', { codec: json({ schema }) })
  expectTypeOf(typed.data).toEqualTypeOf<Quote | undefined>()
  expectTypeOf(typed.send).parameter(0).toEqualTypeOf<Command>()

  const stop = typed.on('data', (quote) => expectTypeOf(quote).toEqualTypeOf<Quote>())
  expectTypeOf(stop).toEqualTypeOf<() => void>()
  typed.on('close', ({ code }) => expectTypeOf(code).toEqualTypeOf<number>())
  typed.on('error', (error) => expectTypeOf(error).toEqualTypeOf<EverwireError>())

  const highest = typed.reduce((most, quote) => Math.max(most, quote.price), 0, { delivery: 100 })
  expectTypeOf(highest).toEqualTypeOf<ReactiveValue<number>>()
  const log = typed.messages({ limit: 10 })
  expectTypeOf(log.current).toEqualTypeOf<MessageLog<Quote>>()

  const raw = new ReactiveWebSocket('/feed')
  expectTypeOf(raw.messages().current.items).toEqualTypeOf<readonly Received[]>()

  // @ts-expect-error: there is no such event
  typed.on('message$', () => {})
  // @ts-expect-error: a log is not painted for each message
  typed.messages({ delivery: 'every' })
  // @ts-expect-error: quotes have no such field
  typed.reduce((sum, quote) => sum + quote.volume, 0)
  // @ts-expect-error: it is read, not written
  highest.current = 1
}

/** Compiled, never called. */
export function storeTypes(): void {
  const raw: Readable<Received | undefined> = webSocketStore('/feed')
  expectTypeOf(raw.subscribe).toBeFunction()

  const typed = webSocketStore('/feed', null, { codec: json<Quote, Command>() })
  const readable: Readable<Quote | null> = typed
  expectTypeOf(readable.subscribe).toBeFunction()
  typed.subscribe((quote) => expectTypeOf(quote).toEqualTypeOf<Quote | null>())
  expectTypeOf(typed.send).parameter(0).toEqualTypeOf<Command>()
  webSocketStore('/feed', undefined, { codec: json<Quote, Command>() }).subscribe((quote) =>
    expectTypeOf(quote).toEqualTypeOf<Quote | undefined>(),
  )

  // @ts-expect-error: that is no command
  typed.send({ price: 1 })
}

/** Compiled, never called. */
export function compatTypes(): void {
  const settings: Readable<Quote> = websocketStore('/settings', { price: 1 })
  expectTypeOf(settings.subscribe).toBeFunction()
  const named = websocketStore<Quote | null, Command>('/settings', null, ['v1'])
  named.subscribe((quote) => expectTypeOf(quote).toEqualTypeOf<Quote | null>())
  named.set({ subscribe: 'ACME' })
  websocketStore<Quote>('/settings').subscribe((quote) => expectTypeOf(quote).toEqualTypeOf<Quote | undefined>())

  // @ts-expect-error: that is no command
  named.set({ price: 1 })
}

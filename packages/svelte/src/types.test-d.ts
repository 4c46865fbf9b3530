import { json, type ObservableWebSocket, type Received, type Sendable } from '@everwire/core'
import type { Readable } from 'svelte/store'
import { expectTypeOf } from 'vitest'
import { ReactiveWebSocket } from './reactive-web-socket.ts'
import { webSocketStore } from './store.ts'

interface Quote {
  price: number
}
interface Command {
  subscribe: string
}

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

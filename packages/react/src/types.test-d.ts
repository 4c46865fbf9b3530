import {
  type BindingOptions,
  type BindingUrl,
  type EverwireError,
  json,
  type MessageLog,
  type ObservableWebSocket,
  type Received,
  type Sendable,
} from '@everwire/core'
import { expectTypeOf } from 'vitest'
import { useWebSocket } from './use-web-socket.ts'
import { useWebSocketEvent } from './use-web-socket-event.ts'
import { useWebSocketMessages } from './use-web-socket-messages.ts'
import { useWebSocketReducer } from './use-web-socket-reducer.ts'

/** A schema of any library that implements Standard Schema. */
interface Schema<In, Out> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => { readonly value: Out }
    readonly types?: { readonly input: In; readonly output: Out } | undefined
  }
}
declare const incoming: Schema<unknown, Quote>
declare const outgoing: Schema<Command, Command>

interface Quote {
  price: number
}
interface Command {
  subscribe: string
}

// A wrong option is reported against these alone by TypeScript 7: the last signature's.
expectTypeOf<Parameters<typeof useWebSocket>>().toEqualTypeOf<
  [url: BindingUrl, options: BindingOptions<unknown, unknown>]
>()

/** Compiled, never called: a hook runs in components only. */
export function UseTypes(): void {
  const raw = useWebSocket('/feed')
  expectTypeOf(raw.data).toEqualTypeOf<Received | undefined>()
  expectTypeOf(raw.send).parameter(0).toEqualTypeOf<Sendable>()

  const typed = useWebSocket(null, {
    codec: json<Quote, Command>(),
    onMessage: (quote) => expectTypeOf(quote).toEqualTypeOf<Quote>(),
  })
  expectTypeOf(typed.data).toEqualTypeOf<Quote | undefined>()
  expectTypeOf(typed.send).parameter(0).toEqualTypeOf<Command>()
  expectTypeOf(typed.socket).toEqualTypeOf<ObservableWebSocket<Quote, Command> | null>()
  expectTypeOf(typed.readyState).toEqualTypeOf<-1 | 0 | 1 | 2 | 3>()

  const named = useWebSocket<Quote, Command>('/feed', { codec: json() })
  expectTypeOf(named.data).toEqualTypeOf<Quote | undefined>()

  useWebSocketEvent(typed.socket, 'data', (quote) => expectTypeOf(quote).toEqualTypeOf<Quote>())
  useWebSocketEvent(typed.socket, 'close', ({ code }) => expectTypeOf(code).toEqualTypeOf<number>())
  useWebSocketEvent(typed.socket, 'error', (error) => expectTypeOf(error).toEqualTypeOf<EverwireError>())
  useWebSocketEvent(raw.socket, 'data', (data) => expectTypeOf(data).toEqualTypeOf<Received>())
  const sum = useWebSocketReducer(typed.socket, (sum, { price }) => sum + price, 0)
  expectTypeOf(sum).toEqualTypeOf<number>()
  const latest = useWebSocketReducer<Quote, Quote | null>(typed.socket, (_, quote) => quote, null, {
    delivery: 'every',
  })
  expectTypeOf(latest).toEqualTypeOf<Quote | null>()
  expectTypeOf(useWebSocketMessages(typed.socket, { limit: 10 })).toEqualTypeOf<MessageLog<Quote>>()

  const filtered = useWebSocketReducer(
    typed.socket,
    (last: Quote | null, quote) => (quote.price > 1 ? quote : last),
    null,
  )
  expectTypeOf(filtered).toEqualTypeOf<Quote | null>()

  // From the schema to the component, without a cast.
  const checked = useWebSocket('/feed', { codec: json({ schema: incoming, outgoing }) })
  expectTypeOf(checked.data).toEqualTypeOf<Quote | undefined>()
  expectTypeOf(checked.send).parameter(0).toEqualTypeOf<Command>()
  expectTypeOf(useWebSocketMessages(checked.socket).items).toEqualTypeOf<readonly Quote[]>()
  const highest = useWebSocketReducer(checked.socket, (high, { price }) => Math.max(high, price), 0)
  expectTypeOf(highest).toEqualTypeOf<number>()

  // @ts-expect-error: there is no such event
  useWebSocketEvent(typed.socket, 'quote', () => {})
  // @ts-expect-error: a log renders at a pace
  useWebSocketMessages(typed.socket, { delivery: 'every' })
  // @ts-expect-error: the reducer does not answer the state
  useWebSocketReducer(typed.socket, (sum: number) => String(sum), 0)
  // @ts-expect-error: without a codec there are no quotes
  useWebSocket<Quote>('/feed')
  // @ts-expect-error: that is no command
  typed.send({ price: 1 })
}

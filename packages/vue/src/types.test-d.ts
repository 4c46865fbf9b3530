import {
  type BindingOptions,
  type BindingUrl,
  type CloseEventLike,
  type EverwireError,
  json,
  type MessageLog,
  type ObservableWebSocket,
  type Received,
  type Sendable,
  webSocket,
} from '@everwire/core'
import { expectTypeOf } from 'vitest'
import { type MaybeRefOrGetter, ref, type ShallowRef } from 'vue'
import { useWebSocket } from './use-web-socket.ts'
import { useWebSocketEvent } from './use-web-socket-event.ts'
import { useWebSocketMessages } from './use-web-socket-messages.ts'
import { useWebSocketReducer } from './use-web-socket-reducer.ts'

interface Quote {
  price: number
}
interface Command {
  subscribe: string
}

// A wrong option is reported against these alone by TypeScript 7: the last signature's.
expectTypeOf<Parameters<typeof useWebSocket>>().toEqualTypeOf<
  [url: MaybeRefOrGetter<BindingUrl>, options: BindingOptions<unknown, unknown>]
>()

/** Compiled, never called. */
export function useTypes(): void {
  const raw = useWebSocket(ref('/feed'))
  expectTypeOf(raw.data.value).toEqualTypeOf<Received | undefined>()
  expectTypeOf(raw.send).parameter(0).toEqualTypeOf<Sendable>()

  const typed = useWebSocket(() => null, {
    codec: json<Quote, Command>(),
    onMessage: (quote) => expectTypeOf(quote).toEqualTypeOf<Quote>(),
  })
  expectTypeOf(typed.data.value).toEqualTypeOf<Quote | undefined>()
  expectTypeOf(typed.send).parameter(0).toEqualTypeOf<Command>()
  expectTypeOf(typed.socket.value).toEqualTypeOf<ObservableWebSocket<Quote, Command> | null>()
  expectTypeOf(typed.readyState.value).toEqualTypeOf<-1 | 0 | 1 | 2 | 3>()

  const named = useWebSocket<Quote, Command>('/feed', { codec: json() })
  expectTypeOf(named.data.value).toEqualTypeOf<Quote | undefined>()

  // @ts-expect-error: without a codec there are no quotes
  useWebSocket<Quote>('/feed')
  // @ts-expect-error: that is no command
  typed.send({ price: 1 })
}

/** What a schema library makes, as far as types go: messages differ from their form on the wire. */
declare const Schema: {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => { readonly value: Quote }
    readonly types?: { readonly input: { price: string }; readonly output: Quote }
  }
}

/** Types flow from a schema to the companions without a cast. */
export function useCompanionTypes(): void {
  const { socket, data, send } = useWebSocket('/feed', { codec: json({ schema: Schema }) })
  expectTypeOf(data.value).toEqualTypeOf<Quote | undefined>()
  expectTypeOf(send).parameter(0).toEqualTypeOf<{ price: string }>()

  useWebSocketEvent(socket, 'data', (quote) => expectTypeOf(quote).toEqualTypeOf<Quote>())
  useWebSocketEvent(socket, 'close', (event) => expectTypeOf(event).toEqualTypeOf<CloseEventLike>())
  useWebSocketEvent(socket, 'error', (error) => expectTypeOf(error).toEqualTypeOf<EverwireError>())
  // @ts-expect-error: there is no such event
  useWebSocketEvent(socket, 'opened', () => {})

  const sum = useWebSocketReducer(socket, (sum, quote) => sum + quote.price, 0)
  expectTypeOf(sum).toEqualTypeOf<Readonly<ShallowRef<number>>>()
  const byPrice = useWebSocketReducer(
    socket,
    (all, quote) => ({ ...all, [quote.price]: quote }),
    {} as Record<number, Quote>,
  )
  expectTypeOf(byPrice.value).toEqualTypeOf<Record<number, Quote>>()
  // @ts-expect-error: a quote has no such field
  useWebSocketReducer(socket, (sum, quote) => sum + quote.cost, 0)

  expectTypeOf(useWebSocketMessages(socket).value).toEqualTypeOf<MessageLog<Quote>>()
  expectTypeOf(useWebSocketMessages(() => socket.value).value).toEqualTypeOf<MessageLog<Quote>>()
  expectTypeOf(useWebSocketMessages(webSocket('/feed')).value).toEqualTypeOf<MessageLog<Received>>()
  expectTypeOf(useWebSocketMessages(useWebSocket('/feed').socket).value).toEqualTypeOf<MessageLog<Received>>()
  // @ts-expect-error: a log has no effect for each message
  useWebSocketMessages(socket, { delivery: 'every' })
}

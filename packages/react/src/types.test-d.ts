import { json, type ObservableWebSocket, type Received, type Sendable } from '@everwire/core'
import { expectTypeOf } from 'vitest'
import { useWebSocket } from './use-web-socket.ts'

interface Quote {
  price: number
}
interface Command {
  subscribe: string
}

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

  // @ts-expect-error: without a codec there are no quotes
  useWebSocket<Quote>('/feed')
  // @ts-expect-error: that is no command
  typed.send({ price: 1 })
}

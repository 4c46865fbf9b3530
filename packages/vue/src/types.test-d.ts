import { json, type ObservableWebSocket, type Received, type Sendable } from '@everwire/core'
import { expectTypeOf } from 'vitest'
import { ref } from 'vue'
import { useWebSocket } from './use-web-socket.ts'

interface Quote {
  price: number
}
interface Command {
  subscribe: string
}

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

import { expectTypeOf } from 'vitest'
import useWebSocket, { type Options, ReadyState, type SendMessage } from './index.ts'

interface Quote {
  price: number
}

/** Compiled, never called: a hook runs in components only. */
export function UseTypes(): void {
  const untyped = useWebSocket('/feed')
  expectTypeOf(untyped.lastJsonMessage).toEqualTypeOf<unknown>()
  expectTypeOf(untyped.lastMessage).toEqualTypeOf<MessageEvent | null>()
  expectTypeOf(untyped.sendMessage).toEqualTypeOf<SendMessage>()
  expectTypeOf(untyped.sendMessage)
    .parameter(0)
    .toEqualTypeOf<string | ArrayBuffer | SharedArrayBuffer | Blob | ArrayBufferView>()
  expectTypeOf(untyped.getWebSocket).returns.toEqualTypeOf<WebSocket | null>()
  expectTypeOf(untyped.readyState).toEqualTypeOf<ReadyState>()

  const typed = useWebSocket<Quote>(
    async () => '/feed',
    { onClose: ({ code }) => expectTypeOf(code).toBeNumber() },
    false,
  )
  expectTypeOf(typed.lastJsonMessage).toEqualTypeOf<Quote>()
  typed.sendJsonMessage<Quote>({ price: 1 }, false)
  useWebSocket(null)

  const status = {
    [ReadyState.UNINSTANTIATED]: 'off',
    [ReadyState.CONNECTING]: 'connecting',
    [ReadyState.OPEN]: 'open',
    [ReadyState.CLOSING]: 'closing',
    [ReadyState.CLOSED]: 'closed',
  }[typed.readyState]
  expectTypeOf(status).toEqualTypeOf<string>()
  expectTypeOf(ReadyState[typed.readyState]).toEqualTypeOf<string>()

  const options: Options = { share: true, heartbeat: { message: () => 'ping' }, skipAssert: true, fromSocketIO: false }
  useWebSocket('/feed', options)

  // @ts-expect-error: socket.io is not supported
  useWebSocket('/feed', { fromSocketIO: true })
  // @ts-expect-error: EventSource is not supported
  useWebSocket('/feed', { eventSourceOptions: { withCredentials: true } })
  // @ts-expect-error: a URL object is none of react-use-websocket's
  useWebSocket(new URL('wss://example.com'))
}

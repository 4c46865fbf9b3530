// What the compiler of a program for Node must take. Compiled as `page.ts` is, never run.
import { json, webSocket } from '@everwire/core'
import { type CloseEvent, HandshakeError, TcpSocket, WebSocket, type WebSocketInit } from '@everwire/core/node'

export async function inNode(): Promise<void> {
  const init: WebSocketInit = { headers: { authorization: 'Bearer …' }, handshakeTimeout: 5000 }
  using socket = webSocket<{ readonly price: number }>('wss://example.com/feed', {
    codec: json(),
    WebSocketCtor: WebSocket,
    transportOptions: init,
  })
  for await (const { price } of socket) price.toFixed(2)
  const bare = new TcpSocket('tcp://127.0.0.1:7000', { framing: 'lines' })
  bare.onmessage = ({ data }) => data
  bare.addEventListener('close', ({ code }) => code.toFixed())
  const onclose = (event: CloseEvent): string => event.reason
  bare.onclose = onclose
  // @ts-expect-error it is not just anything
  bare.addEventListener('close', (event) => event.data)
  socket.error$.subscribe(({ cause }) => cause instanceof HandshakeError && cause.status)
}

import { EMPTY_LOG, type MessageLog, type MessagesOptions, messagesView } from '@everwire/core'
import type { ShallowRef } from 'vue'
import { type SocketSource, usePainted } from './socket-source.ts'

/**
 * The latest messages of a socket for a list: every message gets into it, and the oldest leave beyond `limit`, counted in
 * `dropped`. It holds the connection open. Another socket begins anew.
 *
 * @param socket A socket, or a ref or getter of one, which is followed; without one there are no messages.
 * @throws OptionError when `limit` is neither a whole number from 1 nor Infinity, or `delivery` neither `'frame'` nor
 * milliseconds.
 *
 * @example
 * ```ts
 * const { socket } = useWebSocket('wss://example.com/feed', { codec: json<Quote>() })
 * const log = useWebSocketMessages(socket, { limit: 100 })
 * // <li v-for="(quote, index) in log.items" :key="log.start + index">{{ quote.price }}</li>
 * ```
 */
export function useWebSocketMessages<In>(
  socket: SocketSource<In>,
  options?: MessagesOptions,
): Readonly<ShallowRef<MessageLog<In>>> {
  return usePainted<In, MessageLog<In>>(socket, (socket) => messagesView(socket, options), EMPTY_LOG)
}

import { type MessageLog, type MessagesOptions, messagesView, type Receiving } from '@everwire/core'
import { useDebugValue } from 'react'
import { useKept } from './use-kept.ts'
import { ALWAYS, useView } from './use-view.ts'

/**
 * The latest messages of a socket, and the component rendered for them at the pace of `delivery`: none is missed, and the
 * oldest leave beyond `limit`, counted in `dropped`. It holds the connection open for as long as the component is mounted.
 *
 * @param socket What `useWebSocket` answers as `socket`, or any other; null: the log is empty.
 * @param options `limit`, default 1,000, and `delivery`, default `'frame'`: read when the component mounts and when the
 * socket becomes another one, which starts a new log.
 * @returns `items`, oldest first; `start`, the number of the first, so that `start + index` is a key; `dropped`.
 * @throws OptionError when `limit` is neither a whole number from 1 nor Infinity, or `delivery` neither `'frame'` nor
 * milliseconds.
 *
 * @example
 * ```tsx
 * const { items, start, dropped } = useWebSocketMessages(socket, { limit: 100 })
 * return <ul>{items.map((quote, index) => <li key={start + index}>{quote.price}</li>)}</ul>
 * ```
 */
export function useWebSocketMessages<In>(socket: Receiving<In> | null, options: MessagesOptions = {}): MessageLog<In> {
  const painting = useKept([socket], () => messagesView(socket, options))
  const log = useView(painting, 'frame', ALWAYS)
  useDebugValue(log, ({ items, dropped }) => `${items.length} messages, ${dropped} dropped`)
  return log
}

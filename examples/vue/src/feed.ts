import { json } from '@everwire/core'
import type { FeedCommand, FeedMessage } from '@everwire/example-server/messages'
import { FeedLog, readPage } from '@everwire/example-server/screen'
import { useWebSocket } from '@everwire/vue'

export const page = readPage(location.href, 'Jonas')

/** What the page keeps of the feed, outside of Vue: 10,000 messages a second must not be 10,000 renders. */
export const log = new FeedLog(Date.now())

const codec = json<FeedMessage, FeedCommand>()
const query = () => ({ rate: String(log.rate) })

interface Handlers {
  readonly onMessage?: (message: FeedMessage) => void
}

/** The feed's connection: one, however many components use it. */
export const useFeed = (handlers: Handlers = {}) =>
  useWebSocket(`${page.server}/feed`, {
    codec,
    query,
    // Somebody waits at this screen, and breaks it on purpose more often than ten times a minute.
    reconnect: 'eager',
    dialLimit: false,
    ...handlers,
  })

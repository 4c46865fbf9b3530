import type { FeedMessage } from '../src/messages.ts'
import { Gauge } from './gauge.ts'
import { PriceBoard } from './price-board.ts'

/** All that a page keeps of the feed, outside of any framework: 10,000 messages a second must not be 10,000 renders. */
export class FeedLog {
  readonly board: PriceBoard = new PriceBoard()
  readonly messages: Gauge
  readonly renders: Gauge
  /** Messages a second that the page asks for, in this connection and in the next. */
  rate: number = 100

  constructor(now: number) {
    this.messages = new Gauge(now)
    this.renders = new Gauge(now)
  }

  /** Takes one message. Answers what the server complained of, if it did. */
  take(message: FeedMessage, now: number): string | undefined {
    if ('error' in message) return message.error.message
    this.board.take(message, now)
    this.messages.tally()
    return undefined
  }

  /** Whether the prices are of the past: the connection is away, or the feed has fallen silent in it. */
  isStale(isOpen: boolean, now: number): boolean {
    const { lastAt } = this.board
    const patience = Math.max(2000, 4000 / this.rate)
    return !isOpen || (lastAt !== undefined && now - lastAt > patience)
  }
}

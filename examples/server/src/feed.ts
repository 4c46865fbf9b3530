import type { Clock } from './clock.ts'
import type { Connection, Session } from './connection.ts'
import type { Endpoint } from './endpoint.ts'
import { jsonObject, numberField, numberParameter, type Range } from './fields.ts'
import { InputError } from './input-error.ts'
import type { Market } from './market.ts'
import { DEFAULT_RATE, MAX_BURST, MAX_QUEUED_BYTES, MAX_RATE, type Quote } from './messages.ts'
import { Pacer } from './pacer.ts'

const EXAMPLE = '{"rate":100} or {"burst":1000}'
const RATE: Range = { min: 0, max: MAX_RATE }
const BURST: Range = { min: 1, max: MAX_BURST, integer: true }
/** A burst fills the queue up to here, then waits for the client, who is not too slow just because it asked for much. */
const BURST_QUEUE_BYTES = MAX_QUEUED_BYTES / 2

/** Quotes from the shared market, at the pace each connection asks for. */
export const feedEndpoint =
  (market: Market, clock: Clock): Endpoint =>
  (query) => {
    const rate = numberParameter(query, 'rate', RATE) ?? DEFAULT_RATE
    return (connection) => new FeedSession(connection, market, clock, rate)
  }

class FeedSession implements Session {
  readonly #connection: Connection
  readonly #market: Market
  readonly #clock: Clock
  readonly #pacer: Pacer
  #sent = 0
  /** Quotes of a burst that did not fit into the queue yet. */
  #pending = 0
  #timer: unknown

  constructor(connection: Connection, market: Market, clock: Clock, rate: number) {
    this.#connection = connection
    this.#market = market
    this.#clock = clock
    this.#pacer = new Pacer(rate, clock.now())
    this.#schedule()
  }

  receive(data: Buffer, isBinary: boolean): void {
    const command = jsonObject(data, isBinary, EXAMPLE)
    const names = Object.keys(command)
    if (names.length === 1 && names[0] === 'rate') this.#changeRate(numberField('rate', command.rate, RATE))
    else if (names.length === 1 && names[0] === 'burst') this.#burst(numberField('burst', command.burst, BURST))
    else throw new InputError('bad-message', `The feed takes exactly one command a message. Send ${EXAMPLE}.`)
  }

  end(): void {
    this.#clock.clearTimeout(this.#timer)
    this.#pending = 0
  }

  #changeRate(rate: number): void {
    this.#pacer.changeRate(rate, this.#clock.now())
    this.#clock.clearTimeout(this.#timer)
    this.#schedule()
  }

  #schedule(): void {
    const interval = this.#pacer.interval
    if (interval !== undefined) this.#timer = this.#clock.setTimeout(() => this.#tick(), interval)
  }

  #tick(): void {
    const due = this.#pacer.due(this.#clock.now())
    // What a frozen connection missed is not made up for: a quote is of its moment.
    if (!this.#connection.isFrozen) {
      this.#connection.batch(() => {
        for (let count = 0; count < due; count++) this.#quote()
      })
    }
    if (this.#connection.isOpen) this.#schedule()
  }

  #burst(count: number): void {
    if (this.#pending + count > MAX_BURST) {
      throw new InputError('bad-message', `${this.#pending} quotes of earlier bursts are still to come: wait for them.`)
    }
    const waiting = this.#pending > 0
    this.#pending += count
    if (!waiting) this.#sendPending()
  }

  /** All that fits at once; the rest when that has been written. */
  #sendPending(): void {
    this.#connection.batch(() => {
      while (this.#pending > 0 && this.#connection.isOpen) {
        this.#pending -= 1
        const isFull = this.#connection.queuedBytes > BURST_QUEUE_BYTES
        if (isFull && this.#pending > 0) return this.#quote(() => this.#sendPending())
        this.#quote()
      }
    })
  }

  #quote(onWritten?: () => void): void {
    const quote: Quote = { seq: this.#sent + 1, ...this.#market.quote(this.#sent, this.#clock.now()) }
    this.#sent += 1
    this.#connection.send(JSON.stringify(quote), onWritten)
  }
}

import { type Clock, Timer } from './clock.ts'
import { EverwireError } from './errors.ts'
import type { Receipt } from './receipt.ts'
import type { WebSocketLike } from './web-socket-like.ts'

/** How often, in milliseconds, a transport's buffer is looked at while messages are in it: it has no event for that. */
const SAMPLE = 20

/** Messages that were handed over and are not seen to have left the transport's buffer. */
export class InFlight {
  /** `end` is where the message ends in all that was handed over. */
  #messages: { readonly receipt: Receipt; readonly end: number }[] = []
  #handedOver = 0
  #transport: WebSocketLike | null = null
  readonly #sampler: Timer
  readonly #changed: () => void

  /** `changed` is called when a look found that some had left. */
  constructor(clock: Clock, changed: () => void) {
    this.#sampler = new Timer(clock)
    this.#changed = changed
  }

  get size(): number {
    return this.#messages.length
  }

  /** A new connection, over this transport. */
  begin(transport: WebSocketLike): void {
    this.#transport = transport
    this.#handedOver = 0
  }

  /** A message was handed over. */
  add(receipt: Receipt, size: number): void {
    this.#handedOver += size
    if (this.#transport?.bufferedAmount === 0) {
      if (this.#messages.length > 0) this.#settle(Number.POSITIVE_INFINITY)
      receipt.settle('sent')
      return
    }
    this.#messages.push({ receipt, end: this.#handedOver })
    if (this.#messages.length === 1) this.#sample()
  }

  /** The connection is gone; `clean`: everything had left. */
  end(clean: boolean): void {
    this.#transport = null
    this.#sampler.clear()
    if (this.#messages.length === 0) return
    const why = new EverwireError('closed', 'The connection ended after the message was handed over.')
    for (const { receipt } of this.#messages.splice(0)) {
      if (clean) receipt.settle('sent')
      else receipt.settle('unknown', why)
    }
  }

  #sample(): void {
    this.#sampler.set(SAMPLE, () => {
      if (this.#transport) this.#settle(this.#handedOver - this.#transport.bufferedAmount)
      if (this.#messages.length > 0) this.#sample()
      this.#changed()
    })
  }

  /** Everything up to `left` bytes has left the transport. */
  #settle(left: number): void {
    let count = 0
    while (count < this.#messages.length && (this.#messages[count] as { end: number }).end <= left) count++
    for (const { receipt } of this.#messages.splice(0, count)) receipt.settle('sent')
  }
}

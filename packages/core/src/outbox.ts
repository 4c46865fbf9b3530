import { Timer } from './clock.ts'
import { EverwireError, QueueOverflowError } from './errors.ts'
import { Receipt } from './receipt.ts'
import type { ResolvedOptions } from './resolve-options.ts'
import { type Outgoing, SendQueue } from './send-queue.ts'
import type { Sendable, WebSocketLike } from './web-socket-like.ts'
import { copied, wireSize } from './wire-size.ts'

/** How often a transport's buffer is looked at while messages are in it: it has no event for that. */
const SAMPLE = 20
const OPEN = 1

/** What the outbox needs of its socket. */
export interface OutboxOwner {
  acquire(): void
  release(): void
  error(error: EverwireError): void
  /** Delivers a notification in the socket's order. */
  notify(task: () => void): void
}

/** Messages from `send` until they left the transport's buffer: the queue, and what was handed over. */
export class Outbox {
  readonly #queue: SendQueue
  readonly #owner: OutboxOwner
  readonly #notify = (task: () => void): void => this.#owner.notify(task)
  readonly #sampler: Timer
  #transport: WebSocketLike | null = null
  /** Handed over, and not seen to have left; `end` is where the message ends in what was handed over in all. */
  #inFlight: { readonly receipt: Receipt; readonly end: number }[] = []
  #handedOver = 0
  #holding = false

  constructor(options: ResolvedOptions, owner: OutboxOwner) {
    this.#queue = new SendQueue(options.queue)
    this.#owner = owner
    this.#sampler = new Timer(options.clock)
  }

  /** Bytes in the queue; those in the transport are the transport's to count. */
  get bytes(): number {
    return this.#queue.bytes
  }

  /** Hands a message over, or queues it. @throws QueueOverflowError when full and the rule is `'error'`. */
  send(data: Sendable): Receipt {
    const receipt = new Receipt(this.#notify)
    const outgoing = { data, size: wireSize(data), receipt }
    if (this.#queue.length === 0 && this.#handOver(outgoing)) return receipt
    const dropped = this.#queue.add({ ...outgoing, data: copied(data) })
    if (!dropped) {
      const { length, bytes } = this.#queue
      throw new QueueOverflowError(
        `The send queue is full (${length} messages, ${bytes} bytes). Wait until it drains, raise \`queue\`, or choose \`queue.overflow\`.`,
      )
    }
    for (const { receipt } of dropped) this.#drop(receipt)
    this.#hold()
    return receipt
  }

  /** A connection opened: everything queued goes out, in order. */
  opened(transport: WebSocketLike): void {
    this.#transport = transport
    this.#handedOver = 0
    // Looked at before each message is taken out, so that a transport that closes meanwhile loses none.
    while (this.#queue.length > 0 && transport.readyState === OPEN) this.#handOver(this.#queue.take() as Outgoing)
    this.#hold()
  }

  /** The connection is gone. What was handed over and is not known to have left is `unknown`, unless it ended cleanly. */
  closed(clean: boolean): void {
    this.#transport = null
    this.#sampler.clear()
    const why = new EverwireError('closed', 'The connection ended after the message was handed over.')
    for (const { receipt } of this.#inFlight.splice(0)) {
      if (clean) receipt.settle('sent')
      else receipt.settle('unknown', why)
    }
    this.#hold()
  }

  /** The socket is over: what still waits is dropped. */
  abandon(why: EverwireError): void {
    for (let item = this.#queue.take(); item; item = this.#queue.take()) item.receipt.settle('dropped', why)
    this.#hold()
  }

  #handOver({ data, size, receipt }: Outgoing): boolean {
    const transport = this.#transport
    if (transport?.readyState !== OPEN) return false
    try {
      transport.send(data)
    } catch (error) {
      receipt.settle('dropped', new EverwireError('transport', 'The transport refused the message.', { cause: error }))
      return true
    }
    this.#handedOver += size
    if (transport.bufferedAmount === 0) {
      this.#settle(Number.POSITIVE_INFINITY)
      receipt.settle('sent')
      return true
    }
    this.#inFlight.push({ receipt, end: this.#handedOver })
    if (this.#inFlight.length === 1) this.#sample()
    this.#hold()
    return true
  }

  #sample(): void {
    this.#sampler.set(SAMPLE, () => {
      if (this.#transport) this.#settle(this.#handedOver - this.#transport.bufferedAmount)
      if (this.#inFlight.length > 0) this.#sample()
      this.#hold()
    })
  }

  /** Everything up to `left` bytes has left the transport. */
  #settle(left: number): void {
    let count = 0
    while (count < this.#inFlight.length && this.#inFlight[count]!.end <= left) count++
    for (const { receipt } of this.#inFlight.splice(0, count)) receipt.settle('sent')
  }

  #drop(receipt: Receipt): void {
    const why = new EverwireError('overflow', 'A message was dropped: the send queue is full.')
    receipt.settle('dropped', why)
    this.#owner.error(why)
  }

  /** A lease while anything is on its way: sending dials, and its lease ends when the last message has left. */
  #hold(): void {
    const busy = this.#queue.length > 0 || this.#inFlight.length > 0
    if (busy === this.#holding) return
    this.#holding = busy
    if (busy) this.#owner.acquire()
    else this.#owner.release()
  }
}

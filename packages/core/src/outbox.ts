import { Timer } from './clock.ts'
import { EverwireError, QueueOverflowError } from './errors.ts'
import { InFlight } from './in-flight.ts'
import type { Confirming } from './layer.ts'
import type { SendOptions } from './options.ts'
import { Receipt } from './receipt.ts'
import type { ResolvedOptions } from './resolve-options.ts'
import { type Outgoing, SendQueue } from './send-queue.ts'
import type { Sendable, WebSocketLike } from './web-socket-like.ts'
import { copied, wireSize } from './wire-size.ts'

const OPEN = 1

/** What the outbox needs of its socket. */
export interface OutboxOwner {
  acquire(): void
  release(): void
  error(error: EverwireError): void
  /** Delivers a notification in the socket's order. */
  notify(task: () => void): void
  /** A message goes to the transport. */
  handedOver(data: Sendable): void
}

/** Messages from `send` until they left the transport's buffer: the queue, and what was handed over. */
export class Outbox {
  readonly #queue: SendQueue
  #inFlight: InFlight
  /** Messages that a layer took over and has not told the end of. */
  #unconfirmed = 0
  readonly #owner: OutboxOwner
  readonly #options: ResolvedOptions
  readonly #notify = (task: () => void): void => this.#owner.notify(task)
  readonly #expiry: Timer
  #transport: (WebSocketLike & Partial<Confirming>) | null = null
  #holding = false

  constructor(options: ResolvedOptions, owner: OutboxOwner) {
    this.#options = options
    this.#queue = new SendQueue(options.queue)
    this.#inFlight = this.#newFlight()
    this.#owner = owner
    this.#expiry = new Timer(options.clock)
  }

  /** Bytes in the queue; those in the transport are the transport's to count. */
  get bytes(): number {
    return this.#queue.bytes
  }

  /** Hands a message over, or queues it. @throws QueueOverflowError when full and the rule is `'error'`. */
  send(data: Sendable, options?: SendOptions): Receipt {
    const receipt = new Receipt(this.#notify)
    const size = wireSize(data)
    if (this.#queue.length > 0 || !this.#handOver(data, size, receipt))
      this.#enqueue(data, size, receipt, options ?? {})
    return receipt
  }

  /** A connection opened: everything queued goes out, in order. */
  opened(transport: WebSocketLike): void {
    this.#transport = transport
    this.#inFlight.begin(transport)
    this.#expire()
    // Looked at before each message is taken out, so that a transport that closes meanwhile loses none.
    while (this.#queue.length > 0 && transport.readyState === OPEN) {
      const { data, size, receipt } = this.#queue.take() as Outgoing
      this.#handOver(data, size, receipt)
    }
    this.#hold()
  }

  /** Another connection takes over from one that goes on for a while; answers what to do when that is gone. */
  replaced(transport: WebSocketLike): () => void {
    const old = this.#inFlight
    this.#inFlight = this.#newFlight()
    this.opened(transport)
    return () => {
      old.end(false)
      this.#hold()
    }
  }

  /** The connection, or an attempt, is gone; `clean`: everything handed over had left. */
  closed(clean: boolean): void {
    this.#transport = null
    this.#inFlight.end(clean)
    this.#drop(this.#queue.leaveBehind(), 'closed', 'The connection it was meant for is gone, and `carry` is false.')
    this.#hold()
  }

  /** The socket is over: what still waits is dropped. */
  abandon(why: EverwireError): void {
    for (let item = this.#queue.take(); item; item = this.#queue.take()) item.receipt.settle('dropped', why)
    this.#hold()
  }

  #enqueue(data: Sendable, size: number, receipt: Receipt, { ttl, replaceKey, carry = true }: SendOptions): void {
    const expiresAt = ttl === undefined ? Number.POSITIVE_INFINITY : this.#options.clock.now() + ttl
    const gone = this.#queue.add({ data: copied(data), size, receipt, expiresAt, replaceKey, carry })
    if (!gone) throw overflow(this.#queue)
    this.#drop(gone.replaced, 'replaced', 'A newer message with the same `replaceKey` took its place.')
    const why = this.#drop(gone.dropped, 'overflow', 'A message was dropped: the send queue is full.')
    if (why) this.#owner.error(why)
    this.#expireLater()
    this.#hold()
  }

  #handOver(data: Sendable, size: number, receipt: Receipt): boolean {
    const transport = this.#transport
    if (transport?.readyState !== OPEN) return false
    try {
      this.#owner.handedOver(data)
      if (transport.sendConfirmed) {
        this.#confirm(data, receipt)
        return true
      }
      transport.send(data)
    } catch (error) {
      receipt.settle('dropped', new EverwireError('transport', 'The transport refused the message.', { cause: error }))
      return true
    }
    this.#inFlight.add(receipt, size)
    this.#hold()
    return true
  }

  #confirm(data: Sendable, receipt: Receipt): void {
    this.#unconfirmed++
    this.#transport?.sendConfirmed?.(data, (status) => {
      if (receipt.status !== 'queued') return
      this.#unconfirmed--
      const lost =
        status === 'acked' ? undefined : new EverwireError('closed', 'The session ended before it was confirmed.')
      receipt.settle(status, lost)
      this.#hold()
    })
    this.#hold()
  }

  #newFlight(): InFlight {
    return new InFlight(this.#options.clock, () => this.#hold())
  }

  #expire(): void {
    this.#drop(this.#queue.expire(this.#options.clock.now()), 'expired', 'Its `ttl` passed while it waited.')
    this.#expireLater()
  }

  #expireLater(): void {
    const { nextExpiry } = this.#queue
    if (nextExpiry === Number.POSITIVE_INFINITY) {
      this.#expiry.clear()
      return
    }
    this.#expiry.set(Math.max(0, nextExpiry - this.#options.clock.now()), () => {
      this.#expire()
      this.#hold()
    })
  }

  #drop(items: readonly Outgoing[], code: 'replaced' | 'overflow' | 'expired' | 'closed', message: string) {
    if (items.length === 0) return
    const why = new EverwireError(code, message)
    for (const { receipt } of items) receipt.settle('dropped', why)
    return why
  }

  /** A lease while anything is on its way: sending dials, and its lease ends when the last message has left. */
  #hold(): void {
    const busy = this.#queue.length > 0 || this.#inFlight.size > 0 || this.#unconfirmed > 0
    if (busy === this.#holding) return
    this.#holding = busy
    if (busy) {
      this.#owner.acquire()
      return
    }
    this.#expiry.clear()
    this.#owner.release()
  }
}

function overflow({ length, bytes }: SendQueue): QueueOverflowError {
  return new QueueOverflowError(
    `The send queue is full (${length} messages, ${bytes} bytes). Wait for drain(), raise \`queue\`, or choose \`queue.overflow\`.`,
  )
}

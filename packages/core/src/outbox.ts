import { timer } from './clock.ts'
import { type ErrorCode, type EverwireError, failure, QueueOverflowError } from './errors.ts'
import { inFlight, type Line } from './in-flight.ts'
import type { SendOptions } from './options.ts'
import { say } from './prose.ts'
import type { Receipt } from './receipt.ts'
import type { ResolvedOptions } from './resolve-options.ts'
import { type Outgoing, sendQueue } from './send-queue.ts'
import type { Sendable, WebSocketLike } from './web-socket-like.ts'
import { copied, wireSize } from './wire-size.ts'

const OPEN = 1

/** What the outbox needs of its socket. */
export interface OutboxOwner {
  acquire(): void
  release(): void
  error(error: EverwireError): void
  /** A message goes to the transport. */
  handedOver(data: Sendable): void
}

/** Messages from `send` until they left the transport's buffer: the queue, and what was handed over. */
export interface Outbox {
  /** Bytes in the queue; those in the transport are the transport's to count. */
  readonly bytes: number
  /** Hands a message over, or queues it. @throws QueueOverflowError when full and the rule is `'error'`. */
  send(receipt: Receipt, data: Sendable, options?: SendOptions): void
  /** A connection opened, perhaps beside another one: everything queued goes out, in order. */
  opened(transport: WebSocketLike): void
  /** The connection, or an attempt, is gone; `clean`: everything handed over had left. */
  closed(clean: boolean): void
  /** A transport that was replaced is gone. */
  retired(transport: WebSocketLike): void
  /** The socket is over: what still waits is dropped. */
  abandon(why: EverwireError): void
}

export function outbox({ clock, queue: bounds }: ResolvedOptions, owner: OutboxOwner): Outbox {
  const queue = sendQueue(bounds)
  const flight = inFlight(clock, hold)
  const expiry = timer(clock)
  let line: Line | undefined
  /** Messages that a layer took over and has not told the end of. */
  const unconfirmed = new Set<Receipt>()
  let holding = false

  /** A lease while anything is on its way: sending dials, and its lease ends when the last message has left. */
  function hold(): void {
    const busy = queue.length + flight.size + unconfirmed.size > 0
    if (busy === holding) return
    holding = busy
    if (!busy) expiry()
    owner[busy ? 'acquire' : 'release']()
  }

  function drop(items: readonly Outgoing[], code: ErrorCode, subject: string): EverwireError | undefined {
    if (items.length === 0) return
    const why = failure(code, subject)
    for (const { receipt } of items) receipt.settle('dropped', why)
    return why
  }

  function expire(): void {
    const now = clock.now()
    drop(
      queue.take(({ expiresAt }) => expiresAt <= now),
      'expired',
      'ttl',
    )
    expireLater(now)
    hold()
  }

  function expireLater(now: number): void {
    const { nextExpiry } = queue
    if (nextExpiry < Number.POSITIVE_INFINITY) expiry(nextExpiry - now, expire)
    else expiry()
  }

  function enqueue(data: Sendable, size: number, receipt: Receipt, { ttl, replaceKey, carry = true }: SendOptions) {
    const now = clock.now()
    const expiresAt = now + (ttl ?? Number.POSITIVE_INFINITY)
    const gone = queue.add({ data: copied(data), size, receipt, expiresAt, replaceKey, carry })
    if (!gone) throw new QueueOverflowError(say('queue', `${queue.length} messages, ${queue.bytes} bytes`))
    const [replaced, dropped] = gone
    drop(replaced, 'replaced', 'replaceKey')
    const why = drop(dropped, 'overflow', 'queue.overflow')
    if (why) owner.error(why)
    if (ttl !== undefined) expireLater(now)
    hold()
  }

  function handOver(data: Sendable, size: number, receipt: Receipt): boolean {
    const to = line
    if (to?.transport.readyState !== OPEN) return false
    const { transport } = to
    try {
      owner.handedOver(data)
      if (transport.sendConfirmed) confirm(transport, data, receipt)
      else transport.send(data)
    } catch (error) {
      unconfirmed.delete(receipt)
      receipt.settle('dropped', failure('transport', 'send', '', error))
      return true
    }
    if (!transport.sendConfirmed) flight.add(receipt, size, to)
    hold()
    return true
  }

  function confirm(transport: Line['transport'], data: Sendable, receipt: Receipt): void {
    unconfirmed.add(receipt)
    transport.sendConfirmed?.(data, (status) => {
      if (!unconfirmed.delete(receipt)) return
      receipt.settle(status, status === 'acked' ? undefined : failure('closed', 'resume'))
      hold()
    })
  }

  return {
    get bytes() {
      return queue.bytes
    },
    send(receipt, data, options) {
      const size = wireSize(data)
      if (queue.length > 0 || !handOver(data, size, receipt)) enqueue(data, size, receipt, options ?? {})
    },
    opened(transport) {
      line = { transport, handedOver: 0 }
      expire()
      // Looked at before each message is taken out, so that a transport that closes meanwhile loses none.
      while (queue.length > 0 && transport.readyState === OPEN) {
        const { data, size, receipt } = queue.shift() as Outgoing
        handOver(data, size, receipt)
      }
      hold()
    },
    closed(clean) {
      flight.end(line?.transport, clean)
      line = undefined
      drop(
        queue.take(({ carry }) => !carry),
        'closed',
        'carry',
      )
      hold()
    },
    retired(transport) {
      flight.end(transport, false)
      hold()
    },
    abandon(why) {
      for (const { receipt } of queue.take(() => true)) receipt.settle('dropped', why)
      hold()
    },
  }
}

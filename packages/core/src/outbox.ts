import { timer } from './clock.ts'
import { type ErrorCode, type EverwireError, failure, QueueOverflowError } from './errors.ts'
import { inFlight, type Line } from './in-flight.ts'
import type { LifeCycle } from './life-cycle.ts'
import type { SendOptions } from './options.ts'
import { say } from './prose.ts'
import type { Receipt } from './receipt.ts'
import type { ResolvedOptions } from './resolve-options.ts'
import { type Outgoing, type SendQueue, sendQueue } from './send-queue.ts'
import type { Sendable, WebSocketLike } from './web-socket-like.ts'
import { copied, wireSize } from './wire-size.ts'

const OPEN = 1

/** Messages from `send` until they left the transport's buffer: the queue, and what was handed over. */
export interface Outbox {
  /** What waits; bytes in the transport are the transport's to count. */
  readonly queue: Pick<SendQueue, 'bytes'>
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

/** `handedOver` is told of each message that goes to the transport. */
export function outbox(
  { clock, queue: bounds }: ResolvedOptions,
  life: Pick<LifeCycle, 'acquire' | 'release'>,
  report: (error: EverwireError) => void,
  handedOver: ((data: Sendable) => void) | undefined,
): Outbox {
  const queue = sendQueue(bounds)
  const flight = inFlight(clock, hold)
  const expiry = timer(clock)
  let line: Line | undefined
  /** Messages that a layer took over and has not told the end of. */
  let unconfirmed = 0
  let holding = false

  /** A lease while anything is on its way: sending dials, and its lease ends when the last message has left. */
  function hold(): void {
    const busy = queue.items.length + flight.messages.length + unconfirmed > 0
    if (busy === holding) return
    holding = busy
    if (!busy) expiry()
    life[busy ? 'acquire' : 'release']()
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
    const nextExpiry = queue.nextExpiry()
    if (nextExpiry < Number.POSITIVE_INFINITY) expiry(nextExpiry - now, expire)
    else expiry()
  }

  function enqueue(data: Sendable, size: number, receipt: Receipt, { ttl, replaceKey, carry = true }: SendOptions) {
    const now = clock.now()
    const expiresAt = now + (ttl ?? Number.POSITIVE_INFINITY)
    const gone = queue.add({ data: copied(data), size, receipt, expiresAt, replaceKey, carry })
    if (!gone) throw new QueueOverflowError(say('queue', `${queue.items.length} messages, ${queue.bytes} bytes`))
    const [replaced, dropped] = gone
    drop(replaced, 'replaced', 'replaceKey')
    const why = drop(dropped, 'overflow', 'queue.overflow')
    if (why) report(why)
    if (ttl !== undefined) expireLater(now)
    hold()
  }

  function handOver(data: Sendable, size: number, receipt: Receipt): boolean {
    const to = line
    if (to?.transport.readyState !== OPEN) return false
    const { transport } = to
    const { sendConfirmed } = transport
    try {
      if (sendConfirmed) confirm(transport, data, receipt)
      else transport.send(data)
    } catch (error) {
      if (sendConfirmed && receipt.status === 'queued') unconfirmed--
      receipt.settle('dropped', failure('transport', 'send', '', error))
      return true
    }
    if (!sendConfirmed) flight.add(receipt, size, to)
    handedOver?.(data)
    hold()
    return true
  }

  function confirm(transport: Line['transport'], data: Sendable, receipt: Receipt): void {
    unconfirmed++
    transport.sendConfirmed?.(data, (status) => {
      if (receipt.status !== 'queued') return
      unconfirmed--
      receipt.settle(status, status === 'acked' ? undefined : failure('closed', 'resume'))
      hold()
    })
  }

  return {
    queue,
    send(receipt, data, options) {
      const size = wireSize(data)
      if (queue.items.length > 0 || !handOver(data, size, receipt)) enqueue(data, size, receipt, options ?? {})
    },
    opened(transport) {
      line = { transport, handedOver: 0 }
      expire()
      // Looked at before each message is taken out, so that a transport that closes meanwhile loses none.
      while (queue.items.length > 0 && transport.readyState === OPEN) {
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

import { type Clock, timer } from './clock.ts'
import { failure } from './errors.ts'
import type { Confirming } from './layer.ts'
import type { Receipt } from './receipt.ts'
import { takeOut } from './send-queue.ts'
import type { WebSocketLike } from './web-socket-like.ts'

/** How often, in milliseconds, a transport's buffer is looked at while messages are in it: it has no event for that. */
const SAMPLE = 20

/** A transport, and how many bytes were handed over to it. */
export interface Line {
  readonly transport: WebSocketLike & Partial<Confirming>
  handedOver: number
}

/** Messages that were handed over and are not seen to have left their transport's buffer. */
export interface InFlight {
  readonly messages: readonly unknown[]
  /** A message was handed over. */
  add(receipt: Receipt, size: number, line: Line): void
  /** A transport is gone; `clean`: everything had left. */
  end(transport: WebSocketLike | undefined, clean: boolean): void
}

/** `end` is where the message ends in all that was handed over. */
interface Message {
  readonly receipt: Receipt
  readonly line: Line
  readonly end: number
}

/** `changed` is called when a look may have found that some had left. */
export function inFlight(clock: Clock, changed: () => void): InFlight {
  const messages: Message[] = []
  const next = timer(clock)

  const settle = (...[test, status, why]: [(message: Message) => boolean, ...Parameters<Receipt['settle']>]): void => {
    for (const { receipt } of takeOut(messages, test)) receipt.settle(status, why)
  }
  const look = (): void => {
    settle(({ line, end }) => end <= line.handedOver - line.transport.bufferedAmount, 'sent')
    if (messages.length > 0) next(SAMPLE, look)
    changed()
  }

  return {
    messages,
    add(receipt, size, line) {
      line.handedOver += size
      if (line.transport.bufferedAmount > 0) {
        messages.push({ receipt, line, end: line.handedOver })
        if (messages.length === 1) next(SAMPLE, look)
        return
      }
      if (messages.length > 0) settle((message) => message.line === line, 'sent')
      receipt.settle('sent')
    },
    end(transport, clean) {
      const why = clean ? undefined : failure('closed', 'unknown')
      settle(({ line }) => line.transport === transport, clean ? 'sent' : 'unknown', why)
      if (messages.length === 0) next()
    },
  }
}

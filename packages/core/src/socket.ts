import { Subscription } from 'rxjs'
import { assemble } from './assembly.ts'
import type { Codec } from './codec.ts'
import { closedByCaller } from './endings.ts'
import { EncodeError, OptionError, textOf } from './errors.ts'
import { type DataIterator, QueueIterator } from './iterate.ts'
import type { ObservableWebSocket, SocketEventMap } from './observable-web-socket.ts'
import type { IterateOptions, ReconnectOptions, SendOptions } from './options.ts'
import { Receipt, type SendReceipt } from './receipt.ts'
import { checkSendOptions, type ResolvedOptions } from './resolve-options.ts'
import { SocketAttributes } from './socket-attributes.ts'
import { checkClose } from './usage.ts'
import type { Sendable } from './web-socket-like.ts'
import { isSendable } from './wire-size.ts'
import { drained } from './writable.ts'

/** The facade: a socket's parts under the WHATWG names. */
export class Socket<In, Out> extends SocketAttributes<In, Out> implements ObservableWebSocket<In, Out> {
  constructor(options: ResolvedOptions, codec: Codec<In, Out> | undefined) {
    super(assemble(options, codec))
    this.parts.facade = this
  }

  send(message: Out, options?: SendOptions): SendReceipt {
    if (options) checkSendOptions(options)
    const { life, outbox, streams } = this.parts
    const data = this.#encode(message)
    if (life.sticky) {
      const receipt = new Receipt(streams.notify)
      receipt.settle('dropped', closedByCaller(1005, ''))
      return receipt
    }
    const receipt = outbox.send(data, options)
    streams.changed()
    return receipt
  }

  drain(): Promise<void> {
    return drained(this.writable$)
  }

  close(code?: number, reason?: string): void {
    this.parts.life.close(checkClose(code, reason), reason)
  }

  open(): Subscription {
    const { life } = this.parts
    life.open()
    return new Subscription(() => life.release())
  }

  reconnect({ overlap = false }: ReconnectOptions = {}): void {
    this.parts.life.reconnect(overlap)
  }

  iterate({ limit = 1024 }: IterateOptions = {}): DataIterator<In> {
    if (!(typeof limit === 'number' && limit >= 1)) throw new OptionError('limit', limit, 'a number from 1')
    const { streams, reading } = this.parts
    return new QueueIterator<In>({ data: streams.data, reading, error: streams.emitError }, limit)
  }

  [Symbol.asyncIterator](): DataIterator<In> {
    return this.iterate()
  }

  on<Type extends keyof SocketEventMap<In>>(
    type: Type,
    handler: (event: SocketEventMap<In>[Type]) => void,
  ): Subscription {
    return this.parts.streams.on(type, handler)
  }

  [Symbol.dispose](): void {
    this.close(1000)
  }

  #encode(message: Out): Sendable {
    const { codec } = this.parts
    let data: unknown
    try {
      data = codec ? codec.encode(message) : message
    } catch (error) {
      throw new EncodeError(`The message could not be encoded: ${textOf(error)}`, { cause: error })
    }
    if (isSendable(data)) return data
    const what = codec ? 'The codec answered' : 'Pass a codec such as json() to send'
    throw new EncodeError(`${what} ${data === null ? 'null' : typeof data}; a transport sends strings and bytes.`)
  }
}

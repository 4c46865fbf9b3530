import { Subscription } from 'rxjs'
import { assemble, type Parts } from './assembly.ts'
import { isCount, isFunction, isOneOf, resolve } from './check.ts'
import type { Codec } from './codec.ts'
import { type ConnectionState, readyStateOf } from './connection-state.ts'
import { encode } from './encode.ts'
import { closedByCaller } from './endings.ts'
import type { EverwireError } from './errors.ts'
import { type DataIterator, iterate } from './iterate.ts'
import type { Multicast, SocketObservable } from './multicast.ts'
import type { ObservableWebSocket, SocketEventMap } from './observable-web-socket.ts'
import type { IterateOptions, ReconnectOptions, SendOptions } from './options.ts'
import { Receipt, type SendReceipt } from './receipt.ts'
import { checkSendOptions, type ResolvedOptions } from './resolve-options.ts'
import { attribute, drained, tracked, writable } from './twins.ts'
import { checkBinaryType, checkClose } from './usage.ts'
import type { BinaryType, CloseEventLike, MessageEventLike, WebSocketLike } from './web-socket-like.ts'

/** The facade: a socket's parts under the WHATWG names. */
export class Socket<In, Out> implements ObservableWebSocket<In, Out> {
  declare readonly url$: SocketObservable<string>
  declare readonly protocol$: SocketObservable<string>
  declare readonly extensions$: SocketObservable<string>
  declare readonly binaryType$: SocketObservable<BinaryType>
  declare readonly bufferedAmount$: SocketObservable<number>
  declare readonly writable$: SocketObservable<boolean>
  declare readonly state$: SocketObservable<ConnectionState>
  declare readonly readyState$: SocketObservable<0 | 1 | 2 | 3>
  declare readonly open$: SocketObservable<unknown>
  declare readonly message$: SocketObservable<MessageEventLike>
  declare readonly data$: SocketObservable<In>
  declare readonly error$: SocketObservable<EverwireError>
  declare readonly close$: SocketObservable<CloseEventLike>
  declare readonly latency$: SocketObservable<number>
  declare protected readonly parts: Parts<In>
  readonly #codec: Codec<In, Out> | undefined

  constructor(options: ResolvedOptions, codec: Codec<In, Out> | undefined) {
    this.#codec = codec
    const parts = assemble(options, codec, this)
    const { streams } = parts
    this.parts = parts
    this.state$ = tracked((state) => state, parts, streams.state)
    this.readyState$ = tracked(readyStateOf, parts, streams.state)
    this.bufferedAmount$ = attribute(() => this.bufferedAmount, streams.change, options.clock)
    this.writable$ = writable(this.bufferedAmount$, options.queue)
    const twins: Record<string, unknown> = this as never
    for (const name of ['url', 'protocol', 'extensions', 'binaryType'] as const) {
      twins[`${name}$`] = attribute<string>(() => this[name], streams.change)
    }
    for (const name of ['open', 'message', 'data', 'error', 'close', 'latency'] as const) {
      twins[`${name}$`] = streams[name]
    }
  }

  get url(): string {
    return this.parts.url
  }

  get protocol(): string {
    return this.state.phase === 'open' ? this.state.protocol : ''
  }

  get extensions(): string {
    return this.state.phase === 'open' ? this.state.extensions : ''
  }

  get state(): ConnectionState {
    return this.parts.life.state
  }

  get readyState(): 0 | 1 | 2 | 3 {
    return readyStateOf(this.state)
  }

  get bufferedAmount(): number {
    return this.parts.outbox.queue.bytes + (this.raw?.bufferedAmount ?? 0)
  }

  get binaryType(): BinaryType {
    return this.parts.life.line.binaryType
  }

  set binaryType(value: BinaryType) {
    checkBinaryType(value)
    this.parts.life.line.binaryType = value
    this.parts.changed()
  }

  get raw(): WebSocketLike | null {
    return this.parts.life.line.transport
  }

  send(message: Out, options?: SendOptions): SendReceipt {
    if (options !== undefined) checkSendOptions(options)
    const { life, outbox, notify, changed } = this.parts
    const data = encode(this.#codec, message)
    const receipt = new Receipt(notify)
    if (life.sticky) receipt.settle('dropped', closedByCaller({ code: 1005, reason: '' }))
    else outbox.send(receipt, data, options)
    changed()
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
    return new Subscription(life.release)
  }

  reconnect(options: ReconnectOptions = {}): void {
    const { overlap } = resolve<Required<ReconnectOptions>>({ overlap: [false, true] }, options)
    this.parts.life.reconnect(overlap)
  }

  iterate(options: IterateOptions = {}): DataIterator<In> {
    const { limit } = resolve<Required<IterateOptions>>({ limit: [1024, isCount] }, options)
    return iterate(this.data$, this.parts.reading, limit, this.parts.report)
  }

  [Symbol.asyncIterator](): DataIterator<In> {
    return this.iterate()
  }

  on<Type extends keyof SocketEventMap<In>>(
    type: Type,
    handler: (event: SocketEventMap<In>[Type]) => void,
  ): Subscription {
    const isEvent = isOneOf('open', 'message', 'data', 'error', 'close', 'state')
    resolve({ type: isEvent, handler: isFunction }, { type, handler })
    const { life, streams } = this.parts
    const subscription = (streams[type] as Multicast<unknown>).on(handler as (event: unknown) => void)
    if (type === 'message' || type === 'data') {
      life.acquire()
      subscription.add(life.release)
    }
    return subscription
  }

  /** As platform objects have it. Vue makes no reactive copy of what has one, which could not see private members. */
  get [Symbol.toStringTag](): string {
    return 'ObservableWebSocket'
  }

  [Symbol.dispose](): void {
    this.close(1000)
  }
}

import { Subscription } from 'rxjs'
import { attribute, sampled, tracked } from './attributes.ts'
import type { Codec } from './codec.ts'
import { type ConnectionState, IDLE, readyStateOf } from './connection-state.ts'
import { closedByCaller } from './endings.ts'
import { type ClosedError, DecodeError, EverwireError } from './errors.ts'
import { LifeCycle } from './life-cycle.ts'
import { finish, Multicast, type OnSubscribe, type SocketObservable } from './multicast.ts'
import type { ObservableWebSocket, SocketEventMap } from './observable-web-socket.ts'
import { Outbox } from './outbox.ts'
import { Receipt, type SendReceipt } from './receipt.ts'
import type { ResolvedOptions } from './resolve-options.ts'
import { RunQueue } from './run-queue.ts'
import { checkBinaryType, checkClose } from './usage.ts'
import type { BinaryType, CloseEventLike, MessageEventLike, Sendable, WebSocketLike } from './web-socket-like.ts'
import { isSendable } from './wire-size.ts'

/** The facade: joins life cycle, outbox and codec, and tells subscribers in order. */
export class Socket<In, Out> implements ObservableWebSocket<In, Out> {
  readonly #options: ResolvedOptions
  readonly #codec: Codec<In, Out> | undefined
  readonly #life: LifeCycle
  readonly #outbox: Outbox
  readonly #queue = new RunQueue()
  readonly #twins: Record<string, SocketObservable<any>> = {}
  readonly #changes = new Multicast<unknown>()
  readonly #states = new Multicast<ConnectionState>()
  /** The state that subscribers were last told of; behind `state` while notifications wait. */
  #told = IDLE
  readonly #window: OnSubscribe<any> = (slot) => {
    if (this.#shut) finish(slot, () => slot.observer.complete?.())
  }
  readonly #lease: OnSubscribe<any> = (slot) => {
    this.#window(slot)
    if (slot.closed) return
    this.#life.acquire()
    return () => this.#life.release()
  }

  readonly open$: Multicast<unknown> = new Multicast<unknown>(this.#window)
  readonly message$: Multicast<MessageEventLike> = new Multicast<MessageEventLike>(this.#lease)
  readonly data$: Multicast<In> = new Multicast<In>(this.#lease)
  readonly error$: Multicast<EverwireError> = new Multicast<EverwireError>(this.#window)
  readonly close$: Multicast<CloseEventLike> = new Multicast<CloseEventLike>(this.#window)

  constructor(options: ResolvedOptions, codec: Codec<In, Out> | undefined) {
    this.#options = options
    this.#codec = codec
    this.#life = new LifeCycle(options, codec?.binaryType ?? 'arraybuffer', {
      transition: () => this.#transition(),
      opened: (event) => {
        this.#outbox.opened(this.#life.transport as WebSocketLike)
        this.#queue.run(() => this.open$.next(event))
      },
      message: (event) => this.#queue.run(() => this.#deliver(event)),
      error: (error) => this.#queue.run(() => this.error$.next(error)),
      closed: (event) => this.#queue.run(() => this.close$.next(event)),
      over: (reason, failed) => this.#over(reason, failed),
    })
    this.#outbox = new Outbox(options, {
      acquire: () => this.#life.acquire(),
      release: () => this.#life.release(),
      error: (error) => this.#queue.run(() => this.error$.next(error)),
      notify: (task) => this.#queue.run(task),
    })
  }

  /** Whether anybody holds a lease. */
  get leased(): boolean {
    return this.#life.leased
  }

  get raw(): WebSocketLike | null {
    return this.#life.transport
  }

  get url(): string {
    const { url } = this.#options
    return this.raw?.url ?? (typeof url === 'function' ? '' : String(url))
  }

  get url$(): SocketObservable<string> {
    return this.#twin('url', () => attribute(() => this.url, this.#changes))
  }

  get protocol(): string {
    return this.state.phase === 'open' ? this.state.protocol : ''
  }

  get protocol$(): SocketObservable<string> {
    return this.#twin('protocol', () => attribute(() => this.protocol, this.#changes))
  }

  get extensions(): string {
    return this.state.phase === 'open' ? this.state.extensions : ''
  }

  get extensions$(): SocketObservable<string> {
    return this.#twin('extensions', () => attribute(() => this.extensions, this.#changes))
  }

  get state(): ConnectionState {
    return this.#life.state
  }

  get state$(): SocketObservable<ConnectionState> {
    return this.#twin('state', () => tracked((state) => state, () => this.state, () => this.#told, this.#states))
  }

  get readyState(): 0 | 1 | 2 | 3 {
    return readyStateOf(this.state)
  }

  get readyState$(): SocketObservable<0 | 1 | 2 | 3> {
    return this.#twin('readyState', () => tracked(readyStateOf, () => this.state, () => this.#told, this.#states))
  }

  get bufferedAmount(): number {
    return this.#outbox.bytes + (this.raw?.bufferedAmount ?? 0)
  }

  get bufferedAmount$(): SocketObservable<number> {
    return this.#twin('bufferedAmount', () => sampled(() => this.bufferedAmount, this.#changes, this.#options.clock))
  }

  get binaryType(): BinaryType {
    return this.#life.binaryType
  }

  set binaryType(value: BinaryType) {
    checkBinaryType(value)
    this.#life.binaryType = value
    if (this.raw) this.raw.binaryType = value
    this.#changed()
  }

  get binaryType$(): SocketObservable<BinaryType> {
    return this.#twin('binaryType', () => attribute(() => this.binaryType, this.#changes))
  }

  send(message: Out): SendReceipt {
    const data = this.#encode(message)
    if (this.#life.sticky) {
      const receipt = new Receipt((task) => this.#queue.run(task))
      receipt.settle('dropped', closedByCaller(1005, ''))
      return receipt
    }
    const receipt = this.#outbox.send(data)
    this.#changed()
    return receipt
  }

  close(code?: number, reason?: string): void {
    this.#life.close(checkClose(code, reason), reason)
  }

  open(): Subscription {
    this.#life.open()
    return new Subscription(() => this.#life.release())
  }

  reconnect(): void {
    this.#life.reconnect()
  }

  on<Type extends keyof SocketEventMap<In>>(
    type: Type,
    handler: (event: SocketEventMap<In>[Type]) => void,
  ): Subscription {
    const source = type === 'state' ? this.#states : this[`${type as Exclude<Type, 'state'>}$`]
    const subscription = (source as Multicast<any>).on(handler)
    if (type !== 'message' && type !== 'data') return subscription
    this.#life.acquire()
    subscription.add(() => this.#life.release())
    return subscription
  }

  [Symbol.dispose](): void {
    this.close(1000)
  }

  /** Closed by the caller, and not opened again. */
  get #shut(): boolean {
    return this.#life.sticky && this.state.phase === 'closed'
  }

  #encode(message: Out): Sendable {
    let data: unknown
    try {
      data = this.#codec ? this.#codec.encode(message) : message
    } catch (error) {
      throw new EverwireError('encode', `The message could not be encoded: ${textOf(error)}`, error)
    }
    if (isSendable(data)) return data
    const advice = this.#codec ? 'The codec answered' : 'Pass a codec such as json() to send'
    throw new EverwireError('encode', `${advice} ${data === null ? 'null' : typeof data}; a transport sends strings and bytes.`)
  }

  #transition(): void {
    const { state } = this
    const { phase } = state
    if (phase !== 'open' && phase !== 'closing') this.#outbox.closed(phase === 'closed' && state.wasClean)
    this.#queue.run(() => {
      this.#told = state
      this.#states.next(state)
    })
    this.#changed()
  }

  #changed(): void {
    if (this.#changes.observed) this.#queue.run(() => this.#changes.next(undefined))
  }

  #deliver(event: MessageEventLike): void {
    // A handler before this message may have called close(), after which nothing is delivered.
    if (this.#life.sticky) return
    this.message$.next(event)
    if (!this.data$.observed) return
    let data: In
    try {
      data = this.#codec ? this.#codec.decode(event.data) : event.data
    } catch (error) {
      const failure = new DecodeError(`A message could not be decoded: ${textOf(error)}`, event.data, error)
      this.#queue.run(() => this.error$.next(failure))
      return
    }
    this.data$.next(data)
  }

  #over(reason: ClosedError, failed: boolean): void {
    this.#outbox.abandon(reason)
    this.#queue.run(() => {
      for (const stream of [this.open$, this.message$, this.error$, this.close$]) (stream as Multicast<any>).complete()
      if (failed) this.data$.error(reason)
      else this.data$.complete()
    })
  }

  #twin<T>(name: string, make: () => SocketObservable<T>): SocketObservable<T> {
    return (this.#twins[name] ??= make())
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

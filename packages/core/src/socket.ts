import { Subscription } from 'rxjs'
import { attribute, sampled, tracked } from './attributes.ts'
import type { Codec } from './codec.ts'
import { type ConnectionState, readyStateOf } from './connection-state.ts'
import { closedByCaller } from './endings.ts'
import { EncodeError, type EverwireError, textOf } from './errors.ts'
import { LifeCycle } from './life-cycle.ts'
import type { SocketObservable } from './multicast.ts'
import type { ObservableWebSocket, SocketEventMap } from './observable-web-socket.ts'
import type { SendOptions } from './options.ts'
import { Outbox } from './outbox.ts'
import { Receipt, type SendReceipt } from './receipt.ts'
import { checkSendOptions, type ResolvedOptions } from './resolve-options.ts'
import { Streams } from './streams.ts'
import { checkBinaryType, checkClose } from './usage.ts'
import type { BinaryType, CloseEventLike, MessageEventLike, Sendable, WebSocketLike } from './web-socket-like.ts'
import { isSendable } from './wire-size.ts'

/** The facade: joins life cycle, outbox and streams under the WHATWG names. */
export class Socket<In, Out> implements ObservableWebSocket<In, Out> {
  readonly #options: ResolvedOptions
  readonly #codec: Codec<In, Out> | undefined
  readonly #life: LifeCycle
  readonly #outbox: Outbox
  readonly #streams: Streams<In>
  readonly #twins: Record<string, unknown> = {}
  #url: string

  constructor(options: ResolvedOptions, codec: Codec<In, Out> | undefined) {
    this.#options = options
    this.#codec = codec
    this.#url = typeof options.url === 'function' ? '' : String(options.url)
    const life = new LifeCycle(options, codec?.binaryType ?? 'arraybuffer', {
      step: (change) => this.#streams.step(change),
      transition: (before) => this.#transition(before),
      constructed: ({ url }) => {
        this.#url = url
        this.#streams.changed()
      },
      opened: (event) => {
        this.#outbox.opened(life.transport as WebSocketLike)
        this.#streams.notify(() => this.#streams.open.next(event))
      },
      message: (event) => this.#streams.deliver(event),
      error: (error) => this.#streams.emitError(error),
      closed: (event) => this.#streams.notify(() => this.#streams.close.next(event)),
      over: (reason, failed) => {
        this.#outbox.abandon(reason)
        this.#streams.over(reason, failed)
      },
    })
    const leases = { acquire: () => life.acquire(), release: () => life.release() }
    this.#life = life
    this.#streams = new Streams<In>(codec, {
      ...leases,
      get closing() {
        return life.sticky
      },
      get shut() {
        return life.sticky && life.state.phase === 'closed'
      },
    })
    this.#outbox = new Outbox(options, { ...leases, error: this.#streams.emitError, notify: this.#streams.notify })
  }

  /** Whether anybody holds a lease. */
  get leased(): boolean {
    return this.#life.leased
  }

  get raw(): WebSocketLike | null {
    return this.#life.transport
  }

  get url(): string {
    return this.#url
  }

  get url$(): SocketObservable<string> {
    return this.#attribute('url')
  }

  get protocol(): string {
    return this.state.phase === 'open' ? this.state.protocol : ''
  }

  get protocol$(): SocketObservable<string> {
    return this.#attribute('protocol')
  }

  get extensions(): string {
    return this.state.phase === 'open' ? this.state.extensions : ''
  }

  get extensions$(): SocketObservable<string> {
    return this.#attribute('extensions')
  }

  get state(): ConnectionState {
    return this.#life.state
  }

  get state$(): SocketObservable<ConnectionState> {
    return this.#fromState('state', (state) => state)
  }

  get readyState(): 0 | 1 | 2 | 3 {
    return readyStateOf(this.state)
  }

  get readyState$(): SocketObservable<0 | 1 | 2 | 3> {
    return this.#fromState('readyState', readyStateOf)
  }

  get bufferedAmount(): number {
    return this.#outbox.bytes + (this.raw?.bufferedAmount ?? 0)
  }

  get bufferedAmount$(): SocketObservable<number> {
    const { change } = this.#streams
    return this.#twin('bufferedAmount', () => sampled(() => this.bufferedAmount, change, this.#options.clock))
  }

  get binaryType(): BinaryType {
    return this.#life.binaryType
  }

  set binaryType(value: BinaryType) {
    checkBinaryType(value)
    this.#life.binaryType = value
    if (this.raw) this.raw.binaryType = value
    this.#streams.changed()
  }

  get binaryType$(): SocketObservable<BinaryType> {
    return this.#attribute('binaryType')
  }

  get open$(): SocketObservable<unknown> {
    return this.#streams.open
  }

  get message$(): SocketObservable<MessageEventLike> {
    return this.#streams.message
  }

  get data$(): SocketObservable<In> {
    return this.#streams.data
  }

  get error$(): SocketObservable<EverwireError> {
    return this.#streams.error
  }

  get close$(): SocketObservable<CloseEventLike> {
    return this.#streams.close
  }

  send(message: Out, options: SendOptions = {}): SendReceipt {
    checkSendOptions(options)
    const data = this.#encode(message)
    if (this.#life.sticky) {
      const receipt = new Receipt(this.#streams.notify)
      receipt.settle('dropped', closedByCaller(1005, ''))
      return receipt
    }
    const receipt = this.#outbox.send(data, options)
    this.#streams.changed()
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
    return this.#streams.on(type, handler)
  }

  [Symbol.dispose](): void {
    this.close(1000)
  }

  #encode(message: Out): Sendable {
    let data: unknown
    try {
      data = this.#codec ? this.#codec.encode(message) : message
    } catch (error) {
      throw new EncodeError(`The message could not be encoded: ${textOf(error)}`, { cause: error })
    }
    return this.#sendable(data)
  }

  #sendable(data: unknown): Sendable {
    if (isSendable(data)) return data
    const what = this.#codec ? 'The codec answered' : 'Pass a codec such as json() to send'
    throw new EncodeError(`${what} ${data === null ? 'null' : typeof data}; a transport sends strings and bytes.`)
  }

  #transition(before: ConnectionState): void {
    const { state } = this
    const had = before.phase === 'connecting' || before.phase === 'open' || before.phase === 'closing'
    const has = state.phase === 'open' || state.phase === 'closing'
    if (had && !has) this.#outbox.closed(state.phase === 'closed' && state.wasClean)
    this.#streams.moved(state)
  }

  #attribute<Name extends 'url' | 'protocol' | 'extensions' | 'binaryType'>(name: Name): SocketObservable<this[Name]> {
    return this.#twin(name, () => attribute(() => this[name], this.#streams.change))
  }

  #fromState<T>(name: string, map: (state: ConnectionState) => T): SocketObservable<T> {
    const { state } = this.#streams
    return this.#twin(name, () =>
      tracked(
        map,
        () => this.state,
        () => this.#streams.told,
        state,
      ),
    )
  }

  /** Made when first asked for, and the same object ever after. */
  #twin<T>(name: string, make: () => SocketObservable<T>): SocketObservable<T> {
    this.#twins[name] ??= make()
    return this.#twins[name] as SocketObservable<T>
  }
}

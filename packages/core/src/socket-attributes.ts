import type { Parts } from './assembly.ts'
import { attribute, sampled, tracked } from './attributes.ts'
import { type ConnectionState, readyStateOf } from './connection-state.ts'
import type { EverwireError } from './errors.ts'
import type { SocketObservable } from './multicast.ts'
import { checkBinaryType } from './usage.ts'
import type { BinaryType, CloseEventLike, MessageEventLike, WebSocketLike } from './web-socket-like.ts'
import { writable } from './writable.ts'

/** The facade's attributes, their twins, and the streams. */
export class SocketAttributes<In, Out> {
  protected readonly parts: Parts<In, Out>
  readonly #twins: Record<string, unknown> = {}

  constructor(parts: Parts<In, Out>) {
    this.parts = parts
  }

  /** Whether anybody holds a lease. */
  get leased(): boolean {
    return this.parts.life.leased
  }

  get raw(): WebSocketLike | null {
    return this.parts.life.transport
  }

  get url(): string {
    return this.parts.url
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
    return this.parts.life.state
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
    return this.parts.outbox.bytes + (this.raw?.bufferedAmount ?? 0)
  }

  get bufferedAmount$(): SocketObservable<number> {
    const { streams, options } = this.parts
    return this.#twin('bufferedAmount', () => sampled(() => this.bufferedAmount, streams.change, options.clock))
  }

  get writable$(): SocketObservable<boolean> {
    return this.#twin('writable', () => writable(this.bufferedAmount$, this.parts.options.queue))
  }

  get binaryType(): BinaryType {
    return this.parts.life.binaryType
  }

  set binaryType(value: BinaryType) {
    checkBinaryType(value)
    this.parts.life.binaryType = value
    if (this.raw) this.raw.binaryType = value
    this.parts.streams.changed()
  }

  get binaryType$(): SocketObservable<BinaryType> {
    return this.#attribute('binaryType')
  }

  get open$(): SocketObservable<unknown> {
    return this.parts.streams.open
  }

  get message$(): SocketObservable<MessageEventLike> {
    return this.parts.streams.message
  }

  get data$(): SocketObservable<In> {
    return this.parts.streams.data
  }

  get error$(): SocketObservable<EverwireError> {
    return this.parts.streams.error
  }

  get close$(): SocketObservable<CloseEventLike> {
    return this.parts.streams.close
  }

  get latency$(): SocketObservable<number> {
    return this.parts.streams.latency
  }

  #attribute<Name extends 'url' | 'protocol' | 'extensions' | 'binaryType'>(name: Name): SocketObservable<this[Name]> {
    return this.#twin(name, () => attribute(() => this[name], this.parts.streams.change))
  }

  #fromState<T>(name: string, map: (state: ConnectionState) => T): SocketObservable<T> {
    const { streams } = this.parts
    return this.#twin(name, () =>
      tracked(
        map,
        () => this.state,
        () => streams.told,
        streams.state,
      ),
    )
  }

  /** Made when first asked for, and the same object ever after. */
  #twin<T>(name: string, make: () => SocketObservable<T>): SocketObservable<T> {
    this.#twins[name] ??= make()
    return this.#twins[name] as SocketObservable<T>
  }
}

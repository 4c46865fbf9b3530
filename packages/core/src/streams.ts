import type { Subscription } from 'rxjs'
import type { Codec } from './codec.ts'
import { type ConnectionState, IDLE } from './connection-state.ts'
import { type ClosedError, DecodeError, type EverwireError, textOf } from './errors.ts'
import { Multicast, type OnSubscribe, type SocketObservable } from './multicast.ts'
import type { SocketEventMap } from './observable-web-socket.ts'
import { RunQueue } from './run-queue.ts'
import type { CloseEventLike, MessageEventLike, Received } from './web-socket-like.ts'

/** The close code of `onInvalid: 'close'`: RFC 6455's 1007 is not an application's to send. */
const INVALID = 4007

/** What the streams need of the connection behind them. */
export interface StreamsOwner {
  /** `close()` was called: what is still under way is not delivered. */
  readonly closing: boolean
  /** Closed by the caller, and not opened again: who subscribes now completes. */
  readonly shut: boolean
  /** Where messages come from, for the events that are made here. */
  readonly origin: string
  /** Something was received. */
  received(): void
  /** The answer to the heartbeat's message was received. */
  replied(): void
  /** What was received is reason enough to end the connection. */
  refuse(code: number, reason: string): void
  acquire(): void
  release(): void
}

/** What subscribers are told, in order: the event streams, decoded data, transitions. */
export class Streams<In> {
  readonly #owner: StreamsOwner
  readonly #codec: Pick<Codec<In, never>, 'decode' | 'onInvalid'> | undefined
  readonly #isReply: ((data: unknown) => boolean) | undefined
  readonly #queue = new RunQueue()

  readonly #window: OnSubscribe = (subscriber) => {
    if (this.#owner.shut) subscriber.complete()
  }

  readonly #lease: OnSubscribe = (subscriber) => {
    this.#window(subscriber)
    if (subscriber.closed) return
    this.#owner.acquire()
    return () => this.#owner.release()
  }

  readonly open: Multicast<unknown> = new Multicast<unknown>(this.#window)
  readonly message: Multicast<MessageEventLike> = new Multicast<MessageEventLike>(this.#lease)
  readonly data: Multicast<In> = new Multicast<In>(this.#lease)
  readonly error: Multicast<EverwireError> = new Multicast<EverwireError>(this.#window)
  readonly close: Multicast<CloseEventLike> = new Multicast<CloseEventLike>(this.#window)
  /** Transitions. Never ends. */
  readonly state: Multicast<ConnectionState> = new Multicast<ConnectionState>()
  /** Round trips. Never ends. */
  readonly latency: Multicast<number> = new Multicast<number>()
  /** Something that an attribute reads may have changed. Never ends. */
  readonly change: Multicast<unknown> = new Multicast<unknown>()
  /** The state that subscribers were last told of; behind the real one while notifications wait. */
  told: ConnectionState = IDLE

  /** `isReply` tells the answers to the heartbeat's message, which are no data. */
  constructor(
    codec: Pick<Codec<In, never>, 'decode' | 'onInvalid'> | undefined,
    isReply: ((data: unknown) => boolean) | undefined,
    owner: StreamsOwner,
  ) {
    this.#codec = codec
    this.#isReply = isReply
    this.#owner = owner
  }

  /** Makes a change; what it tells is told afterwards. */
  step(change: () => void): void {
    this.#queue.step(change)
  }

  /** Tells something in its turn. */
  readonly notify = (task: () => void): void => this.#queue.run(task)

  readonly emitError = (error: EverwireError): void => this.#queue.run(() => this.error.next(error))

  moved(state: ConnectionState): void {
    this.#queue.run(() => {
      this.told = state
      this.state.next(state)
    })
    this.changed()
  }

  changed(): void {
    if (this.change.observed) this.#queue.run(() => this.change.next(undefined))
  }

  /** A message came; without an event where the transport has a lighter path, and then one is made if it is watched. */
  deliver(data: Received, event: MessageEventLike | null): void {
    this.#owner.received()
    this.#queue.call(this.#deliver, data, event)
  }

  /** Ends the event streams and data; a failure errors data for those who can hear it. */
  over(reason: ClosedError, failed: boolean): void {
    const streams: Multicast<never>[] = [this.open, this.message, this.error, this.close] as never
    const epochs = streams.map((stream) => stream.end())
    const data = this.data.end()
    // Told in its turn, to those who are here now: a handler of what comes before may subscribe, which is a new lease.
    this.#queue.run(() => {
      for (const [index, stream] of streams.entries()) stream.complete(epochs[index])
      if (failed) this.data.error(reason, data)
      else this.data.complete(data)
    })
  }

  on<Type extends keyof SocketEventMap<In>>(
    type: Type,
    handler: (event: SocketEventMap<In>[Type]) => void,
  ): Subscription {
    const stream = this[type] as SocketObservable<unknown> as Multicast<SocketEventMap<In>[Type]>
    const subscription = stream.on(handler)
    if (type !== 'message' && type !== 'data') return subscription
    this.#owner.acquire()
    subscription.add(() => this.#owner.release())
    return subscription
  }

  readonly #deliver = (received: Received, event: MessageEventLike | null): void => {
    // A handler of the message before may have called close(), after which nothing is delivered.
    if (this.#owner.closing) return
    if (this.message.observed)
      this.message.next(event ?? { type: 'message', data: received, origin: this.#owner.origin })
    if (!this.data.observed && !this.#isReply) return
    let data: In
    try {
      data = this.#codec ? this.#codec.decode(received) : (received as In)
      if (this.#isReply?.(data)) {
        this.#owner.replied()
        return
      }
    } catch (error) {
      this.#invalid(received, error)
      return
    }
    this.data.next(data)
  }

  #invalid(received: Received, error: unknown): void {
    const { onInvalid } = this.#codec ?? {}
    if (onInvalid === 'drop') return
    this.emitError(new DecodeError(`A message could not be decoded: ${textOf(error)}`, received, { cause: error }))
    if (onInvalid === 'close') this.#owner.refuse(INVALID, 'A message could not be decoded')
  }
}

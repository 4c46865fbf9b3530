// biome-ignore-all lint/suspicious/noExplicitAny: the signatures are rxjs's own
import { Observable, type Observer, type Operator, Subscription, type TeardownLogic } from 'rxjs'
import { ClosedError } from './errors.ts'
import { reportUnhandled } from './report.ts'

type Next<T> = (value: T) => void
type ObserverOrNext<T> = Partial<Observer<T>> | Next<T> | null | undefined

/** What a source does with a new subscriber: it may end it at once, and answers what to do at the end. */
export type OnSubscribe = (subscriber: { readonly closed: boolean; complete(): void }) => TeardownLogic

const nothing = (): void => {}
/** Marks the slots of `on`. */
const PERSISTENT: Partial<Observer<any>> = {}

/**
 * An Observable whose subscribers need no error handler for the one error that is an ordinary end, a `ClosedError`: they
 * complete instead, also at the end of a chain of operators, which `lift` keeps in this class. Any other error without a
 * handler is reported as rxjs reports it.
 */
export class SocketObservable<T> extends Observable<T> {
  // rxjs builds every operator's result through `lift`, whose two fields it reads back itself.
  override lift<R>(operator?: Operator<T, R>): Observable<R> {
    const lifted = new SocketObservable<R>()
    lifted.source = this
    lifted.operator = operator as Operator<any, R>
    return lifted
  }

  override subscribe(observer?: Partial<Observer<T>> | Next<T> | null): Subscription
  override subscribe(
    next?: Next<T> | null,
    error?: ((error: any) => void) | null,
    complete?: (() => void) | null,
  ): Subscription
  override subscribe(
    observerOrNext?: ObserverOrNext<T>,
    error?: ((error: any) => void) | null,
    complete?: (() => void) | null,
  ): Subscription {
    const observer = toObserver(observerOrNext, error, complete)
    if (observer.error) return super.subscribe(observer)
    return super.subscribe({
      next: (value) => observer.next?.(value),
      error: (reason) => (reason instanceof ClosedError ? observer.complete?.() : reportUnhandled(reason)),
      complete: () => observer.complete?.(),
    })
  }
}

function toObserver<T>(
  observerOrNext: ObserverOrNext<T>,
  error?: ((error: any) => void) | null,
  complete?: (() => void) | null,
): Partial<Observer<T>> {
  if (typeof observerOrNext === 'object' && observerOrNext) return observerOrNext
  const observer: Partial<Observer<T>> = {}
  if (observerOrNext) observer.next = observerOrNext
  if (error) observer.error = error
  if (complete) observer.complete = complete
  return observer
}

/** A place in a multicast's dispatch, which is the subscriber's Subscription at the same time. */
export class Slot<T> extends Subscription {
  /** Called for every value; replaced by a no-op when unsubscribed, so that the dispatching loop needs no check. */
  next: Next<T>
  readonly observer: Partial<Observer<T>>
  /** In which life of the source it came: an end is for those who were there when it happened. */
  readonly epoch: number
  readonly #leave: (slot: Slot<T>) => void

  constructor(observer: Partial<Observer<T>>, next: Next<T>, epoch: number, leave: (slot: Slot<T>) => void) {
    super()
    this.epoch = epoch
    this.observer = observer
    this.next = next
    this.#leave = leave
  }

  override unsubscribe(): void {
    if (this.closed) return
    this.next = nothing
    this.#leave(this)
    super.unsubscribe()
  }

  /** Ends the subscription, then tells its observer. */
  complete(): void {
    this.#end(() => this.observer.complete?.())
  }

  /** The same with an error, for an observer that can hear it. */
  error(error: unknown): void {
    this.#end(() => (this.observer.error ? this.observer.error(error) : this.observer.complete?.()))
  }

  #end(tell: () => void): void {
    if (this.closed) return
    this.unsubscribe()
    try {
      tell()
    } catch (error) {
      reportUnhandled(error)
    }
  }
}

/**
 * An Observable that many subscribe to and that dispatches from an array of its own, at the cost of a loop. A plain
 * function or observer becomes a slot; operators go the ordinary way and end in a slot as well.
 *
 * A subscriber added while a value is delivered misses that value, one removed gets nothing more, and an exception in one
 * reaches `config.onUnhandledError` and hurts no other.
 */
export class Multicast<T> extends SocketObservable<T> {
  #slots: Slot<T>[] = []
  #dispatching = false
  #epoch = 0
  readonly #onSubscribe: OnSubscribe | undefined

  constructor(onSubscribe?: OnSubscribe) {
    super()
    this.#onSubscribe = onSubscribe
  }

  /** Whether anybody listens. */
  get observed(): boolean {
    return this.#slots.length > 0
  }

  override subscribe(observer?: Partial<Observer<T>> | Next<T> | null): Subscription
  override subscribe(
    next?: Next<T> | null,
    error?: ((error: any) => void) | null,
    complete?: (() => void) | null,
  ): Subscription
  override subscribe(
    observerOrNext?: ObserverOrNext<T>,
    error?: ((error: any) => void) | null,
    complete?: (() => void) | null,
  ): Subscription {
    const observer = toObserver(observerOrNext, error, complete)
    const next = observer.next ? (typeof observerOrNext === 'function' ? observerOrNext : bindNext(observer)) : nothing
    const slot = new Slot<T>(observer, next, this.#epoch, this.#leave)
    // An operator subscribes with a Subscriber, which is a Subscription: its end must free the slot.
    if (isSubscription(observer)) observer.add(slot)
    if (slot.closed) return slot
    this.#change().push(slot)
    const teardown = this.#onSubscribe?.(slot)
    if (teardown) slot.add(teardown)
    return slot
  }

  /** Calls a handler at each value until unsubscribed: no source is told, and `complete` and `error` pass it by. */
  on(next: Next<T>): Subscription {
    const slot = new Slot<T>(PERSISTENT, next, this.#epoch, this.#leave)
    this.#change().push(slot)
    return slot
  }

  /** Hands a value to every subscriber that was there when it came. */
  next(value: T): void {
    const slots = this.#slots
    const before = this.#dispatching
    this.#dispatching = true
    let index = 0
    const { length } = slots
    // One `try` around the loop rather than one a subscriber; resumed behind the one that threw.
    while (index < length) {
      try {
        while (index < length) slots[index++]!.next(value)
      } catch (error) {
        reportUnhandled(error)
      }
    }
    this.#dispatching = before
  }

  /** The source has ended: answers the life that is over, for `complete` or `error` to tell. Who comes now is of the next. */
  end(): number {
    return this.#epoch++
  }

  /** Ends the subscriptions of a life that is over. */
  complete(epoch: number = this.end()): void {
    for (const slot of this.#take(epoch)) slot.complete()
  }

  /** Errors those who can hear it, and completes the others. */
  error(error: ClosedError, epoch: number = this.end()): void {
    for (const slot of this.#take(epoch)) slot.error(error)
  }

  #take(epoch: number): Slot<T>[] {
    const ends = (slot: Slot<T>) => slot.observer !== PERSISTENT && slot.epoch <= epoch
    const slots = this.#slots.filter(ends)
    this.#slots = this.#slots.filter((slot) => !ends(slot))
    this.#dispatching = false
    return slots
  }

  readonly #leave = (slot: Slot<T>): void => {
    const index = this.#slots.indexOf(slot)
    if (index >= 0) this.#change().splice(index, 1)
  }

  /** The slots, to be changed: a copy while a dispatch walks over them. */
  #change(): Slot<T>[] {
    if (this.#dispatching) {
      this.#slots = this.#slots.slice()
      this.#dispatching = false
    }
    return this.#slots
  }
}

function bindNext<T>(observer: Partial<Observer<T>>): Next<T> {
  return (value) => observer.next?.(value)
}

function isSubscription(value: object): value is Subscription {
  return 'closed' in value && typeof (value as Partial<Subscription>).add === 'function'
}

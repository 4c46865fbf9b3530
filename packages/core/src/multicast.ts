// biome-ignore-all lint/suspicious/noExplicitAny: the signatures are rxjs's own
import { Observable, type Observer, type Operator, Subscription } from 'rxjs'
import { ClosedError } from './errors.ts'
import { reportUnhandled } from './report.ts'

type Next<T> = (value: T) => void
type ObserverOrNext<T> = Partial<Observer<T>> | Next<T> | null | undefined

/** What a source does with a new subscriber: answers what to do at its end, or false where there is nothing to come. */
export type OnSubscribe = () => (() => void) | false | undefined

const nothing = (): void => {}

/**
 * An Observable whose subscribers need no error handler for the one error that is an ordinary end, a `ClosedError`: they
 * complete instead, also at the end of a chain of operators, which `lift` keeps in this class. Any other error without a
 * handler is reported as rxjs reports it.
 *
 * @example
 * ```ts
 * const prices: Observable<number> = socket.data$.pipe(map(({ price }) => price)) // a SocketObservable still
 * prices.subscribe((price) => console.log(price)) // needs no error handler for a ClosedError
 * ```
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
    const silent: Partial<Observer<T>> = {
      next: (value) => observer.next?.(value),
      error: (reason) => (reason instanceof ClosedError ? observer.complete?.() : reportUnhandled(reason)),
      complete: () => observer.complete?.(),
    }
    return super.subscribe(observer.error ? observer : silent)
  }
}

function toObserver<T>(
  next: ObserverOrNext<T>,
  error: ((error: any) => void) | null | undefined,
  complete: (() => void) | null | undefined,
): Partial<Observer<T>> {
  return next && typeof next === 'object' ? next : ({ next, error, complete } as Partial<Observer<T>>)
}

/** A place in a multicast's dispatch, which is the subscriber's Subscription at the same time. */
interface Slot<T> extends Subscription {
  /** Called for every value; replaced by a no-op when unsubscribed, so that the dispatching loop needs no check. */
  next: Next<T>
  /** Undefined for what `on` added, which ends pass by. */
  readonly observer: Partial<Observer<T>> | undefined
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
  /** A dispatch walks over the slots, which therefore are copied before they change. */
  #walked = false
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
    // A function is called by the dispatch itself.
    const next = typeof observerOrNext === 'function' ? observerOrNext : (value: T) => observer.next?.(value)
    const slot = this.#add(next, observer)
    // An operator subscribes with a Subscriber, which is a Subscription: its end must free the slot.
    if (isSubscription(observer)) observer.add(slot)
    if (slot.closed) return slot
    const teardown = this.#onSubscribe?.()
    if (teardown === false) end(slot)
    else slot.add(teardown)
    return slot
  }

  /** Calls a handler at each value until unsubscribed: no source is told, and `complete` and `error` pass it by. */
  on(next: Next<T>): Subscription {
    return this.#add(next)
  }

  /** Hands a value to every subscriber that was there when it came. */
  next(value: T): void {
    const slots = this.#slots
    const before = this.#walked
    this.#walked = true
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
    this.#walked = before
  }

  /** The source has ended, for those who are here now: answers how to tell them, by an error where they can hear it. */
  ending(): (reason?: ClosedError) => void {
    const slots = this.#slots.slice()
    return (reason) => {
      for (const slot of slots) end(slot, reason)
    }
  }

  #add(next: Next<T>, observer?: Partial<Observer<T>>): Slot<T> {
    const leave = () => {
      slot.next = nothing
      const slots = this.#changing()
      slots.splice(slots.indexOf(slot), 1)
    }
    const slot: Slot<T> = Object.assign(new Subscription(leave), { next, observer })
    this.#changing().push(slot)
    return slot
  }

  /** The slots, to be changed: a copy while a dispatch walks over them. */
  #changing(): Slot<T>[] {
    if (this.#walked) {
      this.#slots = this.#slots.slice()
      this.#walked = false
    }
    return this.#slots
  }
}

/** Ends a subscription, then tells its observer. */
function end<T>(slot: Slot<T>, reason?: ClosedError): void {
  const { observer, closed } = slot
  if (closed || !observer) return
  slot.unsubscribe()
  try {
    if (reason && observer.error) observer.error(reason)
    else observer.complete?.()
  } catch (error) {
    reportUnhandled(error)
  }
}

function isSubscription(value: object): value is Subscription {
  return 'closed' in value && typeof (value as Partial<Subscription>).add === 'function'
}

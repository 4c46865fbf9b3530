import type { Observer, Subscription } from 'rxjs'
import { isFunction, resolve } from './check.ts'
import { type Multicast, SocketObservable } from './multicast.ts'
import type { ObservableWebSocket } from './observable-web-socket.ts'
import { type TopicCommands, TopicRouter } from './topic-router.ts'

/**
 * Answers the messages of one topic.
 *
 * @example
 * ```ts
 * const quotes: Topics<string, Quote> = topics(socket, ({ symbol }) => symbol)
 * quotes('ACME').subscribe(({ price }) => console.log(price))
 * ```
 */
export type Topics<Key, In> = (key: Key) => SocketObservable<In>

const routers = new WeakMap<object, WeakMap<object, unknown>>()

/**
 * Cuts a socket's messages into topics. Each is an Observable and a lease, as `data$` is: its first subscriber has
 * `subscribe` sent, its last one `unsubscribe`, and every reconnection sends `subscribe` anew for what is still watched.
 * A message costs one look-up, however many topics there are.
 *
 * Nothing is queued: a command that cannot be sent now is sent when the connection opens, behind what waits in the queue
 * and after those handlers of `open$` that were there before (which is the place for logging in). A command that throws
 * or cannot be encoded is told on `error$`. Topics end as `data$` does.
 *
 * The same `key` function on the same socket answers the same topics, with the commands of the first call: components
 * that share a socket share their subscriptions when they share that function.
 *
 * @throws OptionError when `key` or a command is no function.
 * @param key Which topic a message belongs to; `undefined`: none. It is an argument of its own because the commands'
 * types follow from it.
 *
 * @example
 * ```ts
 * const quotes = topics(socket, (quote) => quote.symbol, {
 *   subscribe: (symbol) => ({ subscribe: symbol }),
 *   unsubscribe: (symbol) => ({ unsubscribe: symbol }),
 * })
 * quotes('ACME').subscribe(({ price }) => show(price))
 * ```
 */
export function topics<In, Out, Key>(
  socket: ObservableWebSocket<In, Out>,
  key: (message: In) => Key | undefined,
  commands: TopicCommands<Key, NoInfer<Out>> = {},
): Topics<Key, In> {
  resolve({ 'topics.key': isFunction }, { 'topics.key': key })
  resolve({ subscribe: [undefined, isFunction], unsubscribe: [undefined, isFunction] }, commands)
  const ofSocket = routers.get(socket) ?? new WeakMap<object, unknown>()
  routers.set(socket, ofSocket)
  const router =
    (ofSocket.get(key) as TopicRouter<In, Key> | undefined) ?? new TopicRouter<In, Key>(socket, key, commands)
  ofSocket.set(key, router)
  return (topic) => new Topic<In>(() => router.messages(topic))
}

/** One topic, whether anybody watches it or not. */
class Topic<In> extends SocketObservable<In> {
  readonly #messages: () => Multicast<In>

  constructor(messages: () => Multicast<In>) {
    super()
    this.#messages = messages
  }

  // Handed on as it is, so that a plain function becomes a slot of the multicast.
  override subscribe(
    next?: Partial<Observer<In>> | ((value: In) => void) | null,
    error?: ((error: unknown) => void) | null,
    complete?: (() => void) | null,
  ): Subscription {
    return this.#messages().subscribe(next as (value: In) => void, error, complete)
  }
}

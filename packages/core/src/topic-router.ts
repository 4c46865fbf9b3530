import { Subscription } from 'rxjs'
import { type ClosedError, EverwireError, textOf } from './errors.ts'
import { inside } from './inside.ts'
import { Multicast } from './multicast.ts'
import type { AnySocket } from './observable-web-socket.ts'
import type { WebSocketLike } from './web-socket-like.ts'

const OPEN = 1

/**
 * What tells the server which topics are wanted. Leave out what the server's protocol does not have.
 *
 * @example
 * ```ts
 * const commands: TopicCommands<string, Command> = {
 *   subscribe: (symbol) => ({ subscribe: symbol }),
 *   unsubscribe: (symbol) => ({ unsubscribe: symbol }),
 * }
 * const quotes = topics(socket, ({ symbol }) => symbol, commands)
 * ```
 */
export interface TopicCommands<Key, Out> {
  /** Sent when a topic gets its first subscriber, and again on every later connection while it has any. */
  readonly subscribe?: (key: Key) => Out
  /** Sent when it loses its last one. */
  readonly unsubscribe?: (key: Key) => Out
}

/** The messages of a topic that somebody watches. */
class ActiveTopic<In> extends Multicast<In> {
  /** The transport over which it was last asked for. */
  asked: WebSocketLike | null = null
}

/** Hands each message to the topic it belongs to, and keeps the server told of what is watched. */
export class TopicRouter<In, Key> {
  #active = new Map<Key | undefined, ActiveTopic<In>>()
  #session: Subscription | undefined
  readonly #socket: AnySocket
  readonly #key: (message: In) => Key | undefined
  readonly #commands: TopicCommands<Key, unknown>

  constructor(socket: AnySocket, key: (message: In) => Key | undefined, commands: TopicCommands<Key, unknown>) {
    this.#socket = socket
    this.#key = key
    this.#commands = commands
  }

  /** The messages of a topic; who subscribes to them makes it active. */
  messages(key: Key): Multicast<In> {
    const active = this.#active.get(key)
    if (active) return active
    const topic: ActiveTopic<In> = new ActiveTopic<In>(() => {
      this.#enter(key, topic)
      return () => this.#leave(key, topic)
    })
    return topic
  }

  #enter(key: Key, topic: ActiveTopic<In>): void {
    if (this.#active.get(key) === topic) return
    this.#active.set(key, topic)
    if (!this.#session) this.#start()
    this.#ask(key, topic)
  }

  #leave(key: Key, topic: ActiveTopic<In>): void {
    if (topic.observed || this.#active.get(key) !== topic) return
    this.#active.delete(key)
    // A connection that was never asked for it, or is gone, has nothing to be told.
    if (topic.asked && topic.asked === this.#connection) this.#send(this.#commands.unsubscribe, key)
    if (this.#active.size === 0) this.#stop()
  }

  #start(): void {
    const session = new Subscription()
    this.#session = session
    session.add(
      this.#socket.on('open', () => {
        for (const [key, topic] of this.#active) this.#ask(key as Key, topic)
      }),
    )
    session.add(
      // A plain function is called by the dispatch itself, an observer through another one.
      this.#socket.data$.subscribe(this.#route, this.#end, this.#end),
    )
  }

  #stop(): void {
    const session = this.#session
    this.#session = undefined
    session?.unsubscribe()
  }

  /** Ends all topics; who subscribes while they end begins a new one. */
  readonly #end = (reason?: ClosedError): void => {
    const ended = this.#active
    this.#active = new Map()
    this.#stop()
    for (const topic of ended.values()) topic.ending()(reason)
  }

  readonly #route = (message: In): void => {
    let key: Key | undefined
    try {
      key = this.#key(message)
    } catch (error) {
      this.#report('The `key` of topics threw at a message', error)
      return
    }
    this.#active.get(key)?.next(message)
  }

  /** The transport that messages go out over now, or null. */
  get #connection(): WebSocketLike | null {
    return this.#socket.readyState === OPEN ? this.#socket.raw : null
  }

  /** Asks for a topic, once a connection. */
  #ask(key: Key, topic: ActiveTopic<In>): void {
    const connection = this.#connection
    if (!connection || topic.asked === connection) return
    topic.asked = connection
    this.#send(this.#commands.subscribe, key)
  }

  #send(command: ((key: Key) => unknown) | undefined, key: Key): void {
    if (!command) return
    try {
      // The next connection is told anew, so a command for this one must not come along to it.
      this.#socket.send(command(key), { carry: false })
    } catch (error) {
      this.#report('A command of topics could not be sent', error)
    }
  }

  #report(what: string, error: unknown): void {
    const known = error instanceof EverwireError
    inside(this.#socket).report(
      known ? error : new EverwireError('usage', `${what}: ${textOf(error)}`, { cause: error }),
    )
  }
}

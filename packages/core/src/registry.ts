import { isString, resolve } from './check.ts'
import { OptionError } from './errors.ts'
import { inside } from './inside.ts'
import type { AnySocket, ObservableWebSocket } from './observable-web-socket.ts'
import type { RawWebSocketOptions, WebSocketOptions } from './options.ts'
import { prose } from './prose.ts'
import { type AnyOptions, createSocket } from './web-socket.ts'
import type { Received, Sendable } from './web-socket-like.ts'

/**
 * How a component shares its connection.
 *
 * @example
 * ```ts
 * const own: SharingOptions = { share: false }
 * const socket = new Registry().get('wss://example.com/feed', { ...own, codec: json() })
 * ```
 */
export interface SharingOptions {
  /** Decides what is shared, instead of URL and protocols; required where `protocols` is a function. */
  readonly key?: string
  /** false: a connection of one's own. */
  readonly share?: boolean
}

/** Bindings remount and navigate; a connection outlives that. */
const LINGER = 1000

interface Entry {
  readonly socket: () => AnySocket | undefined
  /** Tells, where there are sentences, who asks later with other options. */
  readonly again: ((options: object) => void) | undefined
}

/**
 * Sockets shared by key: who asks for the same URL and protocols gets the same socket. An entry is held weakly, so a
 * socket that nobody uses any more goes; one that was closed and that nobody holds is replaced.
 *
 * @example
 * ```ts
 * const registry = new Registry()
 * registry.get('wss://example.com/feed') === registry.get('wss://example.com/feed') // true
 * ```
 */
export class Registry {
  readonly #entries = new Map<string, Entry>()
  #collected: FinalizationRegistry<string> | undefined

  /**
   * The socket for a URL; it dials when it is leased.
   *
   * @throws OptionError when `protocols` is a function and there is no `key`, or an option has a wrong type or range.
   */
  get<In, Out = In>(
    url: string | URL,
    options: WebSocketOptions<In, Out> & SharingOptions,
  ): ObservableWebSocket<In, Out>
  get(url: string | URL, options?: RawWebSocketOptions & SharingOptions): ObservableWebSocket<Received, Sendable>
  get(url: string | URL, options: AnyOptions & SharingOptions = {}): AnySocket {
    const { share } = resolve<SharingOptions>({ share: [true, false], key: [undefined, isString] }, options)
    const withDefaults = { linger: LINGER, ...options }
    const create = () => createSocket(url, options.protocols, withDefaults)
    if (share === false) return create()
    const key = keyOf(url, options)
    const entry = this.#entries.get(key)
    const existing = entry?.socket()
    if (entry && existing && (inside(existing).leased || existing.state.phase !== 'closed')) {
      entry.again?.({ ...options, url: String(url) })
      return existing
    }
    const socket = create()
    this.#entries.set(key, { socket: weakly(socket), again: prose.sharing?.(key, { ...options, url: String(url) }) })
    this.#forgetLater(key, socket)
    return socket
  }

  #forgetLater(key: string, socket: object): void {
    if (typeof FinalizationRegistry === 'undefined') return
    this.#collected ??= new FinalizationRegistry((gone) => {
      if (!this.#entries.get(gone)?.socket()) this.#entries.delete(gone)
    })
    this.#collected.register(socket, key)
  }
}

/**
 * The registry that is used where none is given.
 *
 * @example
 * ```ts
 * const socket = defaultRegistry.get('wss://example.com/feed', { codec: json() }) // as components do
 * ```
 */
export const defaultRegistry: Registry = /* @__PURE__ */ new Registry()

function keyOf(url: string | URL, { key, protocols }: AnyOptions & SharingOptions): string {
  if (key !== undefined) return `key ${key}`
  if (typeof protocols === 'function') {
    throw new OptionError('key', key, 'a string, because `protocols` is a function and cannot tell what is shared')
  }
  return [String(url), ...(typeof protocols === 'string' ? [protocols] : (protocols ?? []))].join(' ')
}

function weakly(socket: AnySocket): Entry['socket'] {
  // Older React Native engines have no WeakRef; there the entry stays.
  return typeof WeakRef === 'undefined' ? () => socket : dereferencing(new WeakRef(socket))
}

// A function of its own: closures made in one place share one context, and that would hold the socket.
function dereferencing(reference: WeakRef<AnySocket>): Entry['socket'] {
  return () => reference.deref()
}

import { defineInterface, needArgument, wellFormed } from './web-idl.ts'

// Types of our own for what only the `dom` library declares, which programs for Node do not have.

interface CloseEventInit {
  readonly bubbles?: boolean
  readonly cancelable?: boolean
  readonly composed?: boolean
  readonly wasClean?: boolean
  readonly code?: number
  readonly reason?: string
}

/** A `close` event as the HTML standard defines it, for runtimes that have none (Node before 23). */
class OwnCloseEvent extends Event {
  readonly #wasClean: boolean
  readonly #code: number
  readonly #reason: string

  constructor(type: string, init: CloseEventInit | null = {}) {
    // biome-ignore lint/complexity/noArguments: as for any event, `undefined` is a type and nothing is none
    needArgument('new CloseEvent', arguments.length)
    super(type, init ?? {})
    const { wasClean = false, code = 0, reason = '' } = init ?? {}
    this.#wasClean = Boolean(wasClean)
    // Web IDL's `unsigned short`.
    this.#code = Math.trunc(Number(code)) & 0xffff
    this.#reason = wellFormed(String(reason))
  }

  get wasClean(): boolean {
    return this.#wasClean
  }

  get code(): number {
    return this.#code
  }

  get reason(): string {
    return this.#reason
  }
}
Object.defineProperty(OwnCloseEvent, 'name', { value: 'CloseEvent' })
defineInterface(OwnCloseEvent.prototype, 'CloseEvent', ['wasClean', 'code', 'reason'])

/**
 * The event that says how a connection ended: the runtime's own class where it has one.
 *
 * @example
 * ```ts
 * socket.onclose = (event: CloseEvent) => console.log(event.code, event.reason, event.wasClean)
 * ```
 * @see https://websockets.spec.whatwg.org/#the-closeevent-interface
 */
export const CloseEvent: {
  new (type: string, init?: CloseEventInit | null): CloseEvent
  readonly prototype: CloseEvent
} = (globalThis.CloseEvent as typeof OwnCloseEvent | undefined) ?? OwnCloseEvent
export interface CloseEvent extends Event {
  readonly wasClean: boolean
  readonly code: number
  readonly reason: string
}

/**
 * The event that carries a message: the runtime's own class.
 *
 * @example
 * ```ts
 * socket.onmessage = (event: MessageEvent) => console.log(event.data)
 * ```
 */
export const MessageEvent: typeof globalThis.MessageEvent = globalThis.MessageEvent
export type MessageEvent = globalThis.MessageEvent

/** Node 20's own class calls its objects `[object Event]`. */
class NamedMessageEvent extends MessageEvent<unknown> {}
defineInterface(NamedMessageEvent.prototype, 'MessageEvent', [])
Object.defineProperty(NamedMessageEvent.prototype, 'constructor', { value: MessageEvent })

/** A message's event for any number of listeners. */
export function messageEvent(data: unknown, origin: string): Event {
  return trusted(new NamedMessageEvent('message', { data, origin }))
}

/** Marks an event as fired by us and not by a script, as `isTrusted` says in browsers; not every runtime allows it. */
export function trusted<E extends Event>(event: E): E {
  Reflect.defineProperty(event, 'isTrusted', { value: true, enumerable: true })
  return event
}

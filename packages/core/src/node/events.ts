/** A `close` event as the HTML standard defines it, for runtimes that have none (Node before 23). */
class OwnCloseEvent extends Event {
  readonly #wasClean: boolean
  readonly #code: number
  readonly #reason: string

  constructor(type: string, { wasClean = false, code = 0, reason = '', ...init }: CloseEventInit = {}) {
    super(type, init)
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

  get [Symbol.toStringTag](): string {
    return 'CloseEvent'
  }
}

/**
 * The event that says how a connection ended: the runtime's own class where it has one.
 *
 * @example
 * ```ts
 * socket.onclose = (event: CloseEvent) => console.log(event.code, event.reason, event.wasClean)
 * ```
 * @see https://websockets.spec.whatwg.org/#the-closeevent-interface
 */
export const CloseEvent: typeof globalThis.CloseEvent = globalThis.CloseEvent ?? OwnCloseEvent
Object.defineProperty(OwnCloseEvent, 'name', { value: 'CloseEvent' })
export type CloseEvent = globalThis.CloseEvent

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

/** Marks an event as fired by us and not by a script, as `isTrusted` says in browsers; not every runtime allows it. */
export function trusted<E extends Event>(event: E): E {
  Reflect.defineProperty(event, 'isTrusted', { value: true, enumerable: true })
  return event
}

/** With lone surrogates replaced, as Web IDL's USVString asks. */
export function wellFormed(text: string): string {
  return (text as { toWellFormed?(): string }).toWellFormed?.() ?? text.replace(LONE_SURROGATES, '\ufffd')
}

const LONE_SURROGATES = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

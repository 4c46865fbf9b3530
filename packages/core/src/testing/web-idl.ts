const TYPES = ['open', 'message', 'error', 'close'] as const
const CONSTANTS = ['CONNECTING', 'OPEN', 'CLOSING', 'CLOSED'] as const

type Handler = (event: Event) => unknown

/** A handler that is set, and the listener that calls it. */
interface Active {
  handler: Handler
  readonly listener: (event: Event) => void
}

/**
 * Gives a class of transports what the interface of a page's WebSocket has besides methods: the constants, and the event
 * handler attributes `onopen`, `onmessage`, `onerror` and `onclose`.
 *
 * @see https://websockets.spec.whatwg.org/#the-websocket-interface
 */
export function defineAttributes(Transport: { readonly prototype: EventTarget }): void {
  for (const [value, name] of CONSTANTS.entries()) {
    for (const target of [Transport, Transport.prototype])
      Object.defineProperty(target, name, { value, enumerable: true })
  }
  for (const type of TYPES) defineHandler(Transport.prototype, type)
}

/**
 * A handler that is changed keeps its place among the listeners; one that was null comes last.
 *
 * @see https://html.spec.whatwg.org/multipage/webappapis.html#event-handler-attributes
 */
function defineHandler(prototype: EventTarget, type: (typeof TYPES)[number]): void {
  const actives = new WeakMap<EventTarget, Active>()
  Object.defineProperty(prototype, `on${type}`, {
    enumerable: true,
    configurable: true,
    get(this: EventTarget): Handler | null {
      return actives.get(this)?.handler ?? null
    },
    set(this: EventTarget, handler: unknown) {
      const active = actives.get(this)
      if (typeof handler !== 'function') {
        actives.delete(this)
        if (active) this.removeEventListener(type, active.listener)
      } else if (active) active.handler = handler as Handler
      else {
        const fresh: Active = {
          handler: handler as Handler,
          listener: (event) => void fresh.handler.call(this, event),
        }
        actives.set(this, fresh)
        this.addEventListener(type, fresh.listener)
      }
    },
  })
}

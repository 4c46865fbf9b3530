type Type = 'open' | 'message' | 'error' | 'close'
const TYPES: readonly Type[] = ['open', 'message', 'error', 'close']
/** Where a target keeps its handlers. */
const own = Symbol('event handlers')

/** The event handler IDL attributes `onopen`, `onmessage`, `onerror` and `onclose` of one target. */
export class EventHandlers {
  /** Whether `message` may have listeners other than the handler. */
  listened = false
  readonly #target: EventTarget
  readonly #values: { [type in Type]: object | null } = { open: null, message: null, error: null, close: null }

  constructor(target: EventTarget) {
    this.#target = target
    Object.defineProperty(target, own, { value: this })
  }

  get(type: Type): object | null {
    return this.#values[type]
  }

  /**
   * A handler takes its place among the listeners when it is set, and keeps it when it is replaced by another. What is
   * neither a function nor an object is null; an object that cannot be called is kept and does nothing.
   *
   * @see https://html.spec.whatwg.org/multipage/webappapis.html#event-handler-idl-attributes
   */
  set(type: Type, value: unknown): void {
    const before = this.#values[type]
    const now = typeof value === 'object' || typeof value === 'function' ? value : null
    this.#values[type] = now
    if (before && !now) this.#target.removeEventListener(type, callHandler)
    else if (now && !before) EventTarget.prototype.addEventListener.call(this.#target, type, callHandler)
  }
}

/** The listener of all handlers of all targets, where each would need a closure of its own. */
function callHandler(this: EventTarget, event: Event): void {
  const value = handlersOf(this).get(event.type as Type)
  if (typeof value === 'function') value.call(this, event)
}

/** Notes that there are listeners, as the events of messages are cheaper without. */
const listening = {
  addEventListener(this: EventTarget, type: unknown, ...others: unknown[]): void {
    const name = `${type}`
    if (name === 'message') handlersOf(this).listened = true
    Reflect.apply(EventTarget.prototype.addEventListener, this, [name, ...others])
  },
}

/** Defines the attributes on a prototype whose instances each have {@link EventHandlers}. */
export function defineEventHandlers(prototype: object): void {
  const { addEventListener: value } = listening
  Object.defineProperty(prototype, 'addEventListener', { value, writable: true, configurable: true })
  for (const type of TYPES) {
    // As methods of an object, so that they are no constructors and are named as the standard wants.
    const { get, set } = Object.getOwnPropertyDescriptor(
      {
        get [`on${type}`](): object | null {
          return handlersOf(this).get(type)
        },
        set [`on${type}`](value: unknown) {
          handlersOf(this).set(type, value)
        },
      },
      `on${type}`,
    ) as Required<PropertyDescriptor>
    Object.defineProperty(prototype, `on${type}`, { get, set, enumerable: true, configurable: true })
  }
}

function handlersOf(target: object): EventHandlers {
  const handlers = (target as { readonly [own]?: EventHandlers })[own]
  if (!handlers) throw new TypeError('Illegal invocation')
  return handlers
}

import { defineEventHandlers } from './event-handlers.ts'
import { enumerable } from './web-idl.ts'

export const CONNECTING = 0
export const OPEN = 1
export const CLOSING = 2
export const CLOSED = 3

const MEMBERS = ['url', 'readyState', 'bufferedAmount', 'extensions', 'protocol', 'binaryType', 'send', 'close']

/** Makes a class what Web IDL makes of `interface WebSocket`: constants, event handlers, enumerable members, a tag. */
export function defineTransport(constructor: { readonly prototype: EventTarget }, tag: string): void {
  for (const target of [constructor, constructor.prototype]) {
    for (const [name, value] of Object.entries({ CONNECTING, OPEN, CLOSING, CLOSED })) {
      Object.defineProperty(target, name, { value, enumerable: true })
    }
  }
  defineEventHandlers(constructor.prototype)
  enumerable(constructor.prototype, MEMBERS)
  Object.defineProperty(constructor.prototype, Symbol.toStringTag, { value: tag, configurable: true })
}

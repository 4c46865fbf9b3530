import { defineEventHandlers } from './event-handlers.ts'
import { enumerable } from './web-idl.ts'

export const CONNECTING = 0
export const OPEN = 1
export const CLOSING = 2
export const CLOSED = 3

const MEMBERS = ['url', 'readyState', 'bufferedAmount', 'extensions', 'protocol', 'binaryType', 'send', 'close']

/** Makes a class what Web IDL makes of `interface WebSocket`: constants, event handlers, enumerable members, a tag. */
export function defineTransport(transport: { readonly prototype: EventTarget }, tag: string): void {
  for (const target of [transport, transport.prototype]) {
    for (const [name, value] of Object.entries({ CONNECTING, OPEN, CLOSING, CLOSED })) {
      Object.defineProperty(target, name, { value, enumerable: true })
    }
  }
  defineEventHandlers(transport.prototype)
  enumerable(transport.prototype, MEMBERS)
  Object.defineProperty(transport.prototype, Symbol.toStringTag, { value: tag, configurable: true })
}

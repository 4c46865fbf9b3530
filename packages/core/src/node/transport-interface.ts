import { defineEventHandlers } from './event-handlers.ts'
import { defineInterface } from './web-idl.ts'

export const CONNECTING = 0
export const OPEN = 1
export const CLOSING = 2
export const CLOSED = 3

const MEMBERS = ['url', 'readyState', 'bufferedAmount', 'extensions', 'protocol', 'binaryType', 'send', 'close']

/** Makes a class what Web IDL makes of `interface WebSocket`: constants, event handlers, and what any interface has. */
export function defineTransport(transport: { readonly prototype: EventTarget }, tag: string): void {
  for (const target of [transport, transport.prototype]) {
    for (const [name, value] of Object.entries({ CONNECTING, OPEN, CLOSING, CLOSED })) {
      Object.defineProperty(target, name, { value, enumerable: true })
    }
  }
  defineEventHandlers(transport.prototype)
  defineInterface(transport.prototype, tag, MEMBERS)
}

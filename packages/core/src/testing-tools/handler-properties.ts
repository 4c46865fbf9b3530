import type { FakeServer } from '../testing/fake-server.ts'

const TYPES = ['open', 'message', 'error', 'close'] as const

/**
 * The constructor of a fake server's transports with what other libraries use of a browser's: `onopen` and the like, and
 * the constants. `made` is told of each transport.
 */
export function browserLike(server: FakeServer, made: (ws: WebSocket) => void = () => {}): typeof WebSocket {
  class BrowserLike extends server.WebSocketCtor {
    static readonly CONNECTING = 0
    static readonly OPEN = 1
    static readonly CLOSING = 2
    static readonly CLOSED = 3

    constructor(url: string | URL, protocols?: string | string[]) {
      super(String(url), protocols)
      for (const type of TYPES) {
        Object.defineProperty(this, `on${type}`, {
          set: (handler: (event: Event) => void) => this.addEventListener(type, handler),
        })
      }
      made(this as unknown as WebSocket)
    }
  }
  return BrowserLike as unknown as typeof WebSocket
}

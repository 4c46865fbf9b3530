import { channel } from 'node:diagnostics_channel'

/** What every message on a diagnostics channel says. */
interface About {
  /** Counts the connections of this process that were published about, from 1. */
  readonly id: number
  /** Without credentials, query and fragment, which may hold tokens. */
  readonly url: string
}

/**
 * What the transports publish on Node's diagnostics channels, by the last part of a channel's name: `dial` is on
 * `everwire:websocket:dial`. Times are milliseconds. Contents, headers and the subprotocols on offer are never among it,
 * since they may hold tokens.
 *
 * @example
 * ```ts
 * import { subscribe } from 'node:diagnostics_channel'
 * import type { Diagnostics } from '@everwire/core/node'
 *
 * subscribe('everwire:websocket:close', (message) => {
 *   const { id, url, code } = message as Diagnostics['close']
 *   console.log(`connection ${id} to ${url} ended with ${code}`)
 * })
 * ```
 */
export interface Diagnostics {
  /** An attempt to connect begins. */
  readonly dial: About
  readonly open: About & { readonly protocol: string; readonly extensions: string }
  readonly message: About & {
    readonly direction: 'in' | 'out'
    readonly format: 'text' | 'binary'
    /** Characters of text, bytes of binary. */
    readonly size: number
  }
  readonly ping: About
  readonly pong: About & { readonly roundTrip: number }
  /** Why it never opened or was lost; `close` follows. `code` and `status` are those of a `HandshakeError`. */
  readonly failure: About & {
    readonly name: string
    readonly message: string
    readonly code: string | null
    readonly status: number | null
  }
  readonly close: About & { readonly code: number; readonly reason: string; readonly wasClean: boolean }
}

const channels = {
  dial: channel('everwire:websocket:dial'),
  open: channel('everwire:websocket:open'),
  message: channel('everwire:websocket:message'),
  ping: channel('everwire:websocket:ping'),
  pong: channel('everwire:websocket:pong'),
  failure: channel('everwire:websocket:failure'),
  close: channel('everwire:websocket:close'),
}

/** What is published about. */
export interface Transport {
  readonly url: string
  readonly readyState: number
}

// Beside the transports, so that a number costs those nothing that nobody watches.
const ids = new WeakMap<Transport, number>()
let last = 0

function idOf(transport: Transport): number {
  const id = ids.get(transport) ?? ++last
  ids.set(transport, id)
  return id
}

/** Publishes where somebody listens. */
export function publish<Name extends keyof Diagnostics>(
  name: Name,
  transport: Transport,
  details: Omit<Diagnostics[Name], keyof About>,
): void {
  if (!channels[name].hasSubscribers) return
  const url = transport.url.replace(/[?#].*$/s, '').replace(/\/\/[^/]*@/, '//')
  channels[name].publish({ id: idOf(transport), url, ...details })
}

/** Publishes that a message came or went; costs a look where nobody listens. */
export function publishMessage(
  transport: Transport,
  direction: 'in' | 'out',
  data: string | ArrayBuffer | Uint8Array | Blob,
): void {
  if (!channels.message.hasSubscribers) return
  const format = typeof data === 'string' ? 'text' : 'binary'
  const size = typeof data === 'string' ? data.length : data instanceof Blob ? data.size : data.byteLength
  publish('message', transport, { direction, format, size })
}

/** Publishes a ping of an open connection and, when it comes, its pong; answers the same round trip. */
export function publishPing(transport: Transport, roundTrip: Promise<number>): Promise<number> {
  if (transport.readyState !== 1) return roundTrip
  publish('ping', transport, {})
  if (channels.pong.hasSubscribers) {
    // One that never comes is told by the end of the connection.
    roundTrip.then(
      (milliseconds) => publish('pong', transport, { roundTrip: milliseconds }),
      () => {},
    )
  }
  return roundTrip
}

/** Publishes the end of a connection, and before it the failure, where it was one. */
export function publishEnd(
  transport: Transport,
  ending: Omit<Diagnostics['close'], keyof About>,
  failure: (Error & { readonly code?: unknown; readonly status?: unknown }) | null,
): void {
  if (failure) {
    const { name, message, code, status } = failure
    const text = typeof code === 'string' ? code : null
    publish('failure', transport, { name, message, code: text, status: typeof status === 'number' ? status : null })
  }
  publish('close', transport, ending)
}

/**
 * What goes over the wire between the example server and its clients, and the limits both sides keep. Nothing here
 * needs Node, so pages import it too.
 */

/** The paths that answer a WebSocket handshake, or the first line of a TCP stream. */
export const ENDPOINTS = ['/echo', '/feed', '/chat'] as const

/** One of {@link ENDPOINTS}. */
export type EndpointPath = (typeof ENDPOINTS)[number]

/** The symbols of the market, in the order `/feed` quotes them. */
export const SYMBOLS: readonly string[] =
  'ACME BOLT CRUX DELT EMBR FLUX GLYF HALO IRIS JOLT KITE LUMA MOSS NOVA ONYX PRSM QILL RUNE SOLO TARN'.split(' ')

/** Quotes a second on `/feed` when the client names no rate. */
export const DEFAULT_RATE = 20
/** Quotes a second on `/feed` at most; 0 pauses the feed. */
export const MAX_RATE = 10_000
/** Quotes a client may ask for at once, and may be owed at any time. */
export const MAX_BURST = 100_000

/** The room of `/chat` when the client names none. */
export const DEFAULT_ROOM = 'lobby'
/** What a room may be called. */
export const ROOM_PATTERN: RegExp = /^[A-Za-z0-9_-]{1,32}$/
/** Longest `from` of a chat line, in UTF-16 units. */
export const MAX_FROM_LENGTH = 32
/** Longest `text` of a chat line, in UTF-16 units. */
export const MAX_TEXT_LENGTH = 2_000
/** Longest `key` of a chat line, in UTF-16 units. */
export const MAX_KEY_LENGTH = 64

/** Bytes of one message, or line, from a client; a longer one closes the connection with 1009. */
export const MAX_MESSAGE_BYTES = 65_536
/** Messages a second from one connection, and the size of a burst; one more closes it with 1008. */
export const MESSAGES_PER_SECOND = 50
/** Bytes that may wait for one client; one more closes the connection with 1013. */
export const MAX_QUEUED_BYTES = 1_048_576
/** Connections from one address; one more is refused with 429. Loopback addresses are exempt. */
export const CONNECTIONS_PER_ADDRESS = 20

/** From `/feed`: the price of one symbol. */
export interface Quote {
  /** Counts the quotes of this connection, from 1 and without gaps. */
  readonly seq: number
  readonly symbol: string
  readonly price: number
  /** Per cent against the price the walk started from. */
  readonly change: number
  /** Epoch milliseconds. */
  readonly at: number
}

/** To `/feed`: quotes a second from now on, 0 to {@link MAX_RATE}. */
export interface RateCommand {
  readonly rate: number
}

/** To `/feed`: this many quotes at once, in order, 1 to {@link MAX_BURST}. */
export interface BurstCommand {
  readonly burst: number
}

/** All that a client may send to `/feed`. */
export type FeedCommand = RateCommand | BurstCommand

/** To `/chat`: a line for everybody in the room. */
export interface ChatLine {
  readonly from: string
  readonly text: string
  /** Any short id of the client's choice, by which it recognises its own line. */
  readonly key: string
}

/** From `/chat`: a line as everybody in the room gets it, its sender included. */
export interface ChatMessage extends ChatLine {
  /** Rises with every line of this run of the server, in whatever room. */
  readonly id: number
  readonly room: string
  /** Epoch milliseconds. */
  readonly at: number
}

/** Why something was not done; for programs. */
export type ErrorCode =
  | 'bad-json'
  | 'bad-message'
  | 'bad-parameter'
  | 'bad-request'
  | 'body-not-taken'
  | 'faults-off'
  | 'internal'
  | 'method-not-allowed'
  | 'not-found'
  | 'origin-not-allowed'
  | 'refused'
  | 'shutting-down'
  | 'text-wanted'
  | 'too-many-connections'
  | 'too-many-messages'
  | 'too-slow'
  | 'upgrade-required'

/** From any endpoint, by HTTP, WebSocket or TCP: what was wrong and what to do. */
export interface ErrorMessage {
  readonly error: { readonly code: ErrorCode; readonly message: string }
}

/** The first line on the TCP port: the endpoint with its query, as in `/feed?rate=5`. */
export interface OpenLine {
  readonly path: string
}

/** The last line on the TCP port where the server ends the stream: what a WebSocket's close frame says. */
export interface CloseMessage {
  readonly close: { readonly code: number; readonly reason: string }
}

/** All that `/feed` may send. */
export type FeedMessage = Quote | ErrorMessage

/** All that `/chat` may send. */
export type RoomMessage = ChatMessage | ErrorMessage

/** A fault that lasts, as `/healthz` lists it. */
export type ActiveFault =
  | {
      readonly fault: 'freeze'
      readonly path: EndpointPath
      readonly secondsLeft: number
      /** Handshakes that wait for the thaw. */
      readonly waiting: number
    }
  | {
      readonly fault: 'refuse'
      readonly path: EndpointPath
      readonly secondsLeft: number
      readonly status: number
      readonly retryAfter?: number
    }

/** From `GET /healthz`. */
export interface Health {
  readonly status: 'ok'
  /** Connections to endpoints, closing ones included. */
  readonly connections: number
  /** Seconds since the server started. */
  readonly uptime: number
  /** The faults in force; missing when there is none. */
  readonly faults?: readonly ActiveFault[]
}

/** From `POST /faults/…`: what was done. `path` repeats the one endpoint it was done to. */
export type FaultReport = { readonly path?: EndpointPath } & (
  | { readonly fault: 'drop'; readonly connections: number }
  | { readonly fault: 'freeze'; readonly connections: number; readonly seconds: number }
  | { readonly fault: 'refuse'; readonly status: number; readonly seconds: number; readonly retryAfter?: number }
  | { readonly fault: 'close'; readonly connections: number; readonly code: number; readonly reason: string }
  | { readonly fault: 'clear'; readonly cleared: number }
)

import type { MaybeRefOrGetter, ShallowRef } from 'vue'

/**
 * Where the connection is.
 *
 * @example
 * ```ts
 * const labels: Record<WebSocketStatus, string> = { OPEN: 'live', CONNECTING: '…', CLOSED: 'off' }
 * const label = computed(() => labels[status.value])
 * ```
 */
export type WebSocketStatus = 'OPEN' | 'CONNECTING' | 'CLOSED'

/**
 * What a heartbeat says and hears; only text is ever recognized as the answer.
 *
 * @example
 * ```ts
 * const message: WebSocketHeartbeatMessage = JSON.stringify({ type: 'ping' })
 * ```
 */
export type WebSocketHeartbeatMessage = string | ArrayBuffer | Blob

/**
 * Something that runs again and again, and can be stopped.
 *
 * @example
 * ```ts
 * const scheduler = (beat: () => void): Pausable => useIntervalFn(beat, 5000)
 * ```
 */
export interface Pausable {
  readonly pause: () => void
  readonly resume: () => void
}

/**
 * How a heartbeat beats. Times in milliseconds.
 *
 * @example
 * ```ts
 * const heartbeat: HeartbeatOptions = { message: 'ping', responseMessage: 'pong', interval: 5000, pongTimeout: 2000 }
 * useWebSocket('wss://example.com/feed', { heartbeat })
 * ```
 */
export interface HeartbeatOptions {
  /** Default `'ping'`. */
  readonly message?: MaybeRefOrGetter<WebSocketHeartbeatMessage>
  /** The answer, which is no data; default: `message`. */
  readonly responseMessage?: MaybeRefOrGetter<WebSocketHeartbeatMessage>
  /** Between two messages where there is no `scheduler`; default 1,000. */
  readonly interval?: number
  /** Calls `beat` again and again; default each `interval`. */
  readonly scheduler?: (beat: () => void) => Pausable
  /** How long after a message nothing may come until the connection is given up; default 1,000. */
  readonly pongTimeout?: number
}

/**
 * When a connection that ended is dialled again.
 *
 * @example
 * ```ts
 * const autoReconnect: AutoReconnectOptions = { retries: 3, delay: 2000, onFailed: () => alert('Gone') }
 * useWebSocket('wss://example.com/feed', { autoReconnect })
 * ```
 */
export interface AutoReconnectOptions {
  /** How often at most in a row, or whether once more, given how often; default -1: without end. */
  readonly retries?: number | ((retried: number) => boolean)
  /** Milliseconds, or a function of the number of the retry, from 1; default 1,000. */
  readonly delay?: number | ((retries: number) => number)
  /** Called when there is no further retry. */
  readonly onFailed?: () => void
}

/**
 * The options of VueUse's `useWebSocket`.
 *
 * @example
 * ```ts
 * const options: UseWebSocketOptions = { autoReconnect: true, onMessage: (_ws, event) => console.log(event.data) }
 * useWebSocket('wss://example.com/feed', options)
 * ```
 */
export interface UseWebSocketOptions {
  readonly onConnected?: (ws: WebSocket) => void
  readonly onDisconnected?: (ws: WebSocket, event: CloseEvent) => void
  readonly onError?: (ws: WebSocket, event: Event) => void
  /** Every message but the heartbeat's answers, in order. */
  readonly onMessage?: (ws: WebSocket, event: MessageEvent) => void
  /** Sends a message at intervals, and gives up a connection that does not answer; default false. */
  readonly heartbeat?: boolean | HeartbeatOptions
  /** Dials again when a connection ended that nobody closed; default false. */
  readonly autoReconnect?: boolean | AutoReconnectOptions
  /** Dials when it is called; default true. */
  readonly immediate?: boolean
  /** Dials when the URL changes; default true. */
  readonly autoConnect?: boolean
  /** Closes when the scope is disposed of, and before the page is left; default true. */
  readonly autoClose?: boolean
  /** Subprotocols; default none. */
  readonly protocols?: string[]
}

/**
 * What VueUse's `useWebSocket` answers.
 *
 * @example
 * ```ts
 * const { status, data }: UseWebSocketReturn<string> = useWebSocket<string>('wss://example.com/feed')
 * const line = computed(() => `${status.value}: ${data.value}`)
 * ```
 */
export interface UseWebSocketReturn<Data> {
  /** The last message as it came, null until there is one; set for each message. */
  readonly data: ShallowRef<Data | null>
  readonly status: ShallowRef<WebSocketStatus>
  /** Closes it, with 1000 by default, and does not reconnect. */
  readonly close: WebSocket['close']
  /** Closes what there is, and dials. */
  readonly open: () => void
  /** Sends and answers true when open; otherwise keeps the message for then unless `useBuffer` is false, and answers false. */
  readonly send: (data: string | ArrayBuffer | Blob, useBuffer?: boolean) => boolean
  /** The transport; it stays after its end until there is another, or until `close()`. */
  readonly ws: ShallowRef<WebSocket | undefined>
}

import { OptionError } from '@everwire/core'

/**
 * How the connection is kept alive, and given up. Times in milliseconds.
 *
 * @example
 * ```ts
 * const heartbeat: HeartbeatOptions = { message: 'ping', returnMessage: 'pong', timeout: 60_000, interval: 25_000 }
 * useWebSocket('wss://example.com/feed', { heartbeat })
 * ```
 */
export interface HeartbeatOptions {
  /** What is sent after so much silence; default `'ping'`. A function is asked each time. */
  readonly message?: string | (() => string)
  /** The answer, which does not become `lastMessage`. */
  readonly returnMessage?: string
  /** The connection is closed after so much silence; default 60,000. */
  readonly timeout?: number
  /** The message is sent after so much silence, and no more often; default 25,000. */
  readonly interval?: number
}

/**
 * The options of react-use-websocket's hook. Handlers are always those of the last render.
 *
 * @example
 * ```ts
 * const options: Options = { share: true, shouldReconnect: () => true }
 * ```
 */
export interface Options {
  /** One connection for all components with the same URL; default false. */
  readonly share?: boolean
  readonly onOpen?: (event: WebSocketEventMap['open']) => void
  readonly onClose?: (event: WebSocketEventMap['close']) => void
  readonly onMessage?: (event: WebSocketEventMap['message']) => void
  readonly onError?: (event: WebSocketEventMap['error']) => void
  /** Whether to come back after this end; without it a connection that ended stays closed. */
  readonly shouldReconnect?: (event: WebSocketEventMap['close']) => boolean
  /** Milliseconds before the next attempt, or a function of how many were made since it was open; default 5,000. */
  readonly reconnectInterval?: number | ((lastAttemptNumber: number) => number)
  /** How many attempts are made in a row; default 20. */
  readonly reconnectAttempts?: number
  /** The attempts are used up. */
  readonly onReconnectStop?: (numAttempts: number) => void
  /** Comes back after an error as well, also of a URL function; default false. */
  readonly retryOnError?: boolean
  /** Only messages for which it answers true become `lastMessage`; `onMessage` gets all. */
  readonly filter?: (message: WebSocketEventMap['message']) => boolean
  /** true: `lastJsonMessage` stays null. */
  readonly disableJson?: boolean
  /** Put behind the URL as they are. */
  readonly queryParams?: { readonly [key: string]: string | number }
  readonly protocols?: string | string[]
  readonly heartbeat?: boolean | HeartbeatOptions
  /** Taken for compatibility: any `WebSocket` is used as it is. */
  readonly skipAssert?: boolean
  /** Not supported. */
  readonly fromSocketIO?: false | undefined
  /** Not supported. */
  readonly eventSourceOptions?: undefined
}

/** @throws OptionError for what is not supported, rather than doing something else in silence, and for a time that is none. */
export function checkOptions({ fromSocketIO, eventSourceOptions, heartbeat }: Options): void {
  if (fromSocketIO) throw new OptionError('fromSocketIO', fromSocketIO, "nothing; use socket.io's own client")
  if (eventSourceOptions) {
    throw new OptionError('eventSourceOptions', eventSourceOptions, "nothing; use the platform's EventSource")
  }
  if (typeof heartbeat !== 'object' || heartbeat === null) return
  for (const name of ['interval', 'timeout'] as const) {
    const time = heartbeat[name]
    if (time === undefined || time > 0) continue
    throw new OptionError(`heartbeat.${name}`, time, 'milliseconds, more than 0')
  }
}

import {
  everyCodeRetried,
  type ObservableWebSocket,
  type Received,
  type Sendable,
  type WebSocketConstructor,
  webSocket,
} from '@everwire/core'
import type { UseWebSocketOptions, WebSocketStatus } from './options.ts'

/** Timers take no more milliseconds: a browser's own limits decide. */
const NEVER = 2 ** 31 - 1

/** What a session tells the composable. */
export interface SessionOwner {
  /** Whether `open()` has not made another session since, nor `close()` ended this one. */
  isCurrent(): boolean
  /** `ws` is the transport of the moment, or the last one. */
  moved(status: WebSocketStatus, ws: WebSocket): void
  opened(ws: WebSocket): void
  received(ws: WebSocket, event: MessageEvent): void
  ended(ws: WebSocket, event: CloseEvent): void
}

/** From `open()` to `close()`: a socket of core's by VueUse's rules, with all of its reconnections. */
export class Session {
  /** The transport of the moment, or the last one. */
  #ws!: WebSocket
  /** Retries since the last time it was open. */
  #retried = 0
  #onFailed: (() => void) | undefined
  /** What the constructor threw. */
  #refusal: unknown
  readonly #socket: ObservableWebSocket<Received, Sendable>
  readonly #options: UseWebSocketOptions
  readonly #owner: SessionOwner

  constructor(url: string | URL, options: UseWebSocketOptions, owner: SessionOwner) {
    this.#options = options
    this.#owner = owner
    this.#socket = webSocket(url, options.protocols, {
      reconnect: () => this.#retry(),
      closeCodes: everyCodeRetried(),
      connectTimeout: NEVER,
      closeTimeout: NEVER,
      dialLimit: false,
      heartbeat: false,
      signals: false,
      WebSocketCtor: this.#noting(),
    })
    this.#socket.binaryType = 'blob'
  }

  /** Dials. @throws DOMException what the constructor of WebSocket throws. */
  open(): void {
    const socket = this.#socket
    socket.on('state', ({ phase }) => {
      this.#ws = (socket.raw as WebSocket | null) ?? this.#ws
      if (this.#ws) this.#owner.moved(statusOf(phase), this.#ws)
    })
    socket.on('open', () => {
      this.#retried = 0
      this.#owner.opened(this.#ws)
    })
    socket.on('close', (event) => {
      // While it waits for the next attempt there is no transport, and what `close()` ends then is told by nobody.
      if (event instanceof Event) this.#ended(event as CloseEvent)
    })
    socket.on('error', ({ code, cause }) => {
      if (code === 'refused' || code === 'transport') this.#options.onError?.(this.#ws, cause as Event)
    })
    // Last, because it is the lease that dials.
    socket.on('message', (event) => this.#owner.received(this.#ws, event as MessageEvent))
    if (this.#refusal) throw this.#refusal
  }

  send(message: string | ArrayBuffer | Blob): void {
    if (message instanceof Blob) this.#ws.send(message)
    else this.#socket.send(message)
  }

  /** Ends it. @throws EverwireError `usage`: a code or reason out of range. */
  close(code?: number, reason?: string): void {
    this.#socket.close(code, reason)
  }

  /** Ends the transport of the moment; whether another one follows is for `autoReconnect` to say. */
  giveUp(): void {
    this.#ws.close(1000)
  }

  /** The page's WebSocket. What it throws is thrown by `open`, which core's sockets never do. */
  #noting(): WebSocketConstructor {
    const refused = (error: unknown) => {
      this.#refusal = error
      return error
    }
    return function dial(...args: ConstructorParameters<typeof WebSocket>) {
      try {
        return new WebSocket(...args)
      } catch (error) {
        throw refused(error)
      }
    } as unknown as WebSocketConstructor
  }

  #retry(): number | 'stop' {
    const { autoReconnect = false } = this.#options
    if (!autoReconnect) return 'stop'
    const { retries = -1, delay = 1000, onFailed } = autoReconnect === true ? {} : autoReconnect
    const retried = this.#retried
    if (typeof retries === 'function' ? retries(retried) : retries < 0 || retried < retries) {
      this.#retried++
      return typeof delay === 'function' ? delay(this.#retried) : delay
    }
    this.#onFailed = onFailed
    return 'stop'
  }

  #ended(event: CloseEvent): void {
    this.#owner.ended(this.#ws, event)
    const onFailed = this.#onFailed
    this.#onFailed = undefined
    // A handler may have called `open()` or `close()`.
    if (this.#owner.isCurrent()) onFailed?.()
  }
}

function statusOf(phase: string): WebSocketStatus {
  if (phase === 'open') return 'OPEN'
  return phase === 'connecting' ? 'CONNECTING' : 'CLOSED'
}

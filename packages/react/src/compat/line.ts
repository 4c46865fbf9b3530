import { type Codec, type EverwireError, type ObservableWebSocket, webSocket } from '@everwire/core'
import { Heartbeat } from './heartbeat.ts'
import type { Options } from './options.ts'

/** What a component hears of its connection: the browser's own events. */
export interface Member {
  opened(event: WebSocketEventMap['open']): void
  message(event: WebSocketEventMap['message']): void
  failed(event: WebSocketEventMap['error']): void
  closed(event: WebSocketEventMap['close']): void
  /** There will be no connection, and no event that says so: what was dialled cannot be. */
  ended(): void
}

/** Messages are the transport's business: what is received is read from its events. */
const AS_IT_IS: Codec<unknown, never> = { binaryType: 'blob', decode: (data) => data, encode: (message) => message }
/** Timers take no more; a browser has its own limit for handshakes. */
const LONGEST = 2 ** 31 - 1

type Hearing = ReturnType<ObservableWebSocket<unknown, never>['on']>

/** A connection and the components that hold it. It dials when one joins, and never by itself. */
export class Line {
  readonly #socket: ObservableWebSocket<unknown, never>
  readonly #heartbeat: Heartbeat | undefined
  readonly #reply: string | undefined
  readonly #left: () => void
  readonly #members = new Set<Hearing>()
  #webSocket: WebSocket | null = null

  /** @param left Nobody holds it any more. */
  constructor(url: string, { protocols, heartbeat }: Options, left: () => void) {
    this.#left = left
    this.#socket = webSocket(url, protocols, {
      codec: AS_IT_IS,
      reconnect: false,
      dialLimit: false,
      heartbeat: false,
      signals: false,
      connectTimeout: LONGEST,
    })
    if (!heartbeat) return
    const options = heartbeat === true ? {} : heartbeat
    const beating = new Heartbeat(options)
    this.#heartbeat = beating
    this.#reply = options.returnMessage
    this.#socket.on('open', () => beating.start(this.webSocket as WebSocket))
    this.#socket.on('close', () => beating.stop())
  }

  /** The browser's WebSocket, also after its end; null before there is one. */
  get webSocket(): WebSocket | null {
    this.#webSocket = (this.#socket.raw as WebSocket | null) ?? this.#webSocket
    return this.#webSocket
  }

  get readyState(): 0 | 1 | 2 | 3 {
    return this.#socket.readyState
  }

  /** Whether a message is only the answer to the heartbeat. */
  isReply({ data }: WebSocketEventMap['message']): boolean {
    return this.#reply !== undefined && data === this.#reply
  }

  /** Dials, unless it is connected or connecting; answers how to leave, which hangs up after the last one. */
  join(member: Member): () => void {
    const socket = this.#socket
    const hearing = socket.on('open', (event) => member.opened(event as WebSocketEventMap['open']))
    hearing.add(socket.on('close', (event) => member.closed(event as WebSocketEventMap['close'])))
    hearing.add(
      socket.on('error', (error) => {
        const event = eventOf(error)
        if (event) member.failed(event)
      }),
    )
    hearing.add(
      socket.on('state', ({ phase }) => {
        if (phase === 'closed' && !this.webSocket) member.ended()
      }),
    )
    this.#members.add(hearing)
    // Last, because it is the lease that dials.
    hearing.add(
      socket.on('message', (event) => {
        this.#heartbeat?.lives()
        member.message(event as WebSocketEventMap['message'])
      }),
    )
    this.#webSocket = this.webSocket
    return () => this.#leave(hearing)
  }

  /** Nobody hears of it any more, and it ends. */
  abandon(): void {
    for (const hearing of this.#members) hearing.unsubscribe()
    this.#members.clear()
    this.#socket.close()
  }

  #leave(hearing: Hearing): void {
    if (!this.#members.delete(hearing)) return
    const last = this.#members.size === 0
    if (last) this.#left()
    if (last && this.#socket.state.phase !== 'closed') {
      // Who hangs up still hears of the end.
      this.#socket.on('close', () => hearing.unsubscribe())
      this.#socket.close()
    } else hearing.unsubscribe()
  }
}

/** The browser's event behind an error, or one for what has none; null where the connection's end says it all. */
function eventOf({ code, message, cause }: EverwireError): WebSocketEventMap['error'] | null {
  if (code === 'refused' || code === 'transport') return cause as WebSocketEventMap['error']
  return code === 'options' || code === 'constructor'
    ? Object.assign(new Event('error'), { message, error: cause })
    : null
}

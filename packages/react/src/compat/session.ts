import { type Address, resolveAddress } from './address.ts'
import { guarded } from './guarded.ts'
import type { Line, Member } from './line.ts'
import type { Options } from './options.ts'
import { ReadyState } from './ready-state.ts'
import { lineFor } from './sharing.ts'
import { Steps } from './steps.ts'

/** What can be sent: all that a browser's WebSocket takes. */
export type WebSocketMessage = string | ArrayBuffer | SharedArrayBuffer | Blob | ArrayBufferView

/** What a component shows. `readyState` is undefined before the first connection. */
interface Shown {
  readonly readyState: ReadyState | undefined
  readonly lastMessage: WebSocketEventMap['message'] | null
}

/** From an effect to its end: what is still under way when it is over has no effect. */
interface Run {
  readonly address: Address
  over: boolean
}

/** A component's connection: what becomes of its messages, its handlers and its attempts. */
export class Session {
  readonly shown: Steps<Shown> = new Steps<Shown>({ readyState: undefined, lastMessage: null })
  readonly #options: { readonly current: Options }
  readonly #unsent: WebSocketMessage[] = []
  #attempts = 0
  #retry: ReturnType<typeof setTimeout> | undefined
  #line: Line | null = null
  #leave: (() => void) | undefined

  /** @param options Always those of the last render. */
  constructor(options: { readonly current: Options }) {
    this.#options = options
  }

  /** Connects; answers how to end that. */
  start(address: Address): () => void {
    const run: Run = { address, over: false }
    if (this.#line) this.shown.change({ lastMessage: null })
    void this.#connect(run)
    return () => {
      run.over = true
      this.#hangUp()
    }
  }

  /** There is no URL, or connecting is off. */
  off(): void {
    this.#attempts = 0
    if (this.#line) this.shown.change({ readyState: ReadyState.CLOSED, lastMessage: null })
  }

  readonly send = (message: WebSocketMessage, keep = true): void => {
    const webSocket = this.#line?.webSocket
    if (webSocket?.readyState === ReadyState.OPEN) webSocket.send(message as string)
    else if (keep) this.#unsent.push(message)
  }

  readonly sendJson = (message: unknown, keep = true): void => this.send(JSON.stringify(message), keep)

  readonly webSocket = (): WebSocket | null => {
    const webSocket = this.#line?.webSocket ?? null
    return webSocket && this.#options.current.share ? guarded(webSocket) : webSocket
  }

  async #connect(run: Run): Promise<void> {
    try {
      const url = await resolveAddress(run.address, this.#options.current)
      if (run.over) return
      const line = lineFor(url, this.#options.current)
      this.#line = line
      this.#leave = line.join(this.#member(run, line))
      this.shown.change({ readyState: line.readyState })
      if (line.readyState === ReadyState.OPEN) this.#flush()
    } catch (error) {
      if (run.over) return
      if (this.#options.current.retryOnError && this.#retryLater(run)) return
      console.error('There is no URL to connect to:', error)
      this.shown.change({ readyState: ReadyState.CLOSED })
    }
  }

  #member(run: Run, line: Line): Member {
    const options = this.#options
    return {
      opened: (event) => {
        this.#attempts = 0
        this.shown.change({ readyState: ReadyState.OPEN })
        try {
          options.current.onOpen?.(event)
        } finally {
          this.#flush()
        }
      },
      message: (event) => {
        options.current.onMessage?.(event)
        const { filter } = options.current
        if ((filter && filter(event) !== true) || line.isReply(event)) return
        this.shown.change({ lastMessage: event })
      },
      failed: (event) => {
        options.current.onError?.(event)
        if (!run.over && options.current.retryOnError) this.#retryLater(run)
      },
      closed: (event) => {
        if (!run.over) this.shown.change({ readyState: ReadyState.CLOSED })
        options.current.onClose?.(event)
        if (!run.over && options.current.shouldReconnect?.(event)) this.#retryLater(run)
      },
      ended: () => {
        if (!run.over) this.shown.change({ readyState: ReadyState.CLOSED })
      },
    }
  }

  #flush(): void {
    for (const message of this.#unsent.splice(0)) this.send(message)
  }

  /** Answers false where the attempts are used up. One retry follows an end, however often it was told. */
  #retryLater(run: Run): boolean {
    if (this.#retry !== undefined) return true
    const { reconnectAttempts = 20, reconnectInterval, onReconnectStop } = this.#options.current
    if (this.#attempts >= reconnectAttempts) {
      onReconnectStop?.(reconnectAttempts)
      console.warn(`There is no connection after ${reconnectAttempts} attempts; none is made any more.`)
      return false
    }
    const interval = typeof reconnectInterval === 'function' ? reconnectInterval(this.#attempts) : reconnectInterval
    this.#retry = setTimeout(() => {
      this.#attempts++
      this.#hangUp()
      void this.#connect(run)
    }, interval ?? 5000)
    return true
  }

  #hangUp(): void {
    clearTimeout(this.#retry)
    this.#retry = undefined
    this.#leave?.()
    this.#leave = undefined
  }
}

import { environment as node } from '../node/environment.ts'
import type { Ending } from '../protocol/closing.ts'
import { Endpoint } from '../protocol/endpoint.ts'
import type { EndpointHandlers, EndpointOptions } from '../protocol/endpoint-handlers.ts'
import type { Arena, Environment } from '../protocol/environment.ts'
import { type ClientFrame, concat, parseClientFrames } from './frames.ts'

export const defaults: EndpointOptions = {
  deflate: null,
  maxMessageSize: 64 * 2 ** 20,
  closeTimeout: 10_000,
  failureTimeout: 2_000,
}

/** permessage-deflate as agreed without any parameter, for every message. */
export const deflateDefaults = {
  serverNoContextTakeover: false,
  clientNoContextTakeover: false,
  serverMaxWindowBits: 15,
  clientMaxWindowBits: 15,
  threshold: 0,
  level: 6,
}

/** An endpoint under test with a clock of its own; `events` says all it told, `sent` all frames it wrote. */
export class Bench implements EndpointHandlers {
  readonly endpoint: Endpoint
  readonly events: unknown[] = []
  now = 0
  /** Whether the stream takes what is written at once. */
  takes = true
  taken = 0
  readonly untaken: { readonly arena: Arena; readonly credit: number }[] = []
  onMessage: (data: string | ArrayBuffer) => void = () => {}
  onChanged: () => void = () => {}
  #sent: Uint8Array[] = []

  constructor(options: Partial<EndpointOptions> = {}, environment: Partial<Environment> = {}) {
    const clocked = { ...node, ...environment, now: () => this.now }
    this.endpoint = new Endpoint(clocked, this, { ...defaults, ...options })
  }

  /** Frames written so far, forgotten by reading them. */
  get sent(): ClientFrame[] {
    this.endpoint.flush()
    const frames = parseClientFrames(concat(...this.#sent))
    this.#sent = []
    return frames
  }

  receive(...chunks: readonly Uint8Array[]): this {
    for (const chunk of chunks) this.endpoint.receive(chunk)
    return this
  }

  /** Receives one byte at a time. */
  drip(bytes: Uint8Array): this {
    for (const byte of bytes) this.endpoint.receive(Uint8Array.of(byte))
    return this
  }

  /** Says that the stream has taken all it was given. */
  take(): void {
    this.takes = true
    for (const { arena, credit } of this.untaken.splice(0)) this.endpoint.transmitted(arena, credit)
  }

  /** Messages, with bytes as arrays; not what is told in parentheses. */
  get messages(): unknown[] {
    return this.events.filter((event) =>
      typeof event === 'string' ? !event.startsWith('(') : event instanceof Uint8Array,
    )
  }

  ended(error?: Error): Ending {
    return this.endpoint.ended(error)
  }

  message(data: string | ArrayBuffer): void {
    this.events.push(typeof data === 'string' ? data : new Uint8Array(data))
    this.onMessage(data)
  }

  pong(payload: Uint8Array): void {
    this.events.push({ pong: new TextDecoder().decode(payload) })
  }

  closing(): void {
    this.events.push('(closing)')
  }

  transmit(arena: Arena, length: number, credit: number): boolean {
    this.#sent.push(new Uint8Array(arena.bytes.subarray(0, length)))
    if (!this.takes) this.untaken.push({ arena, credit })
    else this.endpoint.credit(credit)
    return this.takes
  }

  changed(): void {
    this.onChanged()
  }

  finished(): void {
    this.events.push('(finished)')
  }

  expired(): void {
    this.events.push('(expired)')
  }
}

import type { Ending } from '../protocol/closing.ts'
import { Endpoint } from '../protocol/endpoint.ts'
import type { EndpointHandlers, EndpointOptions } from '../protocol/endpoint-handlers.ts'
import type { Arena } from '../protocol/environment.ts'
import { environment } from './environment.ts'
import type { Stream } from './stream.ts'

/** What a connection tells. None of these may throw. */
export interface ConnectionHandlers {
  message(data: string | ArrayBuffer): void
  pong(payload: Uint8Array): void
  /** No message follows. */
  closing(): void
  /** The last one. */
  closed(ending: Ending): void
}

interface Write {
  readonly arena: Arena
  readonly credit: number
}

/** Runs an {@link Endpoint} over a {@link Stream}: its bytes, its timer, one write a turn. */
export class Driver implements EndpointHandlers {
  readonly endpoint: Endpoint
  // The endpoint calls the handlers directly.
  readonly message: ConnectionHandlers['message']
  readonly pong: ConnectionHandlers['pong']
  readonly closing: ConnectionHandlers['closing']
  readonly #stream: Stream
  readonly #over: ConnectionHandlers['closed']
  /** Writes whose `done` has not come, in order; null for those that had been taken at once. */
  readonly #writes: (Write | null)[] = []
  /** Of writes that were taken in this turn: `bufferedAmount` falls only when it is over. */
  #due = 0
  /** A turn is under way, or will be: at its end all is settled. */
  #turn = false
  #reading = true
  #paused = false
  #timer: NodeJS.Timeout | undefined
  #armed = Number.POSITIVE_INFINITY

  constructor(stream: Stream, options: EndpointOptions, handlers: ConnectionHandlers) {
    this.#stream = stream
    this.#over = handlers.closed
    this.message = handlers.message
    this.pong = handlers.pong
    this.closing = handlers.closing
    this.endpoint = new Endpoint(environment, this, options)
    const ordinary = stream.nextBuffer
    stream.nextBuffer = () => this.endpoint.target ?? ordinary()
    stream.onData = (chunk) => this.receive(chunk)
    stream.onEnd = () => this.#halfClosed()
    stream.onClose = (error) => this.#closed(error)
  }

  receive(chunk: Uint8Array): void {
    this.#turn = true
    this.endpoint.receive(chunk)
    this.settle()
  }

  /** Something was written, or may have to be: it is settled at the end of the turn. */
  touch(): void {
    if (this.#turn) return
    this.#turn = true
    process.nextTick(settle, this)
  }

  /** What was to be sent cannot be had. */
  fail(error: unknown): void {
    this.endpoint.violation(error)
    this.touch()
  }

  /** Takes effect at once; {@link resume} at the end of the turn, since it may deliver messages. */
  pause(): void {
    this.#paused = true
    this.endpoint.pause()
    this.touch()
  }

  resume(): void {
    this.#paused = false
    this.touch()
  }

  /** The end of a turn. */
  settle(): void {
    const { endpoint } = this
    if (!this.#paused) endpoint.resume()
    this.#turn = false
    endpoint.flush()
    endpoint.rest()
    if (this.#due > 0) {
      endpoint.credit(this.#due)
      this.#due = 0
    }
    if (endpoint.held === this.#reading) this.#toggleReading()
    if (endpoint.deadline !== this.#armed) this.#arm(endpoint.deadline)
  }

  changed(): void {
    this.touch()
  }

  transmit(arena: Arena, length: number, credit: number): boolean {
    const stream = this.#stream
    const write = { arena, credit }
    this.#writes.push(write)
    stream.write(arena.bytes.subarray(0, length), this.#written)
    // The kernel has copied the bytes already, as it does most times.
    const taken = stream.writableLength === 0
    if (taken) {
      this.#writes[this.#writes.length - 1] = null
      this.#due += credit
    }
    return taken
  }

  finished(): void {
    this.#stream.end()
  }

  get taken(): number {
    return this.#stream.taken
  }

  expired(): void {
    this.#stream.destroy()
  }

  readonly #written = (error?: unknown): void => {
    const write = this.#writes.shift()
    if (!write) return
    if (error) {
      write.arena.release()
      return
    }
    this.endpoint.transmitted(write.arena, write.credit)
    this.settle()
  }

  #toggleReading(): void {
    this.#reading = !this.#reading
    if (this.#reading) this.#stream.resume()
    else this.#stream.pause()
  }

  #arm(deadline: number): void {
    clearTimeout(this.#timer)
    this.#armed = deadline
    if (deadline === Number.POSITIVE_INFINITY) return
    this.#timer = setTimeout(tick, Math.max(0, Math.ceil(deadline - environment.now())), this)
  }

  /** The deadline has come. */
  tick(): void {
    this.#armed = Number.POSITIVE_INFINITY
    this.endpoint.tick(environment.now())
    this.settle()
  }

  #halfClosed(): void {
    this.endpoint.halfClosed()
    this.#stream.end()
    this.settle()
  }

  #closed(error: Error | null): void {
    for (const write of this.#writes.splice(0)) write?.arena.release()
    const ending = this.endpoint.ended(error)
    this.#arm(Number.POSITIVE_INFINITY)
    this.#over(ending)
  }
}

// Functions that all connections share, where each would need closures of its own.

function settle(driver: Driver): void {
  driver.settle()
}

function tick(driver: Driver): void {
  driver.tick()
}

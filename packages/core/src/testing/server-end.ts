import type { Clock } from '../clock.ts'
import type { Sendable } from '../web-socket-like.ts'
import { wireSize } from '../wire-size.ts'
import type { Behaviour, Bursts } from './behaviour.ts'
import { type ClientEnd, copyOf, type Peer, refusalError } from './ends.ts'
import type { Acceptance, FakeConnection, FakeEnding, Refusal } from './fake-connection.ts'
import { Line } from './line.ts'
import { SendBuffer } from './send-buffer.ts'
import { perform, type Step } from './step.ts'
import { Timers } from './timers.ts'

const CUT: FakeEnding = { code: 1006, reason: '', wasClean: false }

/** What a client dialled. */
export interface Dialled {
  readonly url: string
  readonly protocols: readonly string[]
  readonly options: unknown
}

/** The server's end of a connection: does what its behaviour says, and what a test tells it. */
export class ServerEnd implements FakeConnection, Peer {
  readonly url: string
  readonly protocols: readonly string[]
  readonly options: unknown
  readonly received: (string | ArrayBuffer)[] = []
  ending: FakeEnding | null = null
  #phase: 'connecting' | 'open' | 'closing' | 'ended' = 'connecting'
  readonly #client: ClientEnd
  readonly #behaviour: Behaviour
  readonly #arrived: (data: string | ArrayBuffer) => void
  readonly #timers: Timers
  readonly #buffer: SendBuffer
  readonly #up: Line
  readonly #down: Line

  constructor(
    clock: Clock,
    client: ClientEnd,
    { url, protocols, options }: Dialled,
    behaviour: Behaviour,
    arrived: (data: string | ArrayBuffer) => void,
  ) {
    this.url = url
    this.protocols = protocols
    this.options = options
    this.#client = client
    this.#behaviour = behaviour
    this.#arrived = arrived
    const { latency = 0, bytesPerSecond, cutAfter, handshake = { type: 'accept' } } = behaviour
    const { POSITIVE_INFINITY: unlimited } = Number
    this.#timers = new Timers(clock)
    this.#buffer = new SendBuffer(clock, bytesPerSecond)
    this.#up = new Line(clock, latency, cutAfter ?? unlimited)
    this.#down = new Line(clock, latency, cutAfter ?? unlimited)
    // A handshake is a round trip, and never over before the constructor has returned.
    if (handshake.type === 'accept') this.#timers.set(2 * latency, () => this.accept(handshake))
    if (handshake.type === 'refuse') this.#timers.set(2 * latency, () => this.refuse(handshake))
    if (behaviour.steps) this.#play(behaviour.steps, 0, 0)
  }

  get isOpen(): boolean {
    return this.#phase === 'open'
  }

  get bufferedAmount(): number {
    return this.#buffer.bytes
  }

  accept({ protocol = this.protocols[0] ?? '', extensions = '' }: Acceptance = {}): void {
    this.#must('connecting', 'accept')
    const offered = protocol === '' ? this.protocols.length === 0 : this.protocols.includes(protocol)
    if (!offered) {
      const offers = this.protocols.join(', ') || 'none'
      this.#end(CUT, new Error(`The server chose the subprotocol "${protocol}"; the client offers ${offers}.`))
      return
    }
    this.#phase = 'open'
    const { vanishAfter, closing, bursts } = this.#behaviour
    // Set before the client hears of it, so that what it does at once meets a connection that is complete.
    if (vanishAfter !== undefined) this.#timers.set(vanishAfter, () => this.vanish())
    if (closing) this.#timers.set(closing.after, () => this.close(closing.code, closing.reason))
    if (bursts) this.#burst(bursts, 0)
    this.#client.opened(protocol, extensions)
  }

  refuse(refusal: Refusal = {}): void {
    this.#must('connecting', 'refuse')
    this.#end(CUT, refusalError(refusal))
  }

  send(data: Sendable): void {
    this.#must('open', 'send')
    const message = copyOf(data)
    const size = wireSize(message)
    const whole = this.#down.admit(size) === size
    this.#down.carry(() => (whole ? this.#client.message(message) : this.drop()))
  }

  close(code = 1000, reason = ''): void {
    this.#must('open', 'close')
    const ending = { code, reason, wasClean: true }
    this.#leave(ending)
    this.#down.carry(() => this.#end(ending, null))
  }

  drop(): void {
    if (this.#phase !== 'ended') this.#end(CUT, this.#phase === 'connecting' ? refusalError({}) : null)
  }

  fail(): void {
    if (this.#phase !== 'ended') this.#end(CUT, new Error('The client failed the connection.'))
  }

  pause(): void {
    this.#buffer.pause()
  }

  resume(): void {
    this.#buffer.resume()
  }

  vanish(): void {
    this.#up.stop()
    this.#down.stop()
    this.#timers.clear()
  }

  takes(data: string | ArrayBuffer, size: number): void {
    const passing = this.#up.admit(size)
    this.#buffer.push(size, passing, () =>
      this.#up.carry(() => {
        if (passing < size) this.drop()
        else this.#receive(data)
      }),
    )
  }

  takesPing(): void {
    this.#buffer.push(0, 0, () => this.#up.carry(() => this.#down.carry(() => this.#client.pong())))
  }

  takesClose(code: number | undefined, reason: string): void {
    const ending = { code: code ?? 1005, reason, wasClean: true }
    this.#buffer.push(0, 0, () =>
      this.#up.carry(() => {
        this.#leave(ending)
        this.#down.carry(() => this.#end(ending, null))
      }),
    )
  }

  abandoned(): void {
    this.#leave(CUT)
    this.#timers.set(0, () => this.#end(CUT, new Error('close() was called before the connection was open.')))
  }

  #receive(data: string | ArrayBuffer): void {
    this.received.push(data)
    this.#arrived(data)
    this.#behaviour.answer?.(data, this)
  }

  #burst(bursts: Bursts, from: number): void {
    this.#timers.set(bursts.every, () => {
      for (let index = 0; index < bursts.messages && this.isOpen; index++) this.send(bursts.message(from + index))
      if (this.isOpen) this.#burst(bursts, from + bursts.messages)
    })
  }

  /** One step at a time; the next one is set first, so that an act which ends it all ends that too. */
  #play(steps: readonly Step[], index: number, passed: number): void {
    const step = steps[index]
    if (!step) return
    this.#timers.set(step.after - passed, () => {
      this.#play(steps, index + 1, step.after)
      perform(step, this)
    })
  }

  /** The server is done with it; the client has yet to hear of it. */
  #leave(ending: FakeEnding): void {
    this.#phase = 'closing'
    this.ending ??= ending
    this.#timers.clear()
    this.#up.stop()
  }

  #end(ending: FakeEnding, failure: Error | null): void {
    this.#leave(ending)
    this.#phase = 'ended'
    this.#down.stop()
    this.#buffer.stop()
    this.#client.ended(ending, failure)
  }

  #must(phase: 'connecting' | 'open', what: string): void {
    if (this.#phase === phase) return
    throw new Error(`${what}(): the connection to ${this.url} is ${this.#phase}, not ${phase}.`)
  }
}

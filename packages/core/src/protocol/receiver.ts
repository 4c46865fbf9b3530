import { PROTOCOL_ERROR } from './close-code.ts'
import type { Environment } from './environment.ts'
import type { DeflateParameters } from './extensions.ts'
import { checkStart, headerLength, payloadLength } from './frame-header.ts'
import { Inflation } from './inflation.ts'
import { copy, decodeText, MessageBuffer } from './message-buffer.ts'
import { BINARY, CLOSE, CONTROL, FIN, MAX_CONTROL_PAYLOAD, RSV1, TEXT } from './opcode.ts'
import { ProtocolViolation } from './protocol-violation.ts'

export interface ReceiverHandlers {
  message(data: string | ArrayBuffer): void
  /** A control frame's payload, valid during the call. */
  control(opcode: number, payload: Uint8Array): void
  /** Thrown while work went on elsewhere; what happens in {@link Receiver.receive} is thrown from there. */
  violation(error: unknown): void
  /** Work that went on elsewhere is done. */
  ready(): void
}

/** A fragment without payload costs its sender two bytes and moves nothing; more than this many are an attack. */
const MAX_EMPTY_FRAGMENTS = 1024
/** From here on, a read straight into the message saves more than its smaller size costs. */
const WORTH_A_READ = 16 * 1024
const NOTHING = new Uint8Array(0)

/** Bytes in, messages and control frames out: the client's side of RFC 6455, 5, with RFC 7692. */
export class Receiver {
  readonly #environment: Environment
  readonly #handlers: ReceiverHandlers
  readonly #limit: number
  readonly #buffer: MessageBuffer
  readonly #inflation: Inflation | null
  /** A header that is not complete yet; made for the first that is not one of {@link #readSmall}. */
  #header: Uint8Array | null = null
  #headed = 0
  /** The frame whose payload is being read, -1 between frames. */
  #frame = -1
  #remaining = 0
  /** The message whose frames are being read: its opcode, 0 between messages. */
  #message = 0
  #compressed = false
  #emptyFragments = 0
  /** Made for the first control frame. */
  #control: Uint8Array | null = null
  #controlled = 0
  /** Reasons not to go on: a pause, an inflater at work. */
  #holds = 0
  #finished = false
  #running = false
  /** What came while held. */
  #backlog: Uint8Array[] = []

  constructor(environment: Environment, handlers: ReceiverHandlers, limit: number, deflate: DeflateParameters | null) {
    this.#environment = environment
    this.#handlers = handlers
    this.#limit = limit
    this.#buffer = new MessageBuffer(environment, limit)
    this.#inflation =
      deflate &&
      new Inflation(environment, deflate, this.#buffer, {
        deliver: (message) => this.#deliver(message),
        done: (error) => this.#inflationDone(error),
      })
  }

  /** Whether bytes had better not be read now. */
  get held(): boolean {
    return this.#holds > 0 && !this.#finished
  }

  /** Where the next bytes are best put, if that matters: the place in their message. */
  get target(): Uint8Array | null {
    if (this.#remaining < WORTH_A_READ || this.#compressed || this.#holds > 0 || this.#frame & CONTROL) return null
    const target = this.#buffer.target(this.#remaining)
    return target.length < WORTH_A_READ ? null : target
  }

  /**
   * Takes the next bytes, cut anywhere.
   *
   * @throws ProtocolViolation when the peer broke the rules; nothing more is to be received then
   */
  receive(chunk: Uint8Array): void {
    if (this.#finished) return
    if (this.#backlog.length > 0) {
      this.#backlog.push(chunk.slice())
      return
    }
    const at = this.#run(chunk)
    // `slice` of Node's Buffer would only be a view.
    if (at < chunk.length) this.#backlog.push(Uint8Array.prototype.slice.call(chunk, at))
  }

  /** Stops after the current message, until {@link release}; holds are counted. */
  hold(): void {
    this.#holds++
  }

  /** @throws ProtocolViolation as `receive` does, for what had come meanwhile */
  release(): void {
    this.#holds--
    // Asked for by a message that is being delivered: the loop that delivers it goes on by itself.
    if (this.#running) return
    while (this.#holds === 0 && !this.#finished) {
      const chunk = this.#backlog[0]
      if (!chunk) return
      const at = this.#run(chunk)
      if (at < chunk.length) this.#backlog[0] = chunk.subarray(at)
      else this.#backlog.shift()
    }
  }

  /** Nothing more is of interest. */
  finish(): void {
    this.#finished = true
    this.#backlog = []
    this.#buffer.reset()
    this.#inflation?.close()
  }

  #run(bytes: Uint8Array): number {
    this.#running = true
    try {
      return this.#read(bytes)
    } finally {
      this.#running = false
    }
  }

  #read(bytes: Uint8Array): number {
    const end = bytes.length
    let at = 0
    this.#inflation?.refill()
    while (at < end && this.#holds === 0) {
      if (this.#finished) return end
      if (this.#frame >= 0) at = this.#readPayload(bytes, at, end)
      else {
        const next = this.#headed === 0 && this.#message === 0 ? this.#readSmall(bytes, at, end) : at
        at = next === at ? this.#readHeader(bytes, at, end) : next
      }
    }
    return at
  }

  /** The common case: a small uncompressed message in one frame that lies whole in these bytes. */
  #readSmall(bytes: Uint8Array, at: number, end: number): number {
    while (at + 4 <= end) {
      const first = bytes[at] as number
      if (first !== (FIN | TEXT) && first !== (FIN | BINARY)) return at
      let size = bytes[at + 1] as number
      let start = at + 2
      if (size > 125) {
        if (size !== 126) return at
        size = ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number)
        if (size < 126) return at
        start += 2
      }
      const next = start + size
      if (next > end || size > this.#limit) return at
      at = next
      const environment = this.#environment
      this.#handlers.message(
        first === (FIN | TEXT) ? decodeText(environment, bytes, start, next) : copy(environment, bytes, start, next),
      )
      if (this.#holds > 0 || this.#finished) return at
    }
    return at
  }

  /** Gathers a header bytewise, then starts its frame. */
  #readHeader(bytes: Uint8Array, at: number, end: number): number {
    this.#header ??= new Uint8Array(10)
    const header = this.#header
    while (at < end) {
      header[this.#headed++] = bytes[at++] as number
      if (this.#headed === 2) checkStart(header, this.#message, this.#inflation !== null)
      if (this.#headed >= 2 && this.#headed === headerLength(header)) {
        this.#headed = 0
        this.#startFrame(header[0] as number, payloadLength(header))
        break
      }
    }
    return at
  }

  #startFrame(first: number, length: number): void {
    const opcode = first & 0x0f
    if (!(opcode & CONTROL)) {
      if (opcode !== 0) {
        this.#message = opcode
        this.#compressed = (first & RSV1) !== 0
        this.#buffer.begin(opcode)
      }
      if (!this.#compressed) this.#buffer.admit(length)
      if (length === 0 && !(first & FIN) && ++this.#emptyFragments > MAX_EMPTY_FRAGMENTS) {
        throw new ProtocolViolation(PROTOCOL_ERROR, `More than ${MAX_EMPTY_FRAGMENTS} fragments of a message are empty`)
      }
    }
    this.#frame = first
    this.#remaining = length
    if (length === 0) this.#readPayload(NOTHING, 0, 0)
  }

  #readPayload(bytes: Uint8Array, at: number, end: number): number {
    const stop = Math.min(at + this.#remaining, end)
    this.#remaining -= stop - at
    const frame = this.#frame
    const ended = this.#remaining === 0
    if (ended) this.#frame = -1
    if (frame & CONTROL) this.#readControl(frame, bytes, at, stop, ended)
    else if (this.#compressed) {
      if (!this.#inflation?.inflate(bytes, at, stop, ended && (frame & FIN) !== 0)) this.hold()
    } else if (ended && frame & FIN) this.#deliver(this.#buffer.finish(bytes, at, stop))
    else if (stop > at) this.#buffer.append(bytes, at, stop, this.#remaining)
    return stop
  }

  #readControl(frame: number, bytes: Uint8Array, at: number, stop: number, ended: boolean): void {
    const opcode = frame & 0x0f
    this.#control ??= new Uint8Array(MAX_CONTROL_PAYLOAD)
    const control = this.#control
    for (let from = at; from < stop; from++) control[this.#controlled++] = bytes[from] as number
    if (!ended) return
    const payload = control.subarray(0, this.#controlled)
    this.#controlled = 0
    // Whatever follows a Close frame is not looked at (RFC 6455, 5.5.1).
    if (opcode === CLOSE) this.finish()
    this.#handlers.control(opcode, payload)
  }

  #deliver(message: string | ArrayBuffer): void {
    this.#message = 0
    this.#emptyFragments = 0
    this.#handlers.message(message)
  }

  #inflationDone(error: unknown): void {
    try {
      if (error) throw error
      this.release()
    } catch (violation) {
      this.#handlers.violation(violation)
      return
    }
    this.#handlers.ready()
  }
}

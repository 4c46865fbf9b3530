import { publishMessage, type Transport } from './diagnostics.ts'
import type { Driver } from './driver.ts'

type Data = string | Uint8Array | Blob

interface Waiting {
  /** What waits; null for the closing handshake. */
  readonly data: Data | null
  readonly size: number
  readonly send: (bytes: Uint8Array) => void
}

/** Sends messages in order, also when a Blob is among them, whose bytes are not at hand at once. */
export class Outgoing {
  readonly driver: Driver
  readonly #transport: Transport
  /** Bytes that wait behind a Blob, its own among them. */
  #waitingBytes = 0
  readonly #waiting: Waiting[] = []
  /** How long `close` waits for a Blob's bytes, in milliseconds. */
  readonly #patience: number
  #timer: NodeJS.Timeout | undefined

  constructor(driver: Driver, transport: Transport, patience: number) {
    this.driver = driver
    this.#transport = transport
    this.#patience = patience
  }

  get bufferedAmount(): number {
    return this.driver.endpoint.bufferedAmount + this.#waitingBytes
  }

  send(data: Data): void {
    publishMessage(this.#transport, 'out', data)
    if (data instanceof Blob || this.#waiting.length > 0) this.#defer(data)
    else this.#sendNow(data)
  }

  /** Begins the closing handshake once all is sent. */
  close(code: number | undefined, reason: string): void {
    const close = (): void => {
      clearTimeout(this.#timer)
      this.driver.endpoint.close(code, reason)
      this.driver.touch()
    }
    if (this.#waiting.length === 0) close()
    else {
      this.#waiting.push({ data: null, size: 0, send: close })
      // The connection keeps the process alive, this need not.
      this.#timer = setTimeout(() => this.driver.fail(new Error('The bytes of a Blob did not come')), this.#patience)
      this.#timer.unref()
    }
  }

  #sendNow(data: string | Uint8Array): void {
    const { endpoint } = this.driver
    if (typeof data === 'string') endpoint.sendText(data)
    else endpoint.sendBinary(data)
    this.driver.touch()
  }

  #defer(data: Data): void {
    // Its sender may change the bytes as soon as `send` is back.
    const kept = data instanceof Uint8Array ? data.slice() : data
    const size = sizeOf(data)
    this.#waitingBytes += size
    const send = (bytes: Uint8Array): void => this.#sendNow(typeof kept === 'string' ? kept : bytes)
    if (this.#waiting.push({ data: kept, size, send }) === 1) this.#next()
  }

  #next(): void {
    const data = this.#waiting[0]?.data
    if (data === undefined) return
    if (!(data instanceof Blob)) this.#sendFirst(data instanceof Uint8Array ? data : new Uint8Array(0))
    else {
      bytesOf(data).then(
        (bytes) => this.#sendFirst(bytes),
        (error) => this.driver.fail(error),
      )
    }
  }

  #sendFirst(bytes: Uint8Array): void {
    const first = this.#waiting.shift()
    this.#timer?.refresh()
    // Once the server has closed, what waits stays unsent.
    if (!first || this.driver.endpoint.closing) return
    this.#waitingBytes -= first.size
    first.send(bytes)
    this.#next()
  }
}

/** Rejects also for what a Blob of somebody's own class throws, or answers instead of a buffer. */
async function bytesOf(blob: Blob): Promise<Uint8Array> {
  return new Uint8Array(await blob.arrayBuffer())
}

/** The size of a message's payload in bytes. */
export function sizeOf(data: Data): number {
  if (typeof data === 'string') return Buffer.byteLength(data)
  return data instanceof Blob ? data.size : data.length
}

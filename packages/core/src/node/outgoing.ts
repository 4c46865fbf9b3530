/** Keeps what is sent in order when a Blob is among it, whose bytes are not at hand at once. */
export class Outgoing {
  /** Bytes that wait behind a Blob, its own among them. */
  bufferedAmount = 0
  readonly #waiting: { readonly blob: Blob | null; readonly size: number; readonly send: (bytes: Uint8Array) => void }[] = []
  readonly #failed: (error: unknown) => void

  constructor(failed: (error: unknown) => void) {
    this.#failed = failed
  }

  /** Whether something waits, so that all the rest has to. */
  get waiting(): boolean {
    return this.#waiting.length > 0
  }

  /** Calls `send` after all that waits. */
  defer(size: number, send: () => void): void {
    this.#add(null, size, send)
  }

  blob(blob: Blob, send: (bytes: Uint8Array) => void): void {
    this.#add(blob, blob.size, send)
    if (this.#waiting.length === 1) this.#next()
  }

  #add(blob: Blob | null, size: number, send: (bytes: Uint8Array) => void): void {
    this.bufferedAmount += size
    this.#waiting.push({ blob, size, send })
  }

  #next(): void {
    const first = this.#waiting[0]
    if (!first) return
    if (!first.blob) this.#send(new Uint8Array(0))
    else first.blob.arrayBuffer().then((buffer) => this.#send(new Uint8Array(buffer)), this.#failed)
  }

  #send(bytes: Uint8Array): void {
    const first = this.#waiting.shift()
    if (!first) return
    this.bufferedAmount -= first.size
    first.send(bytes)
    this.#next()
  }
}

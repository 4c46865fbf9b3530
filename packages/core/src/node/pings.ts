interface Ping {
  readonly id: number
  readonly sent: number
  readonly resolve: (roundTrip: number) => void
  readonly reject: (reason: Error) => void
}

/** Pings that wait for their Pong, oldest first. */
export class Pings {
  readonly #waiting: Ping[] = []
  #last = 0

  /** A new ping: what to send, and its round-trip time, which never is an unhandled rejection. */
  add(now: number): { readonly payload: Uint8Array; readonly roundTrip: Promise<number> } {
    const id = ++this.#last
    const payload = new Uint8Array(8)
    new DataView(payload.buffer).setFloat64(0, id)
    const roundTrip = new Promise<number>((resolve, reject) => this.#waiting.push({ id, sent: now, resolve, reject }))
    roundTrip.catch(() => {})
    return { payload, roundTrip }
  }

  /** A Pong came. It also answers earlier pings, since a peer may answer only the newest (RFC 6455, 5.5.3). */
  answered(payload: Uint8Array, now: number): void {
    if (payload.length !== 8) return
    const id = new DataView(payload.buffer, payload.byteOffset).getFloat64(0)
    const index = this.#waiting.findIndex((ping) => ping.id === id)
    for (const { sent, resolve } of this.#waiting.splice(0, index + 1)) resolve(now - sent)
  }

  /** The ping that was added last cannot be sent. */
  refuse(reason: Error): void {
    this.#waiting.pop()?.reject(reason)
  }

  /** None of them will be answered. */
  fail(): void {
    for (const { reject } of this.#waiting.splice(0)) {
      reject(new DOMException('The connection ended before the Pong came', 'NetworkError'))
    }
  }
}

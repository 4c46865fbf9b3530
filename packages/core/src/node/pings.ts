import type { Driver } from './driver.ts'
import { environment } from './environment.ts'

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

  /** Sends a ping through what is open, and answers its round-trip time, which never is an unhandled rejection. */
  send(driver: Driver | null): Promise<number> {
    const id = ++this.#last
    const roundTrip = new Promise<number>((resolve, reject) => {
      if (driver) this.#waiting.push({ id, sent: environment.now(), resolve, reject })
      else reject(new DOMException('The WebSocket is not open', 'InvalidStateError'))
    })
    roundTrip.catch(() => {})
    if (driver) {
      const payload = new Uint8Array(8)
      new DataView(payload.buffer).setFloat64(0, id)
      driver.endpoint.ping(payload)
      driver.touch()
    }
    return roundTrip
  }

  /** A Pong came. It also answers earlier pings, since a peer may answer only the newest (RFC 6455, 5.5.3). */
  answered(payload: Uint8Array): void {
    if (payload.length !== 8) return
    const now = environment.now()
    const id = new DataView(payload.buffer, payload.byteOffset).getFloat64(0)
    const index = this.#waiting.findIndex((ping) => ping.id === id)
    for (const { sent, resolve } of this.#waiting.splice(0, index + 1)) resolve(now - sent)
  }

  /** None of them will be answered. */
  fail(): void {
    for (const { reject } of this.#waiting.splice(0)) {
      reject(new DOMException('The connection ended before the Pong came', 'NetworkError'))
    }
  }
}

import type { Clock } from '../clock.ts'
import { Timers } from './timers.ts'

/** What is on its way out. */
interface Parcel {
  readonly size: number
  /** Bytes of it that leave at all. */
  readonly passing: number
  readonly gone: number
}

/** A client's buffer, which the network empties in order, at a rate, and never before the next turn. */
export class SendBuffer {
  readonly #clock: Clock
  readonly #timers: Timers
  readonly #bytesPerMillisecond: number
  readonly #parcels: Parcel[] = []
  #free = 0
  #left: number | null = null

  constructor(clock: Clock, bytesPerSecond: number) {
    this.#clock = clock
    this.#timers = new Timers(clock)
    this.#bytesPerMillisecond = bytesPerSecond / 1000
  }

  /** Bytes that have not left. */
  get bytes(): number {
    return this.#left ?? Math.ceil(this.#parcels.reduce((sum, parcel) => sum + this.#remaining(parcel), 0))
  }

  /** Puts `size` bytes in, of which `passing` can leave; calls `depart` when they have. */
  push(size: number, passing: number, depart: () => void): void {
    if (this.#left !== null) {
      this.#left += size
      return
    }
    const now = this.#clock.now()
    this.#free = Math.max(now, this.#free) + passing / this.#bytesPerMillisecond
    const parcel = { size, passing, gone: this.#free }
    this.#parcels.push(parcel)
    this.#timers.set(parcel.gone - now, () => {
      // What cannot leave stays for good.
      if (passing === size) this.#parcels.shift()
      depart()
    })
  }

  /** Nothing leaves any more; what is in it stays. */
  stop(): void {
    this.#left = this.bytes
    this.#timers.clear()
  }

  #remaining({ size, passing, gone }: Parcel): number {
    if (this.#bytesPerMillisecond === Number.POSITIVE_INFINITY) return size
    const waiting = Math.max(0, gone - this.#clock.now()) * this.#bytesPerMillisecond
    return Math.min(size, size - passing + waiting)
  }
}

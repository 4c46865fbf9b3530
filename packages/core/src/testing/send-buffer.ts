import type { Clock } from '../clock.ts'
import { Timers } from './timers.ts'

/** What is in the buffer. */
interface Load {
  readonly size: number
  /** Bytes of it that leave at all. */
  readonly passing: number
  depart(): void
}

/** What is on its way out. */
interface Parcel extends Load {
  readonly gone: number
}

/** A client's buffer, which the network empties in order, at a rate, and never before the next turn. */
export class SendBuffer {
  readonly #clock: Clock
  readonly #timers: Timers
  readonly #bytesPerMillisecond: number
  readonly #counts: boolean
  readonly #parcels: Parcel[] = []
  /** What waits while nobody reads; null while somebody does. */
  #kept: Load[] | null = null
  #free = 0
  #left: number | null = null

  /** @param bytesPerSecond default all of it in the next turn; Infinity: all of it at once, so that none is seen in it */
  constructor(clock: Clock, bytesPerSecond?: number) {
    this.#clock = clock
    this.#timers = new Timers(clock)
    this.#bytesPerMillisecond = (bytesPerSecond ?? Number.POSITIVE_INFINITY) / 1000
    this.#counts = bytesPerSecond !== Number.POSITIVE_INFINITY
  }

  /** Bytes that have not left. */
  get bytes(): number {
    if (this.#left !== null) return this.#left
    const leaving = this.#parcels.reduce((sum, parcel) => sum + this.#remaining(parcel), 0)
    return Math.ceil((this.#kept ?? []).reduce((sum, { size }) => sum + size, leaving))
  }

  /** Puts `size` bytes in, of which `passing` can leave; calls `depart` when they have. */
  push(size: number, passing: number, depart: () => void): void {
    if (this.#left !== null) this.#left += size
    else if (this.#kept) this.#kept.push({ size, passing, depart })
    else this.#dispatch({ size, passing, depart })
  }

  /** Nothing leaves until {@link resume}. */
  pause(): void {
    if (this.#kept) return
    this.#timers.clear()
    this.#free = 0
    this.#kept = this.#parcels.splice(0).map((parcel) => {
      const size = this.#remaining(parcel)
      return { size, passing: size - parcel.size + parcel.passing, depart: parcel.depart }
    })
  }

  resume(): void {
    const kept = this.#kept ?? []
    this.#kept = null
    for (const load of kept) this.#dispatch(load)
  }

  /** Nothing leaves any more; what is in it stays. */
  stop(): void {
    this.#left = this.bytes
    this.#parcels.length = 0
    this.#kept = null
    this.#timers.clear()
  }

  #dispatch({ size, passing, depart }: Load): void {
    const now = this.#clock.now()
    this.#free = Math.max(now, this.#free) + passing / this.#bytesPerMillisecond
    const parcel = { size, passing, depart, gone: this.#free }
    this.#parcels.push(parcel)
    this.#timers.set(parcel.gone - now, () => {
      // What cannot leave stays for good.
      if (passing === size) this.#parcels.shift()
      depart()
    })
  }

  #remaining({ size, passing, gone }: Parcel): number {
    if (this.#bytesPerMillisecond === Number.POSITIVE_INFINITY) return this.#counts ? size : size - passing
    const waiting = Math.max(0, gone - this.#clock.now()) * this.#bytesPerMillisecond
    return Math.min(size, size - passing + waiting)
  }
}

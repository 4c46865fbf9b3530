import type { Duplex } from 'node:stream'
import type { Clock } from './clock.ts'
import type { Connections } from './connection.ts'
import { InputError } from './input-error.ts'
import { type ActiveFault, ENDPOINTS, type EndpointPath } from './messages.ts'

interface Freeze {
  readonly until: number
  readonly timer: unknown
  /** Handshakes that wait for the thaw, each with what goes on with it. */
  readonly held: Map<Duplex, () => void>
}

interface Refusal {
  readonly until: number
  readonly status: number
  readonly retryAfter?: number
}

const each = (path: EndpointPath | undefined): readonly EndpointPath[] => (path === undefined ? ENDPOINTS : [path])

/** What is done to connections on request. Every fault is of one endpoint, or of all when no path is given. */
export class Faults {
  readonly #connections: Connections
  readonly #clock: Clock
  readonly #freezes = new Map<EndpointPath, Freeze>()
  readonly #refusals = new Map<EndpointPath, Refusal>()

  constructor(connections: Connections, clock: Clock) {
    this.#connections = connections
    this.#clock = clock
  }

  /** Cuts every connection, waiting handshakes too; answers how many. */
  drop(path?: EndpointPath): number {
    const open = this.#connections.open(path)
    for (const connection of open) connection.cut()
    const held = each(path).flatMap((one) => [...(this.#freezes.get(one)?.held.keys() ?? [])])
    for (const socket of held) socket.destroy()
    return open.length + held.length
  }

  /** Closes every connection with this code; answers how many. */
  close(code: number, reason: string, path?: EndpointPath): number {
    const open = this.#connections.open(path)
    for (const connection of open) connection.close(code, reason)
    return open.length
  }

  /** Makes connections half-open: TCP stays, nothing is read or sent, and handshakes get no answer. */
  freeze(seconds: number, path?: EndpointPath): number {
    const until = this.#clock.now() + seconds * 1000
    for (const one of each(path)) {
      const before = this.#freezes.get(one)
      this.#clock.clearTimeout(before?.timer)
      const timer = this.#clock.setTimeout(() => this.#thaw(one), seconds * 1000)
      this.#freezes.set(one, { until, timer, held: before?.held ?? new Map() })
    }
    const open = this.#connections.open(path)
    for (const connection of open) connection.freeze()
    return open.length
  }

  /** Refuses handshakes with this status. */
  refuse(status: number, seconds: number, retryAfter?: number, path?: EndpointPath): void {
    const until = this.#clock.now() + seconds * 1000
    const refusal = { until, status, ...(retryAfter !== undefined && { retryAfter }) }
    for (const one of each(path)) this.#refusals.set(one, refusal)
  }

  /** Ends the faults that last; answers how many there were. */
  clear(path?: EndpointPath): number {
    const active = this.active().filter((fault) => path === undefined || fault.path === path).length
    for (const one of each(path)) {
      this.#refusals.delete(one)
      this.#thaw(one)
    }
    return active
  }

  /** The faults in force. */
  active(): ActiveFault[] {
    const secondsLeft = (until: number) => (until - this.#clock.now()) / 1000
    const freezes = [...this.#freezes].map(([path, { until, held }]): ActiveFault => {
      return { fault: 'freeze', path, secondsLeft: secondsLeft(until), waiting: held.size }
    })
    const refusals = [...this.#refusals].map(([path, { until, ...refusal }]): ActiveFault => {
      return { fault: 'refuse', path, secondsLeft: secondsLeft(until), ...refusal }
    })
    return [...freezes, ...refusals].filter((fault) => fault.secondsLeft > 0)
  }

  /** Why a handshake is refused now, if it is. */
  refusal(path: EndpointPath): InputError | undefined {
    const refusal = this.#refusals.get(path)
    if (refusal === undefined || refusal.until <= this.#clock.now()) return undefined
    const { status, retryAfter } = refusal
    const message = `Connections to ${path} are refused with ${status} on request. Wait, or POST /faults/clear.`
    return new InputError('refused', message, status, retryAfter === undefined ? {} : { 'Retry-After': retryAfter })
  }

  /** Keeps a handshake waiting while its endpoint is frozen; false when it is not. `goOn` runs at the thaw. */
  hold(path: EndpointPath, socket: Duplex, goOn: () => void): boolean {
    const held = this.#freezes.get(path)?.held
    if (held === undefined) return false
    // Whoever gives up meanwhile is forgotten.
    const giveUp = () => socket.destroy()
    const forget = () => held.delete(socket)
    socket.once('end', giveUp).once('close', forget)
    held.set(socket, () => {
      socket.off('end', giveUp).off('close', forget)
      goOn()
    })
    return true
  }

  #thaw(path: EndpointPath): void {
    const freeze = this.#freezes.get(path)
    if (freeze === undefined) return
    this.#clock.clearTimeout(freeze.timer)
    this.#freezes.delete(path)
    for (const connection of this.#connections.of(path)) connection.thaw()
    for (const goOn of freeze.held.values()) goOn()
  }
}

import type { Duplex } from 'node:stream'
import type { Channel } from './channel.ts'
import type { Clock } from './clock.ts'
import { Connection, type Connections } from './connection.ts'
import type { Endpoint } from './endpoint.ts'
import type { Faults } from './faults.ts'
import { InputError, toInputError } from './input-error.ts'
import type { AddressLimit } from './limits.ts'
import { ENDPOINTS, type EndpointPath } from './messages.ts'
import { urlOfTarget } from './request.ts'

/** What a client asks for. */
export interface Target {
  readonly path: EndpointPath
  readonly query: URLSearchParams
}

/** A client that wants in. */
export interface Visitor {
  readonly socket: Duplex
  readonly address: string
  /** Says what it wants; an `InputError` thrown here refuses it. */
  target(): Target
  /** Takes it in, and calls `serve` with what carries its messages. */
  accept(serve: (channel: Channel) => void): void
  refuse(error: InputError): void
}

/** Lets a client in, or not, whichever way it came. Never throws. */
export type Reception = (visitor: Visitor) => void

/** What decides who is let in. */
export interface ReceptionContext {
  readonly endpoints: Readonly<Record<EndpointPath, Endpoint>>
  readonly connections: Connections
  readonly addresses: AddressLimit
  readonly faults: Faults | undefined
  readonly clock: Clock
  readonly isClosing: () => boolean
}

export function openReception(context: ReceptionContext): Reception {
  /** Runs at once, or at the thaw when the endpoint is frozen, by which time all may have changed. */
  const open = ({ path, query }: Target, visitor: Visitor): void => {
    if (context.isClosing()) throw new InputError('shutting-down', 'The server is shutting down. Try again later.', 503)
    const refusal = context.faults?.refusal(path)
    if (refusal !== undefined) throw refusal
    const openSession = context.endpoints[path](query)
    visitor.accept((channel) => {
      const connection = new Connection(path, channel, context.clock)
      context.connections.add(connection)
      connection.serve(openSession(connection), () => context.connections.delete(connection))
    })
  }

  return (visitor) => {
    const { socket } = visitor
    // Until the connection has its channel nobody else listens, and an unheard error would end the process.
    socket.on('error', () => socket.destroy())
    const attempt = (step: () => void): void => {
      try {
        step()
      } catch (thrown) {
        visitor.refuse(toInputError(thrown))
      }
    }
    attempt(() => {
      const target = visitor.target()
      takePlace(context.addresses, visitor)
      const goOn = (): void => open(target, visitor)
      if (!context.faults?.hold(target.path, socket, () => attempt(goOn))) goOn()
    })
  }
}

/** The endpoint that a path with its query names; an `InputError` where there is none. */
export function targetOf(target: string): Target {
  const { pathname, searchParams } = urlOfTarget(target)
  const path = ENDPOINTS.find((endpoint) => endpoint === pathname)
  if (path !== undefined) return { path, query: searchParams }
  throw new InputError('not-found', `There is no endpoint here. There are ${ENDPOINTS.join(', ')}.`, 404)
}

function takePlace(addresses: AddressLimit, { address, socket }: Visitor): void {
  const giveBack = addresses.take(address)
  if (giveBack !== undefined) socket.once('close', giveBack)
  else throw new InputError('too-many-connections', 'Your address has too many connections. Close one first.', 429)
}

import { createServer, type Server } from 'node:http'
import type { AddressInfo, Server as NetServer, Socket } from 'node:net'
import { chatEndpoint } from './chat.ts'
import { type Clock, systemClock } from './clock.ts'
import { Connections } from './connection.ts'
import { echo } from './echo.ts'
import { Faults } from './faults.ts'
import { feedEndpoint } from './feed.ts'
import { answer } from './http.ts'
import { InputError } from './input-error.ts'
import { AddressLimit } from './limits.ts'
import { createLineServer } from './line-server.ts'
import { Market } from './market.ts'
import { CONNECTIONS_PER_ADDRESS, type Health } from './messages.ts'
import { isLoopbackAddress, OriginAllowList } from './origins.ts'
import { openReception } from './reception.ts'
import { refuse } from './refuse.ts'
import { upgradeListener } from './upgrade.ts'

/** How long a client may take for the head of its request, in milliseconds. */
const HANDSHAKE_TIMEOUT_MS = 5_000
/** How long `close()` waits for closing handshakes before it cuts, in milliseconds. */
const DRAIN_MS = 1_500

/** How the server is set up; all of it has a default. */
export interface ServerOptions {
  /** 0 takes any free port. Default 8081. */
  readonly port?: number
  /** A port for the endpoints as JSON lines over TCP; 0 takes any free one. Default: none. */
  readonly tcpPort?: number
  /** Default 127.0.0.1: this machine only. */
  readonly host?: string
  /** Turns the control API on. Default false. */
  readonly faults?: boolean
  /** Origins allowed besides those of loopback addresses. */
  readonly origins?: readonly string[]
  /** Which addresses may hold any number of connections. Default: loopback addresses. */
  readonly isExempt?: (address: string) => boolean
  /** Default: the clock of the system. */
  readonly clock?: Clock
  /** Numbers in [0, 1), from which the market walks. Default: `Math.random`. */
  readonly random?: () => number
}

/** A server that listens. */
export interface RunningServer {
  readonly port: number
  /** Where it listens, such as `http://127.0.0.1:8081`. */
  readonly url: string
  /** Where it speaks JSON lines, such as `tcp://127.0.0.1:8082`; undefined without `tcpPort`. */
  readonly tcpUrl: string | undefined
  /** Stops listening, closes connections with 1001, and resolves when all are gone, after 2 seconds at most. */
  close(): Promise<void>
}

/**
 * Starts the server; rejects where it cannot listen.
 *
 * @example
 * const server = await startServer({ port: 0, faults: true })
 * const socket = new WebSocket(`${server.url.replace('http', 'ws')}/feed?rate=100`)
 * await server.close()
 */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const { host = '127.0.0.1', clock = systemClock, random = Math.random, isExempt = isLoopbackAddress } = options
  const startedAt = clock.now()
  const connections = new Connections()
  const faults = options.faults ? new Faults(connections, clock) : undefined
  const origins = new OriginAllowList(options.origins)
  const addresses = new AddressLimit(CONNECTIONS_PER_ADDRESS, isExempt)
  const market = new Market(random, startedAt)
  const endpoints = { '/echo': echo, '/feed': feedEndpoint(market, clock), '/chat': chatEndpoint(clock) }

  const health = (): Health => {
    const active = faults?.active() ?? []
    const uptime = (clock.now() - startedAt) / 1000
    const health: Health = { status: 'ok', connections: connections.of().length, uptime }
    return active.length > 0 ? { ...health, faults: active } : health
  }

  const http = createHttpServer()
  const isClosing = () => !http.listening
  const receive = openReception({ endpoints, connections, addresses, faults, clock, isClosing })
  http.on('request', (request, response) => answer({ origins, faults, health }, request, response))
  http.on('upgrade', upgradeListener(receive, origins))
  const lines = createLineServer(receive, HANDSHAKE_TIMEOUT_MS)

  const sockets = new Set<Socket>()
  for (const server of [http, lines]) {
    server.on('connection', (socket) => {
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
    })
  }

  let closing: Promise<void> | undefined
  const close = async () => {
    const closed = Promise.all([http, lines].map((server) => new Promise((resolve) => server.close(resolve))))
    faults?.clear()
    for (const connection of connections.open()) connection.close(1001, 'The server is shutting down.')
    const timer = setTimeout(() => {
      for (const socket of sockets) socket.destroy()
    }, DRAIN_MS)
    await closed
    clearTimeout(timer)
  }

  const heard = await listen(http, options.port ?? 8081, host)
  const tcp = options.tcpPort === undefined ? undefined : await listenToo(lines, options.tcpPort, host, http)
  return {
    port: heard.port,
    url: `http://${authority(heard)}`,
    tcpUrl: tcp && `tcp://${authority(tcp)}`,
    close: () => {
      closing ??= close()
      return closing
    },
  }
}

function createHttpServer(): Server {
  const http = createServer({
    headersTimeout: HANDSHAKE_TIMEOUT_MS,
    requestTimeout: HANDSHAKE_TIMEOUT_MS,
    keepAliveTimeout: HANDSHAKE_TIMEOUT_MS,
    // Node looks for expired connections every 30 s otherwise.
    connectionsCheckingInterval: 500,
    // A client that vanished without a word is noticed by TCP, after some minutes.
    keepAlive: true,
    keepAliveInitialDelay: 30_000,
  })
  http.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET') socket.destroy()
    else refuse(socket, parseError(error.code))
  })
  http.on('connect', (_request, socket) => {
    refuse(socket, new InputError('method-not-allowed', 'This is no proxy.', 405, { Allow: 'GET, POST, OPTIONS' }))
  })
  return http
}

/** What Node's parser says, as HTTP has it. */
function parseError(code: string | undefined): InputError {
  if (code === 'HPE_HEADER_OVERFLOW') return new InputError('bad-request', 'The headers are too long. Send less.', 431)
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new InputError('bad-request', `A request has to come within ${HANDSHAKE_TIMEOUT_MS} ms.`, 408)
  }
  return new InputError('bad-request', 'This is not HTTP. Send a request of HTTP/1.1.')
}

const authority = ({ address, family, port }: AddressInfo): string =>
  `${family === 'IPv6' ? `[${address}]` : address}:${port}`

function listen(server: NetServer, port: number, host: string): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host }, () => {
      server.off('error', reject)
      // A connection that could not be accepted, for want of file descriptors say, is no reason to stop.
      server.on('error', console.error)
      resolve(server.address() as AddressInfo)
    })
  })
}

/** Listens on a second port, or on none at all. */
async function listenToo(server: NetServer, port: number, host: string, first: NetServer): Promise<AddressInfo> {
  try {
    return await listen(server, port, host)
  } catch (error) {
    first.close()
    throw error
  }
}

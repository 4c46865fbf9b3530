import type { LookupAddress } from 'node:dns'
import type { ConnectionOptions as TlsOptions } from 'node:tls'
import type { Attempt } from './attempt.ts'
import { ConnectingQueue } from './connecting-queue.ts'
import { HandshakeError, type HandshakeErrorCode } from './errors.ts'
import { answered, resolve } from './lookup.ts'
import type { TransportOptions } from './options.ts'
import { openTunnel } from './proxy.ts'
import { type HttpProxy, proxyFromEnvironment } from './proxy-url.ts'
import { SocketStream } from './socket-stream.ts'

/** Where to, as far as connecting goes. */
export interface Target {
  readonly secure: boolean
  readonly hostname: string
  readonly port: number
  readonly socketPath: string | null
}

const queue = new ConnectingQueue()

/**
 * Opens the connection that a handshake, or a bare stream, then uses: by TCP, TLS, a Unix socket, or through a proxy.
 * While it is opened, and until the attempt is over, other dials to the host wait.
 *
 * @param onOpen called with the connected stream, never synchronously; else the attempt fails
 */
export function connect(
  attempt: Attempt,
  target: Target,
  options: TransportOptions,
  onOpen: (stream: SocketStream) => void,
): void {
  if (attempt.over) return
  const socketPath = target.socketPath ?? options.socketPath
  const proxy = socketPath === null ? proxyOf(attempt, target, options) : null
  const start = (addresses: readonly LookupAddress[]): void => {
    if (!attempt.over) open(attempt, { ...target, socketPath }, proxy, options, addresses, onOpen)
  }
  if (socketPath !== null) {
    takeTurn(attempt, options, socketPath, () => start([]))
    return
  }
  const first = proxy ?? target
  resolve(first.hostname, options.lookup, (error, addresses) => {
    if (error)
      attempt.fail(new HandshakeError('lookup', `No address was found for ${first.hostname}`, { cause: error }))
    if (attempt.over) return
    // RFC 6455, 4.1, item 2: behind a proxy the target's address is not known, so its name has to do.
    const host = proxy ? target.hostname : addresses[0]?.address
    takeTurn(attempt, options, `${host} ${target.port}`, () => start(addresses))
  })
}

function proxyOf(attempt: Attempt, target: Target, { proxy }: TransportOptions): HttpProxy | null {
  if (proxy !== 'environment') return proxy
  try {
    return proxyFromEnvironment(target, process.env)
  } catch (cause) {
    attempt.fail(
      new HandshakeError('proxy', 'The environment names a proxy by something that is no proxy URL', { cause }),
    )
    return null
  }
}

function takeTurn(attempt: Attempt, options: TransportOptions, host: string, start: () => void): void {
  if (options.connecting === 'parallel') {
    start()
    return
  }
  let turn: 'entering' | 'waiting' | 'taken' = 'entering'
  const leave = queue.enter(host, () => {
    if (turn === 'waiting') attempt.startClock()
    turn = 'taken'
    start()
  })
  if (turn === 'entering') {
    turn = 'waiting'
    attempt.stopClock()
  }
  attempt.hold(leave)
}

function open(
  attempt: Attempt,
  target: Target,
  proxy: HttpProxy | null,
  options: TransportOptions,
  addresses: readonly LookupAddress[],
  onOpen: (stream: SocketStream) => void,
): void {
  const { localAddress } = options
  const { hostname, port } = proxy ?? target
  const endpoint = { hostname, port, socketPath: target.socketPath, localAddress, lookup: answered(addresses) }
  const tls = target.secure ? (options.tls ?? {}) : null
  if (proxy === null) {
    watch(attempt, 'connect', `${hostname}:${port}`, () => SocketStream.connect(endpoint, tls), onOpen)
    return
  }
  // The proxy shares the anchors of trust, not the client certificate or the waiving of checks meant for the target.
  const ca = options.tls?.ca
  const proxyTls: TlsOptions | null = proxy.secure ? (ca === undefined ? {} : { ca }) : null
  const connectProxy = tls ? SocketStream.connectForTunnel : SocketStream.connect
  watch(
    attempt,
    'proxy',
    `the proxy ${hostname}:${port}`,
    () => connectProxy(endpoint, proxyTls),
    (outer) =>
      openTunnel(attempt, outer, proxy, target, () => {
        const peer = `${target.hostname}:${target.port}`
        if (tls) watch(attempt, 'tls', peer, () => outer.secure(target.hostname, tls), onOpen)
        else onOpen(outer)
      }),
  )
}

/** Makes a stream part of the attempt: destroyed when that fails, failing it when it breaks. */
function watch(
  attempt: Attempt,
  code: HandshakeErrorCode,
  peer: string,
  make: () => SocketStream,
  onConnect: (stream: SocketStream) => void,
): void {
  let stream: SocketStream
  try {
    stream = make()
  } catch (cause) {
    // Node reads certificates, keys and ciphers only now.
    attempt.fail(
      new HandshakeError(code === 'connect' ? 'tls' : code, `Node refused the options for ${peer}`, { cause }),
    )
    return
  }
  attempt.hold((failed) => failed && stream.destroy())
  stream.onConnect = () => {
    if (attempt.over) return
    stream.onEnd = () => {
      attempt.fail(new HandshakeError('connect', `${peer} closed the connection during the handshake`))
    }
    onConnect(stream)
  }
  stream.onClose = (cause) => {
    const why = isTlsError(cause) ? 'TLS was refused' : 'The connection failed'
    const actual = isTlsError(cause) && code === 'connect' ? 'tls' : code
    attempt.fail(new HandshakeError(actual, `${why}: ${peer}${reason(cause)}`, { cause: cause ?? undefined }))
  }
}

/** The system's errors name their call, and those of Happy Eyeballs hold several; the rest are OpenSSL's and Node's. */
function isTlsError(error: (Error & { readonly code?: string }) | null): boolean {
  return error !== null && (error.code === 'EPROTO' || !('syscall' in error || 'errors' in error))
}

function reason(error: (Error & { readonly code?: string }) | null): string {
  return error?.code ? ` (${error.code})` : ''
}

import {
  connect as connectTcp,
  isIP,
  type LookupFunction,
  type NetConnectOpts,
  type OnReadOpts,
  type Socket,
} from 'node:net'
import {
  connect as connectTls,
  createSecureContext,
  type SecureContext,
  type ConnectionOptions as TlsOptions,
} from 'node:tls'
import type { Stream } from './stream.ts'

/** Where to connect to. */
export interface Endpoint {
  readonly hostname: string
  readonly port: number
  /** A Unix socket or Windows pipe instead; the host name then only serves TLS. */
  readonly socketPath: string | null
  readonly localAddress: string | null
  /** Answers the addresses of `hostname`. */
  readonly lookup: LookupFunction
}

const READ_SIZE = 64 * 1024

/**
 * The buffer that all connections of a thread read into, so that an idle one holds none: libuv fills it and has it read
 * before anything else runs. Windows may start a read ahead of time, so there each connection has its own.
 */
let shared: Uint8Array | null = null

function sharedBuffer(): Uint8Array {
  shared ??= Buffer.allocUnsafeSlow(READ_SIZE)
  return shared
}

function ownBuffer(): () => Uint8Array {
  const own = Buffer.allocUnsafeSlow(READ_SIZE)
  return () => own
}

function nothing(): void {}

const owner = Symbol('stream')

/** What Node's own `setTimeout` of a socket sees progress by; other runtimes may lack it. */
interface Handle {
  readonly bytesWritten: number
  readonly writeQueueSize?: number
  /** With TLS, what its bytes go through. */
  readonly _parent?: Handle
}

interface OwnedSocket extends Socket {
  readonly [owner]: SocketStream
}

/** A {@link Stream} over Node's `net` or `tls`. */
export class SocketStream implements Stream {
  onData: (chunk: Uint8Array) => void = nothing
  nextBuffer: () => Uint8Array = process.platform === 'win32' ? ownBuffer() : sharedBuffer
  onEnd: () => void = nothing
  onClose: (error: Error | null) => void = nothing
  /** The TCP connection, or with TLS the secured one, is there. Called at most once. */
  onConnect: () => void = nothing
  #socket!: Socket
  #error: Error | null = null
  #paused = false
  /** Copies of what still came after `pause`, since TLS hands on all it has decrypted; null at its end stands for FIN. */
  #held: (Uint8Array | null)[] | null = null

  /** Connects by TCP or, with `tls`, by TLS. The peer's name is verified against `servername`, else `hostname`. */
  static connect(to: Endpoint, tls: TlsOptions | null): SocketStream {
    const stream = new SocketStream()
    const onread: OnReadOpts = {
      buffer: () => stream.nextBuffer(),
      callback: (size, buffer) => {
        stream.#receive(buffer.subarray(0, size))
        return true
      },
    }
    return stream.#open(destination(to, onread), to.hostname, tls)
  }

  /** The same for a tunnel that TLS will be laid through: such a connection has to be read by `data` events. */
  static connectForTunnel(to: Endpoint, tls: TlsOptions | null): SocketStream {
    return new SocketStream().#open(destination(to), to.hostname, tls).#readByEvents()
  }

  /** TLS to `hostname` inside this stream, which is used up by it. */
  secure(hostname: string, tls: TlsOptions): SocketStream {
    const inner = new SocketStream()
    const socket = this.#socket
    socket.removeAllListeners('data')
    for (const event of ['end', 'close']) socket.removeAllListeners(event)
    inner.#adopt(connectTls({ ...secured(hostname, tls), socket }), 'secureConnect')
    return inner.#readByEvents()
  }

  get writableLength(): number {
    return this.#socket.writableLength
  }

  get taken(): number {
    const socket: Socket & { readonly _handle?: Handle | null } = this.#socket
    let handle = socket._handle
    while (handle?._parent) handle = handle._parent
    // What is public changes only when all that Node had gathered into one write is taken.
    if (handle?.writeQueueSize === undefined) return socket.bytesWritten - socket.writableLength
    return handle.bytesWritten - handle.writeQueueSize
  }

  write(bytes: Uint8Array, done?: (error?: Error | null) => void): void {
    this.#socket.write(bytes, done)
  }

  pause(): void {
    this.#paused = true
    this.#socket.pause()
  }

  resume(): void {
    if (!this.#paused) return
    this.#paused = false
    if (this.#held) process.nextTick(() => this.#release())
    else this.#socket.resume()
  }

  end(): void {
    this.#socket.end()
  }

  destroy(): void {
    this.#socket.destroy()
  }

  #open(to: NetConnectOpts, hostname: string, tls: TlsOptions | null): this {
    if (tls) this.#adopt(connectTls({ ...secured(hostname, tls), ...to }), 'secureConnect')
    else this.#adopt(connectTcp(to), 'connect')
    return this
  }

  #readByEvents(): this {
    this.#socket.on('data', (chunk: Buffer) => this.#receive(chunk))
    return this
  }

  #receive(chunk: Uint8Array | null): void {
    if (this.#paused) this.#held ??= []
    if (this.#held) this.#held.push(chunk && new Uint8Array(chunk))
    else this.#deliver(chunk)
  }

  #release(): void {
    while (!this.#paused && this.#held) {
      const chunk = this.#held.shift() as Uint8Array | null
      if (this.#held.length === 0) this.#held = null
      this.#deliver(chunk)
    }
    if (!this.#paused) this.#socket.resume()
  }

  #deliver(chunk: Uint8Array | null): void {
    if (this.#socket.destroyed) return
    if (chunk) this.onData(chunk)
    else this.onEnd()
  }

  #adopt(socket: Socket, connected: 'connect' | 'secureConnect'): void {
    this.#socket = socket
    const owned = Object.assign(socket, { [owner]: this })
    owned.once(connected, SocketStream.#onConnect)
    owned.on('end', SocketStream.#onEnd)
    owned.on('error', SocketStream.#onError)
    owned.on('close', SocketStream.#onClose)
  }

  // Listeners that all connections share: five closures each would be a tenth of what an idle connection takes.

  static readonly #onConnect = function (this: OwnedSocket): void {
    const stream = this[owner]
    const { onConnect } = stream
    // What led here is not kept for as long as the connection lasts.
    stream.onConnect = nothing
    onConnect()
  }

  static readonly #onEnd = function (this: OwnedSocket): void {
    this[owner].#receive(null)
  }

  static readonly #onError = function (this: OwnedSocket, error: Error): void {
    this[owner].#error = error
  }

  static readonly #onClose = function (this: OwnedSocket): void {
    const stream = this[owner]
    stream.onClose(stream.#error)
  }
}

function destination(to: Endpoint, onread?: OnReadOpts): NetConnectOpts {
  const { hostname: host, port, socketPath, lookup } = to
  if (socketPath !== null) return { path: socketPath, onread, allowHalfOpen: true }
  const localAddress = to.localAddress ?? undefined
  // RFC 8305: both address families are tried, the next one 250 ms after the one before.
  return { host, port, localAddress, lookup, onread, autoSelectFamily: true, noDelay: true, allowHalfOpen: true }
}

/** Options that a connection has for itself; any other makes a context of its own. */
const OWN_OPTIONS = new Set(['ALPNProtocols', 'checkServerIdentity', 'rejectUnauthorized', 'servername', 'session'])
let defaultContext: SecureContext | undefined

/** The default context is made once: it holds all of Node's authorities, which takes milliseconds and memory. */
function contextOf(tls: TlsOptions): TlsOptions {
  if (!Object.keys(tls).every((name) => OWN_OPTIONS.has(name))) return {}
  defaultContext ??= createSecureContext()
  return { secureContext: defaultContext }
}

/** An IP address cannot be a server name (RFC 6066, 3). */
function secured(hostname: string, tls: TlsOptions): TlsOptions & { allowHalfOpen: true } {
  const name = isIP(hostname) ? {} : { servername: hostname.replace(/\.$/, '') }
  return { ...contextOf(tls), ...name, ...tls, ...checkOf(tls), host: hostname, allowHalfOpen: true }
}

/** What a check of the caller's throws refuses the server, where Node would have it end the process. */
function checkOf({ checkServerIdentity: check }: TlsOptions): TlsOptions {
  if (!check) return {}
  return {
    checkServerIdentity(hostname, certificate) {
      try {
        return check(hostname, certificate)
      } catch (error) {
        return error instanceof Error ? error : new Error(String(error))
      }
    },
  }
}

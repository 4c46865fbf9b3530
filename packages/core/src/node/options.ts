import { isIP, type LookupFunction } from 'node:net'
import type { ConnectionOptions as TlsOptions } from 'node:tls'
import type { DeflateParameters } from '../protocol/extensions.ts'
import { type Header, headerProblem } from '../protocol/request.ts'
import { describe, OptionError } from './errors.ts'
import { type HttpProxy, parseProxy } from './proxy-url.ts'
import type { PerMessageDeflateOptions, TransportInit } from './transport-init.ts'

/** The permessage-deflate to offer, and how to use it. */
export interface DeflateOptions extends DeflateParameters {
  readonly threshold: number
  readonly level: number
}

/** {@link TransportInit}, checked and with every default in place. */
export interface TransportOptions {
  readonly headers: readonly Header[]
  readonly tls: TlsOptions | null
  readonly proxy: HttpProxy | 'environment' | null
  readonly socketPath: string | null
  readonly lookup: LookupFunction | null
  readonly localAddress: string | null
  readonly signal: AbortSignal | null
  readonly handshakeTimeout: number
  /** For a clean close. */
  readonly closeTimeout: number
  /** For a close after a failure. */
  readonly failureTimeout: number
  readonly maxMessageSize: number
  readonly deflate: DeflateOptions | null
  readonly connecting: 'serial' | 'parallel'
}

const NAMES = [
  'headers',
  'tls',
  'proxy',
  'socketPath',
  'lookup',
  'localAddress',
  'signal',
  'handshakeTimeout',
  'closeTimeout',
  'maxMessageSize',
  'perMessageDeflate',
  'connecting',
]
const DEFLATE_NAMES = [
  'threshold',
  'level',
  'serverNoContextTakeover',
  'clientNoContextTakeover',
  'serverMaxWindowBits',
  'clientMaxWindowBits',
]
const LONGEST_TIMER = 2 ** 31 - 1
/** Below the 2 s in which a connection that failed is to be gone, timers' lateness included. */
const FAILURE_TIMEOUT = 1500

/**
 * Checks options and fills in the defaults.
 *
 * @throws OptionError naming the option, its value and what is allowed; values that may be secret are not repeated
 */
export function parseOptions(raw: TransportInit = {}): TransportOptions {
  if (!isObject(raw)) throw new OptionError('options', describe(raw), 'an object')
  known('', raw, NAMES)
  const closeTimeout = integer('closeTimeout', raw.closeTimeout, 10_000, 1, LONGEST_TIMER)
  return {
    headers: headersOf(raw.headers),
    tls: tlsOf(raw.tls),
    proxy: proxyOf(raw),
    socketPath: optional('socketPath', raw.socketPath, isPath, 'a non-empty string'),
    lookup: optional('lookup', raw.lookup, isFunction, 'a function like dns.lookup'),
    localAddress: optional('localAddress', raw.localAddress, isAddress, 'an IP address'),
    signal: optional('signal', raw.signal, isSignal, 'an AbortSignal'),
    handshakeTimeout: integer('handshakeTimeout', raw.handshakeTimeout, 10_000, 1, LONGEST_TIMER),
    closeTimeout,
    failureTimeout: Math.min(closeTimeout, FAILURE_TIMEOUT),
    maxMessageSize: integer('maxMessageSize', raw.maxMessageSize, 64 * 2 ** 20, 1, 2 ** 31 - 1),
    deflate: deflateOf(raw.perMessageDeflate === undefined ? true : raw.perMessageDeflate),
    connecting: optional('connecting', raw.connecting, isConnecting, "'serial' or 'parallel'") ?? 'serial',
  }
}

function proxyOf({ proxy, socketPath }: TransportInit): TransportOptions['proxy'] {
  if (proxy === undefined || proxy === 'environment') return proxy ?? null
  if (socketPath !== undefined) throw new OptionError('proxy', 'given beside `socketPath`', 'one of them')
  return parseProxy(proxy)
}

function deflateOf(raw: unknown): DeflateOptions | null {
  if (raw === false) return null
  if (raw !== true && !isObject(raw))
    throw new OptionError('perMessageDeflate', describe(raw), 'a boolean or an object')
  const options: PerMessageDeflateOptions = raw === true ? {} : raw
  known('perMessageDeflate.', options, DEFLATE_NAMES)
  const flag = (name: 'serverNoContextTakeover' | 'clientNoContextTakeover'): boolean =>
    optional(`perMessageDeflate.${name}`, options[name], isBoolean, 'a boolean') ?? false
  const bits = (name: 'serverMaxWindowBits' | 'clientMaxWindowBits'): number =>
    integer(`perMessageDeflate.${name}`, options[name], 15, 8, 15)
  return {
    threshold: integer('perMessageDeflate.threshold', options.threshold, 1024, 0, Number.MAX_SAFE_INTEGER),
    level: integer('perMessageDeflate.level', options.level, 6, 0, 9),
    serverNoContextTakeover: flag('serverNoContextTakeover'),
    clientNoContextTakeover: flag('clientNoContextTakeover'),
    serverMaxWindowBits: bits('serverMaxWindowBits'),
    clientMaxWindowBits: bits('clientMaxWindowBits'),
  }
}

function headersOf(raw: unknown): readonly Header[] {
  if (raw === undefined) return []
  if (!isObject(raw)) throw new OptionError('headers', describe(raw), 'an object, Headers, or pairs of name and value')
  const pairs: Iterable<unknown> = Symbol.iterator in raw ? (raw as Iterable<unknown>) : Object.entries(raw)
  const headers: Header[] = []
  for (const pair of pairs) {
    if (!Array.isArray(pair) || pair.length !== 2) {
      throw new OptionError('headers', describe(raw), 'an object, Headers, or pairs of name and value')
    }
    const name = String(pair[0])
    for (const value of Array.isArray(pair[1]) ? pair[1] : [pair[1]]) {
      const problem = typeof value === 'string' ? headerProblem(name, value) : 'a header value is a string'
      // The value may be a secret: it is not shown.
      if (problem) throw new OptionError(`headers.${name.slice(0, 80)}`, `not to be sent (${problem})`, 'other headers')
      headers.push([name, value as string])
    }
  }
  return headers
}

/** What dialling decides by itself. */
const NOT_TLS = ['host', 'port', 'path', 'socket', 'lookup', 'localAddress', 'onread', 'allowHalfOpen', 'signal']

function tlsOf(raw: unknown): TlsOptions | null {
  if (raw === undefined) return null
  if (!isObject(raw)) throw new OptionError('tls', describe(raw), "an object of Node's TLS options")
  for (const name of NOT_TLS) {
    if (name in raw)
      throw new OptionError(`tls.${name}`, describe(raw[name as keyof typeof raw]), 'nothing; it belongs to dialling')
  }
  return { ...raw }
}

function known(prefix: string, raw: object, names: readonly string[]): void {
  for (const name of Object.keys(raw)) {
    if (!names.includes(name)) throw new OptionError(`${prefix}${name}`.slice(0, 80), 'no option', names.join(', '))
  }
}

function optional<T>(
  option: string,
  value: T | undefined,
  allows: (value: unknown) => boolean,
  allowed: string,
): T | null {
  if (value === undefined) return null
  if (!allows(value)) throw new OptionError(option, describe(value), allowed)
  return value
}

function integer(option: string, value: number | undefined, otherwise: number, least: number, most: number): number {
  if (value === undefined) return otherwise
  if (Number.isInteger(value) && value >= least && value <= most) return value
  throw new OptionError(option, describe(value), `an integer from ${least} to ${most}`)
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
const isBoolean = (value: unknown): boolean => typeof value === 'boolean'
const isFunction = (value: unknown): boolean => typeof value === 'function'
const isPath = (value: unknown): boolean => typeof value === 'string' && value !== '' && !value.includes('\0')
const isAddress = (value: unknown): boolean => typeof value === 'string' && isIP(value) !== 0
const isSignal = (value: unknown): boolean => value instanceof AbortSignal
const isConnecting = (value: unknown): boolean => value === 'serial' || value === 'parallel'

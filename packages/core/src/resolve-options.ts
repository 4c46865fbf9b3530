import {
  check,
  checkMethods,
  isBoolean,
  isBound,
  isFunction,
  isObject,
  isOneOf,
  isString,
  isTime,
  optional,
  type Test,
} from './check.ts'
import { systemClock } from './clock.ts'
import { type AnyCodec, isOnInvalid } from './codec.ts'
import { defaultConstructor } from './default-constructor.ts'
import { failure } from './errors.ts'
import type { HeartbeatOptions, ResolvedHeartbeat } from './heartbeat.ts'
import type {
  ConnectionOptions,
  DialLimit,
  PerAttempt,
  QueueBounds,
  QueueOptions,
  Reconnect,
  SendOptions,
  UrlOption,
} from './options.ts'
import { eager, type ReconnectPolicy, spread } from './reconnect-policy.ts'
import { isSignals, type SignalSource, signalSource } from './signals.ts'

type Defaulted = 'connectTimeout' | 'closeTimeout' | 'linger' | 'clock' | 'random'
type Undefaulted = 'query' | 'headers' | 'closeCodes' | 'inspector' | 'resume' | 'WebSocketCtor' | 'transportOptions'

/** Options with every default in place, each checked. */
export interface ResolvedOptions
  extends Required<Pick<ConnectionOptions, Defaulted>>,
    Readonly<{ [Name in Undefaulted]: ConnectionOptions[Name] | undefined }> {
  readonly url: UrlOption
  readonly protocols: PerAttempt<string | readonly string[]> | undefined
  readonly heartbeat: ResolvedHeartbeat | null
  readonly signals: SignalSource
  /** null: no reconnection. */
  readonly policy: ReconnectPolicy | null
  readonly dialLimit: DialLimit | null
  readonly queue: QueueBounds
}

/** Checks options and fills in the defaults. @throws OptionError naming the option and its value. */
export function resolveOptions(
  url: UrlOption,
  protocols: PerAttempt<string | readonly string[]> | undefined,
  options: ConnectionOptions & { readonly codec?: AnyCodec | undefined },
): ResolvedOptions {
  const {
    connectTimeout = 10_000,
    closeTimeout = 10_000,
    linger = 0,
    clock = systemClock,
    random = Math.random,
  } = options
  const { codec, query, headers, closeCodes, inspector, resume, WebSocketCtor, transportOptions, signals } = options
  check(orAsked(isUrl), { url })
  check(optional(orAsked(isProtocols)), { protocols })
  check(optional(orAsked(isObject)), { query, headers })
  check(optional(isObject), { closeCodes })
  for (const [code, rule] of Object.entries(closeCodes ?? {})) check(isRule, { [`closeCodes.${code}`]: rule })
  check(isTime, { connectTimeout, closeTimeout, linger })
  check(optional(isFunction), { WebSocketCtor })
  check(isFunction, { random })
  checkMethods('clock', clock, 'now', 'setTimeout', 'clearTimeout')
  checkMethods('codec', codec, 'decode', 'encode')
  checkMethods('inspector', inspector, 'next')
  checkMethods('resume', resume, 'wrap')
  check(optional(isBoolean), { 'inspector.contents': inspector?.contents })
  check(optional(isFunction), { 'resume.offer': resume?.offer })
  check(optional(isBinaryType), { 'codec.binaryType': codec?.binaryType })
  check(optional(isOnInvalid), { 'codec.onInvalid': codec?.onInvalid })
  check(
    optional((value) => value === false || isFunction(value) || isSignals(value)),
    { signals },
  )
  // A browser's WebSocket cannot send them.
  if (headers && !(WebSocketCtor ?? defaultConstructor.sendsHeaders)) throw failure('options', 'headers')
  return {
    // By name, not by spreading: a binding's options hold closures of a component, which must not outlive it.
    url,
    protocols,
    query,
    headers,
    closeCodes,
    connectTimeout,
    closeTimeout,
    linger,
    clock,
    random,
    inspector,
    resume,
    WebSocketCtor,
    transportOptions,
    policy: policyOf(options.reconnect),
    dialLimit: limitOf(options.dialLimit),
    heartbeat: heartbeatOf(options.heartbeat),
    signals: signalSource(signals),
    queue: queueOf(options.queue),
  }
}

const isBinaryType: Test = isOneOf('arraybuffer', 'blob')
const isRule: Test = isOneOf('final', 'retry', 'auth', 'spread')
const isUrl: Test = (value) => isString(value) || value instanceof URL
const isProtocols: Test = (value) => isString(value) || (Array.isArray(value) && value.every(isString))
/** For what may be asked anew for each attempt; the answer is looked at when it is given. */
const orAsked =
  (test: Test): Test =>
  (value) =>
    isFunction(value) || test(value)

function policyOf(reconnect: Reconnect = 'spread'): ReconnectPolicy | null {
  const policy = reconnect === 'spread' ? spread : reconnect === 'eager' ? eager : reconnect
  check(() => policy === false || isFunction(policy), { reconnect })
  return policy || null
}

function limitOf(dialLimit: DialLimit | false = { max: 10, per: 60_000 }): DialLimit | null {
  if (dialLimit === false) return null
  check(isObject, { dialLimit })
  check(isBound, { 'dialLimit.max': dialLimit.max })
  check(isTime, { 'dialLimit.per': dialLimit.per })
  return dialLimit
}

function queueOf(queue: QueueOptions = {}): QueueBounds {
  check(isObject, { queue })
  const { messages = 1024, bytes = 2 ** 20, overflow = 'error', high = 2 ** 18, low = Math.min(2 ** 16, high) } = queue
  check(isBound, { 'queue.messages': messages, 'queue.bytes': bytes, 'queue.high': high })
  check(() => typeof low === 'number' && low >= 0 && low <= high, { 'queue.low': low })
  check(isOneOf('error', 'drop-oldest', 'drop-newest'), { 'queue.overflow': overflow })
  return { messages, bytes, overflow, high, low }
}

function heartbeatOf(heartbeat: HeartbeatOptions | false = {}): ResolvedHeartbeat | null {
  if (heartbeat === false) return null
  check(isObject, { heartbeat })
  const { interval = 25_000, timeout = Math.max(35_000, interval + 10_000), message, reply } = heartbeat
  check((value) => isTime(value) && interval > 0, { 'heartbeat.interval': interval })
  check((value) => isTime(value) && timeout > interval, { 'heartbeat.timeout': timeout })
  check(optional(isFunction), { 'heartbeat.reply': reply })
  return { interval, timeout, message, reply }
}

/** Checks what `send` is told about a message. @throws OptionError naming the option and its value. */
export function checkSendOptions({ ttl, replaceKey, carry }: SendOptions): void {
  check(optional(isTime), { ttl })
  check(optional(isString), { replaceKey })
  check(optional(isBoolean), { carry })
}

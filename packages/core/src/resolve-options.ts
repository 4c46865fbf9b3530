import { systemClock } from './clock.ts'
import { defaultConstructor } from './default-constructor.ts'
import { EverwireError, OptionError } from './errors.ts'
import type { HeartbeatOptions, HeartbeatTimes } from './heartbeat.ts'
import type {
  ConnectionOptions,
  DialLimit,
  PerAttempt,
  QueueBounds,
  QueueOptions,
  SendOptions,
  UrlOption,
} from './options.ts'
import { eager, type ReconnectPolicy, spread } from './reconnect-policy.ts'
import { type SignalSource, signalSource } from './signals.ts'

type Defaulted = 'connectTimeout' | 'closeTimeout' | 'linger' | 'clock' | 'random'

/** Options with every default in place, each checked. */
export interface ResolvedOptions
  extends Omit<ConnectionOptions, Defaulted | 'reconnect' | 'dialLimit' | 'queue' | 'heartbeat' | 'signals'>,
    Required<Pick<ConnectionOptions, Defaulted>> {
  readonly url: UrlOption
  readonly protocols: PerAttempt<string | readonly string[]> | undefined
  readonly heartbeat: (HeartbeatTimes & Pick<HeartbeatOptions, 'message' | 'reply'>) | null
  readonly signals: SignalSource
  /** null: no reconnection. */
  readonly policy: ReconnectPolicy | null
  readonly dialLimit: DialLimit | null
  readonly queue: QueueBounds
}

const LONGEST_TIMER = 2 ** 31 - 1

/** Checks options and fills in the defaults. @throws OptionError naming the option, its value and what is allowed. */
export function resolveOptions(
  url: UrlOption,
  protocols: PerAttempt<string | readonly string[]> | undefined,
  options: ConnectionOptions,
): ResolvedOptions {
  const { connectTimeout = 10_000, closeTimeout = 10_000, linger = 0, dialLimit = { max: 10, per: 60_000 } } = options
  const { clock = systemClock, random = Math.random, reconnect = 'spread' } = options
  if (!(typeof url === 'string' || typeof url === 'function' || url instanceof URL)) {
    throw new OptionError('url', url, 'a string, a URL, or a function that answers one')
  }
  milliseconds('connectTimeout', connectTimeout)
  milliseconds('closeTimeout', closeTimeout)
  milliseconds('linger', linger)
  if (dialLimit) {
    atLeastOne('dialLimit.max', dialLimit.max)
    milliseconds('dialLimit.per', dialLimit.per)
  }
  callable('random', random)
  if (options.inspector) callable('inspector.next', options.inspector.next)
  if (options.resume) callable('resume.wrap', options.resume.wrap)
  callable('WebSocketCtor', options.WebSocketCtor ?? nothing)
  if (options.headers !== undefined && !(options.WebSocketCtor ?? defaultConstructor.sendsHeaders)) {
    throw new EverwireError(
      'options',
      "`headers` is set, but a browser's WebSocket cannot send headers; put a token into `query` or `protocols`.",
    )
  }
  return {
    ...options,
    url,
    protocols,
    connectTimeout,
    closeTimeout,
    linger,
    clock,
    random,
    policy: policyOf(reconnect),
    dialLimit: dialLimit || null,
    heartbeat: options.heartbeat === false ? null : heartbeatOf(options.heartbeat ?? {}),
    signals: signalSource(signalsOf(options.signals)),
    queue: queueOf(options.queue ?? {}),
  }
}

function policyOf(reconnect: unknown): ReconnectPolicy | null {
  if (reconnect === 'spread') return spread
  if (reconnect === 'eager') return eager
  if (reconnect === false) return null
  if (typeof reconnect === 'function') return reconnect as ReconnectPolicy
  throw new OptionError('reconnect', reconnect, "'spread', 'eager', a policy function or false")
}

function queueOf(queue: QueueOptions): QueueBounds {
  const { messages = 1024, bytes = 2 ** 20, overflow = 'error', high = 2 ** 18, low = Math.min(2 ** 16, high) } = queue
  atLeastOne('queue.messages', messages)
  atLeastOne('queue.bytes', bytes)
  atLeastOne('queue.high', high)
  if (!(typeof low === 'number' && low >= 0 && low <= high)) {
    throw new OptionError('queue.low', low, `bytes from 0 to \`queue.high\`, which is ${high}`)
  }
  if (!['error', 'drop-oldest', 'drop-newest'].includes(overflow)) {
    throw new OptionError('queue.overflow', overflow, "'error', 'drop-oldest' or 'drop-newest'")
  }
  return { messages, bytes, overflow, high, low }
}

function heartbeatOf(heartbeat: HeartbeatOptions): NonNullable<ResolvedOptions['heartbeat']> {
  const { interval = 25_000, timeout = Math.max(35_000, interval + 10_000), message, reply } = heartbeat
  milliseconds('heartbeat.interval', interval)
  milliseconds('heartbeat.timeout', timeout)
  if (timeout <= interval || interval === 0) {
    throw new OptionError(
      'heartbeat.timeout',
      timeout,
      `more than \`heartbeat.interval\`, which is ${interval} and not 0`,
    )
  }
  if (reply !== undefined) callable('heartbeat.reply', reply)
  return { interval, timeout, ...(message !== undefined && { message }), ...(reply && { reply }) }
}

const SIGNALS = ['online', 'offline', 'visible', 'freeze', 'resume', 'restored', 'wake']

function signalsOf(signals: ConnectionOptions['signals']): ConnectionOptions['signals'] {
  const known = Array.isArray(signals) && signals.every((signal) => SIGNALS.includes(signal))
  if (signals === undefined || signals === false || typeof signals === 'function' || known) return signals
  throw new OptionError('signals', signals, `false, a source, or a list of ${SIGNALS.join(', ')}`)
}

function nothing(): void {}

/** @throws OptionError when a time is none, or longer than timers take. */
export function milliseconds(option: string, value: number): void {
  if (!(typeof value === 'number' && value >= 0 && value <= LONGEST_TIMER)) {
    throw new OptionError(option, value, `milliseconds from 0 to ${LONGEST_TIMER}`)
  }
}

function atLeastOne(option: string, value: number): void {
  if (!(typeof value === 'number' && value >= 1)) throw new OptionError(option, value, 'a number from 1')
}

/** Checks what `send` is told about a message. @throws OptionError naming the option, its value and what is allowed. */
export function checkSendOptions({ ttl, replaceKey, carry }: SendOptions): void {
  if (ttl !== undefined) milliseconds('ttl', ttl)
  if (replaceKey !== undefined && typeof replaceKey !== 'string')
    throw new OptionError('replaceKey', replaceKey, 'a string')
  if (carry !== undefined && typeof carry !== 'boolean') throw new OptionError('carry', carry, 'a boolean')
}

function callable(option: string, value: unknown): void {
  if (typeof value !== 'function') throw new OptionError(option, value, 'a function')
}

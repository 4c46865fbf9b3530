import { atLeastOne, callable, isObject, milliseconds, must, oneOf, perAttempt } from './check.ts'
import { systemClock } from './clock.ts'
import type { AnyCodec } from './codec.ts'
import { defaultConstructor } from './default-constructor.ts'
import { EverwireError } from './errors.ts'
import type { HeartbeatOptions, HeartbeatTimes } from './heartbeat.ts'
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
import { type SignalSource, signalSource } from './signals.ts'

type Defaulted = 'connectTimeout' | 'closeTimeout' | 'linger' | 'clock' | 'random'

const RULES = ['final', 'retry', 'auth', 'spread']
const SIGNALS = ['online', 'offline', 'visible', 'freeze', 'resume', 'restored', 'wake']

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

/** Checks options and fills in the defaults. @throws OptionError naming the option, its value and what is allowed. */
export function resolveOptions(
  url: UrlOption,
  protocols: PerAttempt<string | readonly string[]> | undefined,
  options: ConnectionOptions & { readonly codec?: AnyCodec | undefined },
): ResolvedOptions {
  const { connectTimeout = 10_000, closeTimeout = 10_000, linger = 0, dialLimit = { max: 10, per: 60_000 } } = options
  const { clock = systemClock, random = Math.random } = options
  must('url', url, isUrl(url) || typeof url === 'function', 'a string, a URL, or a function that answers one')
  perAttempt('protocols', protocols, isProtocols, 'a string or a list of strings')
  milliseconds('connectTimeout', connectTimeout)
  milliseconds('closeTimeout', closeTimeout)
  milliseconds('linger', linger)
  if (dialLimit !== false) {
    atLeastOne('dialLimit.max', dialLimit.max)
    milliseconds('dialLimit.per', dialLimit.per)
  }
  callable('random', random)
  for (const method of ['now', 'setTimeout', 'clearTimeout'] as const) callable(`clock.${method}`, clock[method])
  checkOptional(options)
  const { query, headers, closeCodes, inspector, resume, WebSocketCtor, transportOptions } = options
  return {
    // By name, not by spreading: a binding's options hold closures of a component, which must not outlive it.
    ...given({ query, headers, closeCodes, inspector, resume, WebSocketCtor, transportOptions }),
    url,
    protocols,
    connectTimeout,
    closeTimeout,
    linger,
    clock,
    random,
    policy: policyOf(options.reconnect ?? 'spread'),
    dialLimit: dialLimit || null,
    heartbeat: options.heartbeat === false ? null : heartbeatOf(options.heartbeat ?? {}),
    signals: signalSource(signalsOf(options.signals)),
    queue: queueOf(options.queue ?? {}),
  }
}

/** An object without its undefined fields. */
function given<T extends object>(options: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  const fields = Object.entries(options).filter(([, value]) => value !== undefined)
  return Object.fromEntries(fields) as { [Name in keyof T]?: Exclude<T[Name], undefined> }
}

function isUrl(value: unknown): boolean {
  return typeof value === 'string' || value instanceof URL
}

function isProtocols(value: unknown): boolean {
  return typeof value === 'string' || (Array.isArray(value) && value.every((protocol) => typeof protocol === 'string'))
}

function checkOptional(options: ConnectionOptions & { readonly codec?: AnyCodec | undefined }): void {
  const { codec, query, headers, closeCodes, inspector, resume, WebSocketCtor } = options
  perAttempt('query', query, isObject, 'an object of strings or URLSearchParams')
  perAttempt('headers', headers, isObject, 'an object of strings')
  if (closeCodes !== undefined) {
    must('closeCodes', closeCodes, isObject(closeCodes), 'an object from codes to rules')
    for (const [code, rule] of Object.entries(closeCodes)) oneOf(`closeCodes.${code}`, rule, RULES)
  }
  if (codec !== undefined) {
    callable('codec.decode', codec?.decode)
    callable('codec.encode', codec?.encode)
  }
  if (inspector !== undefined) callable('inspector.next', inspector?.next)
  if (resume !== undefined) callable('resume.wrap', resume?.wrap)
  if (WebSocketCtor !== undefined) callable('WebSocketCtor', WebSocketCtor)
  if (headers !== undefined && !(WebSocketCtor ?? defaultConstructor.sendsHeaders)) {
    const advice = "a browser's WebSocket cannot send headers; put a token into `query` or `protocols`."
    throw new EverwireError('options', `\`headers\` is set, but ${advice}`)
  }
}

function policyOf(reconnect: Reconnect): ReconnectPolicy | null {
  if (reconnect === 'spread') return spread
  if (reconnect === 'eager') return eager
  const own = typeof reconnect === 'function'
  must('reconnect', reconnect, own || reconnect === false, "'spread', 'eager', a policy function or false")
  return own ? reconnect : null
}

function queueOf(queue: QueueOptions): QueueBounds {
  const { messages = 1024, bytes = 2 ** 20, overflow = 'error', high = 2 ** 18, low = Math.min(2 ** 16, high) } = queue
  atLeastOne('queue.messages', messages)
  atLeastOne('queue.bytes', bytes)
  atLeastOne('queue.high', high)
  const between = typeof low === 'number' && low >= 0 && low <= high
  must('queue.low', low, between, `bytes from 0 to \`queue.high\`, which is ${high}`)
  oneOf('queue.overflow', overflow, ['error', 'drop-oldest', 'drop-newest'])
  return { messages, bytes, overflow, high, low }
}

function heartbeatOf(heartbeat: HeartbeatOptions): NonNullable<ResolvedOptions['heartbeat']> {
  const { interval = 25_000, timeout = Math.max(35_000, interval + 10_000), message, reply } = heartbeat
  milliseconds('heartbeat.interval', interval)
  milliseconds('heartbeat.timeout', timeout)
  const longer = timeout > interval && interval > 0
  must('heartbeat.timeout', timeout, longer, `more than \`heartbeat.interval\`, which is ${interval} and not 0`)
  if (reply !== undefined) callable('heartbeat.reply', reply)
  return { interval, timeout, ...(message !== undefined && { message }), ...(reply && { reply }) }
}

function signalsOf(signals: ConnectionOptions['signals']): ConnectionOptions['signals'] {
  const known = Array.isArray(signals) && signals.every((signal) => SIGNALS.includes(signal))
  const fine = signals === undefined || signals === false || typeof signals === 'function' || known
  must('signals', signals, fine, `false, a source, or a list of ${SIGNALS.join(', ')}`)
  return signals
}

/** Checks what `send` is told about a message. @throws OptionError naming the option, its value and what is allowed. */
export function checkSendOptions({ ttl, replaceKey, carry }: SendOptions): void {
  if (ttl !== undefined) milliseconds('ttl', ttl)
  if (replaceKey !== undefined) must('replaceKey', replaceKey, typeof replaceKey === 'string', 'a string')
  if (carry !== undefined) must('carry', carry, typeof carry === 'boolean', 'a boolean')
}

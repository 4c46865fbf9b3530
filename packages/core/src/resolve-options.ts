import {
  check,
  isBoolean,
  isBound,
  isCarrier,
  isCount,
  isFunction,
  isObject,
  isOneOf,
  isString,
  isTime,
  optional,
  type Rules,
  resolve,
  type Test,
} from './check.ts'
import { systemClock } from './clock.ts'
import { type AnyCodec, isOnInvalid } from './codec.ts'
import { defaultConstructor } from './default-constructor.ts'
import { OptionError } from './errors.ts'
import type { ResolvedHeartbeat } from './heartbeat.ts'
import type { ConnectionOptions, DialLimit, PerAttempt, QueueBounds, SendOptions, UrlOption } from './options.ts'
import { eager, type ReconnectPolicy, spread } from './reconnect-policy.ts'
import { isSignals, type SignalSource, signalSource } from './signals.ts'

type Options = ConnectionOptions & { readonly codec?: AnyCodec | undefined }
type Defaulted = 'closeCodes' | 'connectTimeout' | 'closeTimeout' | 'linger' | 'clock' | 'random'
type Undefaulted = 'query' | 'headers' | 'inspector' | 'resume' | 'WebSocketCtor' | 'transportOptions'

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

/** What `CONNECTION` makes of them. */
type Resolved = Pick<ResolvedOptions, Defaulted | Undefaulted | 'url' | 'protocols'> &
  Pick<Options, 'codec' | 'signals'> &
  Required<Pick<Options, 'reconnect' | 'dialLimit' | 'queue' | 'heartbeat'>>

const isRule = isOneOf('final', 'retry', 'auth', 'spread')
const isUrl: Test = (value) => isString(value) || value instanceof URL
const isProtocols: Test = (value) => isString(value) || (Array.isArray(value) && value.every(isString))
/** Of what one attempt dials: the options, or what their functions answered. */
export const TARGET: Rules<'url' | 'protocols' | 'query' | 'headers'> = {
  url: [isUrl],
  protocols: [optional(isProtocols)],
  query: [optional(isObject)],
  headers: [optional(isObject)],
}

const orFalse =
  (test: Test): Test =>
  (value) =>
    value === false || test(value)
/** For what may be asked anew for each attempt; the answer is looked at when it is given. */
const orAsked =
  (test: Test): Test =>
  (value) =>
    isFunction(value) || test(value)

const CONNECTION: Rules<keyof Options | 'url' | 'protocols'> = {
  url: [orAsked(isUrl)],
  protocols: [orAsked(optional(isProtocols))],
  query: [orAsked(optional(isObject))],
  headers: [orAsked(optional(isObject))],
  connectTimeout: [isTime, () => 10_000],
  closeTimeout: [isTime, () => 10_000],
  linger: [isTime, () => 0],
  reconnect: [orFalse(orAsked(isOneOf('spread', 'eager'))), () => 'spread'],
  closeCodes: [isObject, () => ({})],
  dialLimit: [orFalse(isObject), () => ({ max: 10, per: 60_000 })],
  queue: [isObject, () => ({})],
  heartbeat: [orFalse(isObject), () => ({})],
  signals: [orAsked(optional(orFalse(isSignals)))],
  codec: [optional(isCarrier)],
  resume: [optional(isCarrier)],
  inspector: [optional(isCarrier)],
  clock: [isCarrier, () => systemClock],
  random: [isFunction, () => Math.random],
  WebSocketCtor: [optional(isFunction)],
  transportOptions: [() => true],
}

const DIAL_LIMIT: Rules<keyof DialLimit> = { max: [isCount], per: [isTime] }

const QUEUE: Rules<keyof QueueBounds> = {
  messages: [isBound, () => 1024],
  bytes: [isBound, () => 2 ** 20],
  overflow: [isOneOf('error', 'drop-oldest', 'drop-newest'), () => 'error'],
  high: [isBound, () => 2 ** 18],
  low: [
    (value, { high }) => typeof value === 'number' && value >= 0 && value <= high,
    ({ high }) => Math.min(2 ** 16, high),
  ],
}

const HEARTBEAT: Rules<keyof ResolvedHeartbeat> = {
  interval: [(value) => isTime(value) && value > 0, () => 25_000],
  timeout: [
    (value, { interval }) => isTime(value) && value > interval,
    ({ interval }) => Math.max(35_000, interval + 10_000),
  ],
  message: [() => true],
  reply: [optional(isFunction)],
}

/** Of what is called as it is. */
const CARRIERS: Readonly<Record<string, Rules<string>>> = {
  clock: { now: [isFunction], setTimeout: [isFunction], clearTimeout: [isFunction] },
  codec: {
    decode: [isFunction],
    encode: [isFunction],
    binaryType: [optional(isOneOf('arraybuffer', 'blob'))],
    onInvalid: [optional(isOnInvalid)],
  },
  inspector: { next: [isFunction], contents: [optional(isBoolean)] },
  resume: { wrap: [isFunction], offer: [optional(isFunction)] },
}

const SEND: Rules<keyof SendOptions> = {
  ttl: [optional(isTime)],
  replaceKey: [optional(isString)],
  carry: [optional(isBoolean)],
}

/** Checks options and fills in the defaults. @throws OptionError naming the option and its value. */
export function resolveOptions(
  url: UrlOption,
  protocols: PerAttempt<string | readonly string[]> | undefined,
  options: Options,
): ResolvedOptions {
  check(isObject, { options })
  // By name, not by spreading: a binding's options hold closures of a component, which must not outlive it.
  const resolved = resolve<Resolved>(CONNECTION, { ...options, url, protocols })
  for (const [option, rules] of Object.entries(CARRIERS)) {
    const carrier = resolved[option as keyof Resolved]
    if (carrier) resolve(rules, carrier as object, `${option}.`)
  }
  const {
    closeCodes,
    reconnect,
    dialLimit,
    heartbeat,
    signals,
    headers,
    WebSocketCtor = defaultConstructor.sendsHeaders,
  } = resolved
  for (const code of Object.keys(closeCodes)) resolve({ [code]: [isRule] }, closeCodes, 'closeCodes.')
  // A browser's WebSocket cannot send them.
  if (headers && !WebSocketCtor) throw new OptionError('headers', headers)
  return {
    ...resolved,
    policy: (reconnect === 'spread' ? spread : reconnect === 'eager' ? eager : reconnect) || null,
    dialLimit: dialLimit ? resolve(DIAL_LIMIT, dialLimit, 'dialLimit.') : null,
    queue: resolve(QUEUE, resolved.queue, 'queue.'),
    heartbeat: heartbeat ? resolve(HEARTBEAT, heartbeat, 'heartbeat.') : null,
    signals: signalSource(signals),
    random: chance(resolved.random),
  }
}

/** Whatever is no chance would become a delay that is none, and a loop without a pause. */
function chance(random: () => number): () => number {
  return () => {
    const value = random()
    return value >= 0 && value < 1 ? value : Math.random()
  }
}

/** Checks what `send` is told about a message. @throws OptionError naming the option and its value. */
export function checkSendOptions(options: SendOptions): void {
  resolve(SEND, options)
}

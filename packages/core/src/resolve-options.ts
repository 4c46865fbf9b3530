import {
  isBound,
  isCount,
  isFunction,
  isObject,
  isOneOf,
  isString,
  isTime,
  type Rules,
  resolve,
  type Test,
} from './check.ts'
import { systemClock } from './clock.ts'
import type { AnyCodec } from './codec.ts'
import { defaultConstructor } from './default-constructor.ts'
import { OptionError } from './errors.ts'
import type { ResolvedHeartbeat } from './heartbeat.ts'
import type { ConnectionOptions, PerAttempt, QueueBounds, SendOptions, UrlOption } from './options.ts'
import { eager, type ReconnectPolicy, spread } from './reconnect-policy.ts'
import { isSignals, type SignalSource, signalSource } from './signals.ts'

type Options = ConnectionOptions & { readonly codec?: AnyCodec | undefined }
type Defaulted = 'closeCodes' | 'dialLimit' | 'connectTimeout' | 'closeTimeout' | 'linger' | 'clock' | 'random'
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
  readonly queue: QueueBounds
}

/** What `CONNECTION` makes of them. */
type Resolved = Pick<ResolvedOptions, Defaulted | Undefaulted | 'url' | 'protocols'> &
  Pick<Options, 'codec' | 'signals'> &
  Required<Pick<Options, 'reconnect' | 'queue' | 'heartbeat'>>

const isRule = isOneOf('final', 'retry', 'auth', 'spread')
const isUrl: Test = (value) => isString(value) || value instanceof URL
const isProtocols: Test = (value) => isString(value) || (Array.isArray(value) && value.every(isString))

/** Of what one attempt dials: the options, or what their functions answered. */
export const TARGET: Rules<'url' | 'protocols' | 'query' | 'headers'> = {
  url: isUrl,
  protocols: [undefined, isProtocols],
  query: [undefined, isObject],
  headers: [undefined, isObject],
}

const CONNECTION: Rules<keyof Options | 'url' | 'protocols'> = {
  // Functions are asked anew for each attempt; the answer is looked at when it is given.
  url: (value) => isFunction(value) || isUrl(value),
  protocols: [undefined, isFunction, isProtocols],
  query: [undefined, isFunction, isObject],
  headers: [undefined, isFunction, isObject],
  connectTimeout: [10_000, isTime],
  closeTimeout: [10_000, isTime],
  linger: [0, isTime],
  reconnect: ['spread', 'eager', false, isFunction],
  closeCodes: [{}, isObject],
  dialLimit: [{ max: 10, per: 60_000 }, false, { max: isCount, per: isTime }],
  queue: [{}, isObject],
  heartbeat: [{}, false, isObject],
  signals: [undefined, false, isFunction, isSignals],
  codec: [
    undefined,
    {
      decode: isFunction,
      encode: isFunction,
      binaryType: ['arraybuffer', 'blob'],
      onInvalid: ['report', 'drop', 'close'],
    },
  ],
  resume: [undefined, { wrap: isFunction, offer: [undefined, isFunction] }],
  inspector: [undefined, { next: isFunction, contents: [false, true] }],
  clock: [systemClock, { now: isFunction, setTimeout: isFunction, clearTimeout: isFunction }],
  random: [undefined, isFunction],
  WebSocketCtor: [undefined, isFunction],
  transportOptions: () => true,
}

const QUEUE: Rules<keyof QueueBounds> = {
  messages: [1024, isBound],
  bytes: [2 ** 20, isBound],
  overflow: ['error', 'drop-oldest', 'drop-newest'],
  high: [2 ** 18, isBound],
  low: [
    ({ high }: QueueBounds) => Math.min(2 ** 16, high),
    (value: unknown, { high }: QueueBounds) => typeof value === 'number' && value >= 0 && value <= high,
  ],
}

const HEARTBEAT: Rules<keyof ResolvedHeartbeat> = {
  interval: [25_000, (value: number) => isTime(value) && value > 0],
  timeout: [
    ({ interval }: ResolvedHeartbeat) => Math.max(35_000, interval + 10_000),
    (value: number, { interval }: ResolvedHeartbeat) => isTime(value) && value > interval,
  ],
  message: () => true,
  reply: [undefined, isFunction],
}

const SEND: Rules<keyof SendOptions> = {
  ttl: [undefined, isTime],
  replaceKey: [undefined, isString],
  carry: [true, false],
}

/** Checks options and fills in the defaults. @throws OptionError naming the option and its value. */
export function resolveOptions(
  url: UrlOption,
  protocols: PerAttempt<string | readonly string[]> | undefined,
  options: Options,
): ResolvedOptions {
  resolve({ options: isObject }, { options })
  // By name, not by spreading: a binding's options hold closures of a component, which must not outlive it.
  const resolved = resolve<Resolved>(CONNECTION, { ...options, url, protocols })
  const {
    closeCodes,
    reconnect,
    heartbeat,
    signals,
    headers,
    WebSocketCtor = defaultConstructor.sendsHeaders,
  } = resolved
  for (const code of Object.keys(closeCodes)) resolve({ [code]: isRule }, closeCodes, 'closeCodes')
  // A browser's WebSocket cannot send them.
  if (headers && !WebSocketCtor) throw new OptionError('headers', headers)
  return {
    ...resolved,
    policy: (reconnect === 'spread' ? spread : reconnect === 'eager' ? eager : reconnect) || null,
    queue: resolve(QUEUE, resolved.queue, 'queue'),
    heartbeat: heartbeat ? resolve(HEARTBEAT, heartbeat, 'heartbeat') : null,
    signals: signalSource(signals),
    random: chance(resolved.random),
  }
}

/** Whatever is no chance would become a delay that is none, and a loop without a pause. */
function chance(random = Math.random): () => number {
  return () => {
    const value = random()
    return value >= 0 && value < 1 ? value : Math.random()
  }
}

/** Checks what `send` is told about a message. @throws OptionError naming the option and its value. */
export function checkSendOptions(options: SendOptions): void {
  resolve(SEND, options)
}

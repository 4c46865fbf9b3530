// Every public option, by name: a wrong type or range is a typed error that names the option, its value and what is
// allowed. An option without a row here is a type error, so none is forgotten.
import { expect, it } from 'vitest'
import { z } from 'zod'
import { type AnyBindingOptions, type BindingOptions, bindingSocket } from './binding.ts'
import type { Clock } from './clock.ts'
import { type Codec, type JsonSchemaOptions, json } from './codec.ts'
import './index.development.ts'
import { OptionError } from './errors.ts'
import type { HeartbeatOptions } from './heartbeat.ts'
import type { Inspector } from './inspector.ts'
import type { Layer } from './layer.ts'
import { type MessagesOptions, messagesView } from './messages-view.ts'
import type {
  ConnectionOptions,
  DialLimit,
  IterateOptions,
  QueueOptions,
  ReconnectOptions,
  SendOptions,
  WebSocketOptions,
} from './options.ts'
import { Registry } from './registry.ts'
import { type RequestOptions, request } from './request.ts'
import { fakeServer, VirtualClock } from './testing/index.ts'
import { type Rows, refusing } from './testing-tools/every-option.ts'
import { topics } from './topic.ts'
import type { TopicCommands } from './topic-router.ts'
import { webSocket } from './web-socket.ts'

const url = 'wss://example.com'
const noTime = [-1, 2 ** 31, Number.NaN, Number.POSITIVE_INFINITY, '1', null, {}]
const noBound = [0, -1, Number.NaN, '1', null]
const noCount = [...noBound, 1.5]
const noFunction = [5, 'f', {}, null, true]
const noBoolean = [1, 'true', null, {}]
const noString = [5, {}, true, null]

const refuses = refusing(OptionError, ['query', 'headers'])

const connection: Rows<ConnectionOptions> = {
  query: ['a=b', 5, null],
  headers: ['a: b', 5, null],
  reconnect: ['never', true, 5, {}],
  closeCodes: ['final', 5, null, { 4000: 'never' }, { 4000: null }],
  dialLimit: [true, 5, null, 'no', {}, { max: 0, per: 1 }],
  queue: [true, 5, null, { messages: 0 }],
  heartbeat: [true, 5, null, { interval: -1 }],
  signals: [true, 'online', ['sleepy'], {}],
  connectTimeout: noTime,
  closeTimeout: noTime,
  linger: noTime,
  resume: [{}, () => {}, 5, null],
  inspector: [{}, () => {}, 5, null],
  WebSocketCtor: ['WebSocket', {}, 5, null],
  // Handed on to the constructor, which looks at it.
  transportOptions: [],
  clock: [{}, { now: Date.now }, 5, null],
  random: noFunction,
}

refuses<WebSocketOptions<unknown, unknown>>(
  'webSocket',
  { ...connection, protocols: [5, {}, ['a', 5], null], codec: [{}, { decode: String }, null, 5] },
  (name, value) => webSocket(url, { [name]: value } as never),
)
for (const value of [null, undefined, 5, {}]) {
  it(`webSocket: a URL that is ${value}`, () => {
    expect(() => webSocket(value as never)).toThrow(OptionError)
    expect(() => webSocket(value as never)).toThrow(/^`url` is .*; allowed: a string or a URL/)
  })
}

const within = (option: string) => (name: string, value: unknown) =>
  webSocket(url, { [option]: { [name]: value } } as never)
refuses<QueueOptions>(
  'queue',
  {
    messages: noBound,
    bytes: noBound,
    overflow: ['block', 5, null, false],
    high: noBound,
    low: [-1, Number.NaN, 2 ** 18 + 1, '1', null],
  },
  within('queue'),
  'queue.',
)
refuses<DialLimit>(
  'dialLimit',
  { max: noCount, per: noTime },
  (name, value) => webSocket(url, { dialLimit: { max: 1, per: 1, [name]: value } as never }),
  'dialLimit.',
)
refuses<HeartbeatOptions>(
  'heartbeat',
  {
    interval: [...noTime, 0],
    timeout: [...noTime, 25_000],
    // Whatever the codec encodes; what it cannot is an EncodeError when it is sent.
    message: [],
    reply: noFunction,
  },
  within('heartbeat'),
  'heartbeat.',
)
refuses<Clock>(
  'clock',
  { now: noFunction, setTimeout: noFunction, clearTimeout: noFunction },
  (name, value) =>
    webSocket(url, {
      clock: { ...new VirtualClock(), now: Date.now, setTimeout, clearTimeout, [name]: value } as never,
    }),
  'clock.',
)
refuses<Inspector>(
  'inspector',
  { next: noFunction, contents: noBoolean },
  (name, value) => webSocket(url, { inspector: { next() {}, [name]: value } as never }),
  'inspector.',
)
refuses<Layer>(
  'resume',
  { wrap: noFunction, offer: noFunction },
  (name, value) => webSocket(url, { resume: { wrap: (it: unknown) => it, [name]: value } as never }),
  'resume.',
)
refuses<Codec<unknown>>(
  'codec',
  {
    binaryType: ['buffer', 5, null],
    onInvalid: ['ignore', 5, null],
    decode: noFunction,
    encode: noFunction,
  },
  (name, value) => webSocket(url, { codec: { ...json(), [name]: value } as never }),
  'codec.',
)
refuses<JsonSchemaOptions<never, never>>(
  'json',
  { schema: [{}, 5, null, () => {}], outgoing: [{}, 5, null, () => {}], onInvalid: ['ignore', 5, null] },
  (name, value) => json({ schema: z.unknown(), [name]: value } as never),
)
refuses<SendOptions>('send', { ttl: noTime, replaceKey: noString, carry: noBoolean }, (name, value) =>
  webSocket(url, offline()).send('x', { [name]: value }),
)
refuses<ReconnectOptions>('reconnect', { overlap: noBoolean }, (name, value) =>
  webSocket(url).reconnect({ [name]: value }),
)
refuses<IterateOptions>('iterate', { limit: noCount }, (name, value) => webSocket(url).iterate({ [name]: value }))
refuses<RequestOptions<unknown>>(
  'request',
  { match: noFunction, timeout: noTime, signal: [{}, 5, true, null] },
  (name, value) => request(webSocket(url, offline()), 'x', { match: () => true, [name]: value } as never),
)
refuses<TopicCommands<string, string>>('topics', { subscribe: noFunction, unsubscribe: noFunction }, (name, value) =>
  topics(webSocket(url), () => 'a', { [name]: value } as never),
)
refuses<MessagesOptions>(
  'messagesView',
  { limit: noCount, delivery: ['every', 'never', -1, Number.NaN, null, true] },
  (name, value) => messagesView(webSocket(url), { [name]: value } as never),
)
refuses<Omit<BindingOptions<unknown, unknown>, keyof WebSocketOptions<unknown, unknown>>>(
  'bindings',
  {
    share: noBoolean,
    key: noString,
    delivery: ['never', -1, Number.NaN, null, true],
    registry: [{}, 5, null],
    onMessage: noFunction,
    onOpen: noFunction,
    onClose: noFunction,
    onError: noFunction,
  },
  (name, value) => bindingSocket(url, { [name]: value } as AnyBindingOptions, new Registry()),
)

/** Nothing is dialled for real. */
function offline(): ConnectionOptions {
  const clock = new VirtualClock()
  return { clock, WebSocketCtor: fakeServer(clock).WebSocketCtor }
}

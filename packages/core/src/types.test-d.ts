// What TypeScript makes of the API; checked by tsc, never run.
import { type } from 'arktype'
import * as v from 'valibot'
import { expectTypeOf } from 'vitest'
import { z } from 'zod'
import { type Codec, json } from './codec.ts'
import type { SocketObservable } from './multicast.ts'
import type { ObservableWebSocket } from './observable-web-socket.ts'
import type { UrlOption, WebSocketOptions } from './options.ts'
import { request } from './request.ts'
import { topics } from './topic.ts'
import { webSocket } from './web-socket.ts'
import type { Received, Sendable } from './web-socket-like.ts'

interface Quote {
  symbol: string
  price: number
}
interface Command {
  subscribe: string
}
const url = 'wss://example.com/feed'

// Without a codec, data is what the transport hands over.
const raw = webSocket(url)
expectTypeOf(raw).toEqualTypeOf<ObservableWebSocket<Received, Sendable>>()
expectTypeOf(raw.data$).toEqualTypeOf<SocketObservable<string | ArrayBuffer | Blob>>()
raw.send('text')
raw.send(new Uint8Array(2))
// @ts-expect-error: without a codec an object cannot be sent
raw.send({ subscribe: 'ACME' })
// @ts-expect-error: another type needs a codec
webSocket<Quote>(url)
// @ts-expect-error: the same with options
webSocket<Quote, Command>(url, { linger: 100 })

// A wrong option is reported against these alone by TypeScript 7: the last signature's.
expectTypeOf<Parameters<typeof webSocket>>().toEqualTypeOf<
  [url: UrlOption, options: WebSocketOptions<unknown, unknown>]
>()

// json() takes the types it is given, or those of the place where it stands.
expectTypeOf(json()).toEqualTypeOf<Codec<unknown, unknown>>()
expectTypeOf(json<Quote>()).toEqualTypeOf<Codec<Quote, Quote>>()
expectTypeOf(json<Quote, Command>({ onInvalid: 'drop' })).toEqualTypeOf<Codec<Quote, Command>>()
expectTypeOf(webSocket(url, { codec: json() }).data$).toEqualTypeOf<SocketObservable<unknown>>()
const feed = webSocket<Quote, Command>(url, { codec: json() })
expectTypeOf(feed).toEqualTypeOf<ObservableWebSocket<Quote, Command>>()
expectTypeOf(webSocket(url, { codec: json<Quote, Command>() })).toEqualTypeOf(feed)
expectTypeOf(webSocket(url, ['v1'], { codec: json<Quote, Command>() })).toEqualTypeOf(feed)
feed.send({ subscribe: 'ACME' })
// @ts-expect-error: a quote is no command
feed.send({ symbol: 'ACME', price: 1 })
// @ts-expect-error: there is no such choice
json({ onInvalid: 'ignore' })
// @ts-expect-error: what goes out is checked only where what comes in is
json({ outgoing: z.string() })
// @ts-expect-error: this is no schema
json({ schema: { parse: (text: string) => text } })

// A schema gives the types: its output comes in; the outgoing schema's input, else its own, goes out.
const zodQuote = z.object({ symbol: z.string(), at: z.string().transform((text) => new Date(text)) })
const zodCommand = z.object({ subscribe: z.string(), depth: z.number().default(1) })
type In = { symbol: string; at: Date }
type Wire = { symbol: string; at: string }
type Out = { subscribe: string; depth?: number | undefined }
expectTypeOf(json({ schema: zodQuote })).toEqualTypeOf<Codec<In, Wire>>()
expectTypeOf(json({ schema: zodQuote, outgoing: zodCommand, onInvalid: 'close' })).toEqualTypeOf<Codec<In, Out>>()

const valibotQuote = v.object({
  symbol: v.string(),
  at: v.pipe(
    v.string(),
    v.transform((text) => new Date(text)),
  ),
})
expectTypeOf(json({ schema: valibotQuote })).toEqualTypeOf<Codec<In, Wire>>()
const arkQuote = type({ symbol: 'string', at: type('string').pipe((text) => new Date(text)) })
expectTypeOf(json({ schema: arkQuote })).toEqualTypeOf<Codec<In, Wire>>()

const checked = webSocket(url, { codec: json({ schema: zodQuote, outgoing: zodCommand }) })
expectTypeOf(checked).toEqualTypeOf<ObservableWebSocket<In, Out>>()
checked.send({ subscribe: 'ACME' })
// @ts-expect-error: the schema wants text
checked.send({ subscribe: 1 })
// @ts-expect-error: these are not the schema's types
webSocket<Quote, Command>(url, { codec: json({ schema: zodQuote }) })

// Topics: the key's type follows from the key function, in whatever order the commands stand.
const quotes = topics(feed, (quote) => quote.symbol, {
  unsubscribe: (symbol) => ({ subscribe: `-${symbol.toUpperCase()}` }),
  subscribe: (symbol) => ({ subscribe: symbol.toUpperCase() }),
})
expectTypeOf(quotes).toEqualTypeOf<(key: string) => SocketObservable<Quote>>()
// @ts-expect-error: topics have names here
quotes(7)
expectTypeOf(topics(feed, (quote) => (quote.price > 0 ? quote.price : undefined)))
  .parameter(0)
  .toEqualTypeOf<number>()
// @ts-expect-error: the socket does not send that
topics(feed, (quote) => quote.symbol, { subscribe: (symbol) => ({ follow: symbol }) })
// @ts-expect-error: a quote has no such property
topics(feed, (quote) => quote.name)
type Event = { type: 'quote'; symbol: 'A' | 'B' } | { type: 'error'; text: string }
const events = webSocket<Event, Command>(url, { codec: json() })
expectTypeOf(topics(events, (event) => (event.type === 'quote' ? event.symbol : undefined)))
  .parameter(0)
  .toEqualTypeOf<'A' | 'B'>()

// Requests: a type guard gives the reply its type.
const anyEvent = request(events, { subscribe: 'A' }, { match: (event) => event.type.length > 4, timeout: 100 })
expectTypeOf(anyEvent).toEqualTypeOf<Promise<Event>>()
const error = request(
  events,
  { subscribe: 'A' },
  { match: (event): event is Event & { type: 'error' } => event.type === 'error' },
)
expectTypeOf(error).resolves.toHaveProperty('text')
// @ts-expect-error: the socket does not send that
request(events, { follow: 'A' }, { match: () => true })
// @ts-expect-error: without `match` there is no reply
request(events, { subscribe: 'A' }, { timeout: 100 })

import './index.development.ts'
import { decode, encode } from '@msgpack/msgpack'
import type { StandardSchemaV1 } from '@standard-schema/spec'
import { type } from 'arktype'
import * as v from 'valibot'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Codec, json } from './codec.ts'
import { DecodeError, EncodeError, type EverwireError, OptionError } from './errors.ts'
import { SchemaError } from './schema.ts'
import { fakeServer, silent, VirtualClock } from './testing/index.ts'
import { settled } from './testing/settled.ts'
import { webSocket } from './web-socket.ts'
import type { Sendable } from './web-socket-like.ts'

/** A socket with a codec, open, and what came out of it. */
function opened<In, Out>(codec: Codec<In, Out>, closeCodes?: Record<number, 'retry'>) {
  const clock = new VirtualClock()
  const server = fakeServer(clock, silent())
  const { WebSocketCtor } = server
  const options = { WebSocketCtor, clock, reconnect: () => 1000, ...(closeCodes && { closeCodes }) }
  const socket = webSocket('wss://example.com/feed', { ...options, codec })
  const seen: In[] = []
  const errors: EverwireError[] = []
  const ends: unknown[] = []
  socket.error$.subscribe((error) => errors.push(error))
  socket.data$.subscribe({ next: (data) => seen.push(data), error: (error) => ends.push(error) })
  server.last.accept()
  return {
    socket,
    seen,
    errors,
    ends,
    server,
    deliver(...messages: Sendable[]) {
      for (const message of messages) server.send(message)
    },
    /** What the server has received. */
    told() {
      clock.tick(0)
      return server.received
    },
    /** How the server sees that the connection ended. */
    ending() {
      clock.tick(0)
      return server.last.ending
    },
  }
}

const unhandled: unknown[] = []
const note = (error: unknown): unknown => unhandled.push(error)
beforeEach(() => void process.on('unhandledRejection', note))
afterEach(async () => {
  await settled()
  process.off('unhandledRejection', note)
  expect(unhandled.splice(0)).toEqual([])
})

describe('json()', () => {
  it('reads text and UTF-8 bytes, and refuses bytes that are no UTF-8', () => {
    const { decode } = json()
    expect(decode('{"a":[1,"✓"]}')).toEqual({ a: [1, '✓'] })
    expect(decode(new TextEncoder().encode('{"a":"✓"}').buffer)).toEqual({ a: '✓' })
    expect(() => decode(Uint8Array.of(0x22, 0xff, 0x22).buffer)).toThrow(TypeError)
  })

  it.each([undefined, () => 1, Symbol('s')])('refuses what JSON has no form for: %s', (message) => {
    expect(() => json().encode(message)).toThrow(`JSON has no form for ${typeof message}`)
  })

  it('keeps __proto__ as data', () => {
    const text = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'
    const data = json<object>().decode(text)
    expect(Object.keys(data)).toEqual(['__proto__', 'constructor'])
    expect(Object.getPrototypeOf(data)).toBe(Object.prototype)
    expect('polluted' in {}).toBe(false)
    expect(json().encode(data)).toBe(text)
  })

  it.each([
    [{ onInvalid: 'ignore' }, 'onInvalid'],
    [{ schema: null }, 'schema'],
    [{ schema: { parse: () => 1 } }, 'schema'],
    [{ outgoing: z.string() }, 'schema'],
    [{ schema: z.string(), outgoing: 'string' }, 'outgoing'],
  ])('names an option that is wrong: %o', (options, option) => {
    const make = () => json(options as Parameters<typeof json>[0])
    expect(make).toThrow(OptionError)
    expect(make).toThrow(`\`${option}\` is `)
  })
})

/** The same quote, whose date is text on the wire, in three libraries; and a command with a default. */
const libraries = {
  zod: {
    quote: z.object({ symbol: z.string(), price: z.number(), at: z.string().transform((text) => new Date(text)) }),
    command: z.object({ subscribe: z.string(), depth: z.number().default(1) }),
    slow: z.object({ symbol: z.string().refine(async () => false) }),
  },
  valibot: {
    quote: v.object({
      symbol: v.string(),
      price: v.number(),
      at: v.pipe(
        v.string(),
        v.transform((text) => new Date(text)),
      ),
    }),
    command: v.object({ subscribe: v.string(), depth: v.optional(v.number(), 1) }),
    slow: v.objectAsync({
      symbol: v.pipeAsync(
        v.string(),
        v.checkAsync(async () => Promise.reject(new Error('late'))),
      ),
    }),
  },
  arktype: {
    quote: type({ symbol: 'string', price: 'number', at: type('string').pipe((text) => new Date(text)) }),
    command: type({ subscribe: 'string', depth: 'number = 1' }),
    // arktype has no asynchronous schemas.
    slow: {
      '~standard': { version: 1, vendor: 'arktype', validate: () => Promise.reject(new Error('late')) },
    } as StandardSchemaV1,
  },
}

const AT = '2030-01-01T00:00:00.000Z'
const text = JSON.stringify({ symbol: 'ACME', price: 1, at: AT })

describe.each(Object.entries(libraries))('json() with a schema of %s', (name, { quote, command, slow }) => {
  const codec = () => json({ schema: quote as StandardSchemaV1, outgoing: command as StandardSchemaV1 })

  it("hands on the schema's output and sends the outgoing schema's", () => {
    const { socket, seen, errors, deliver, told } = opened(codec())
    deliver(text)
    socket.send({ subscribe: 'ACME' })
    expect(seen).toEqual([{ symbol: 'ACME', price: 1, at: new Date(AT) }])
    expect(JSON.parse(String(told()[0]))).toEqual({ subscribe: 'ACME', depth: 1 })
    expect(errors).toEqual([])
  })

  it('reports an invalid message with its issues, and goes on', () => {
    const { seen, errors, deliver } = opened(codec())
    const invalid = '{"symbol":"ACME","price":"1","at":"2030"}'
    deliver(invalid, '{', text)
    expect(seen).toHaveLength(1)
    expect(errors).toMatchObject([
      { code: 'decode', data: invalid },
      { code: 'decode', data: '{' },
    ])
    expect(errors[0]).toBeInstanceOf(DecodeError)
    expect(errors[0]?.message).toMatch(/could not be decoded: price: .*number/)
    expect(errors[0]?.cause).toBeInstanceOf(SchemaError)
    expect(errors).toMatchObject([{ cause: { issues: { length: 1 } } }, {}])
    expect(errors[1]?.cause).toBeInstanceOf(SyntaxError)
  })

  it('throws what may not be sent, and sends nothing', () => {
    const { socket, told } = opened(codec())
    const send = () => socket.send({ subscribe: 7 })
    expect(send).toThrow(EncodeError)
    expect(send).toThrow(/could not be encoded: subscribe: .*string/)
    expect(told()).toEqual([])
    expect(socket.bufferedAmount).toBe(0)
  })

  it('without an outgoing schema, checks what is sent by the same one, and sends it as it is', () => {
    const { socket, told } = opened(json({ schema: quote as StandardSchemaV1 }))
    const message = { symbol: 'ACME', price: 1, at: AT, more: true }
    socket.send(message)
    expect(JSON.parse(String(told()[0]))).toEqual(message)
    expect(() => socket.send({ ...message, at: new Date(AT) })).toThrow(/at: .*string/)
    expect(told()).toHaveLength(1)
  })

  it('says that an asynchronous schema cannot serve, in both directions, and swallows its rejection', async () => {
    const { socket, seen, errors, deliver, told } = opened(json({ schema: slow as StandardSchemaV1 }))
    deliver('{"symbol":"ACME"}')
    expect(seen).toEqual([])
    expect(errors).toMatchObject([{ code: 'decode', cause: { code: 'schema' } }])
    expect(errors[0]?.message).toContain(`\`schema\` (${name}) answered a promise`)
    expect(() => socket.send({ symbol: 'ACME' })).toThrow('it is asynchronous')
    expect(told()).toEqual([])
  })

  it('does not let __proto__ through to anything', () => {
    const { seen, deliver } = opened(codec())
    deliver(`{"__proto__":{"polluted":1},${text.slice(1)}`)
    expect((seen[0] as { polluted?: number }).polluted).toBeUndefined()
    expect('polluted' in {}).toBe(false)
  })
})

it('reports what a schema throws', () => {
  const fail = (): string => {
    throw new RangeError('boom')
  }
  const schema = v.pipe(v.string(), v.transform(fail))
  const { errors, deliver } = opened(json({ schema }))
  deliver('"x"')
  expect(errors).toMatchObject([{ code: 'decode', message: 'A message could not be decoded: boom' }])
})

it('names the first issues and counts the others', () => {
  const schema = z.array(z.number())
  const { errors, deliver } = opened(json({ schema }))
  deliver(JSON.stringify(Array.from({ length: 50 }, () => 'x')))
  expect(errors[0]?.message).toMatch(/decoded: 0: [^;]+; 1: [^;]+; 2: [^;]+; and 47 more$/)
  expect(errors).toMatchObject([{ cause: { issues: { length: 50 } } }])
})

describe('onInvalid', () => {
  const schema = z.number()

  it("'drop' drops what is invalid, without an error", () => {
    const { seen, errors, deliver } = opened(json({ schema, onInvalid: 'drop' }))
    deliver('1', '"x"', '{', '2')
    expect(seen).toEqual([1, 2])
    expect(errors).toEqual([])
  })

  it("'close' says why, closes with 4007, and ends for good", () => {
    const { socket, seen, errors, ends, server, deliver, ending } = opened(json({ schema, onInvalid: 'close' }))
    deliver('1', '"x"', '2')
    expect(seen).toEqual([1])
    expect(errors.map(({ name }) => name)).toEqual(['DecodeError', 'ClosedError'])
    expect(ends).toMatchObject([{ closeCode: 4007 }])
    expect(socket.state).toMatchObject({ phase: 'closed', code: 4007, wasClean: false, error: { code: 'closed' } })
    expect(ending()?.code).toBe(4007)
    expect(server.connections).toHaveLength(1)
  })

  it("'close' lets closeCodes decide", () => {
    const { socket, ends, deliver, ending } = opened(json({ schema, onInvalid: 'close' }), { 4007: 'retry' })
    deliver('"x"')
    expect(socket.state).toMatchObject({ phase: 'waiting', delay: 1000, cause: { type: 'closed', code: 4007 } })
    expect(ends).toEqual([])
    expect(ending()?.code).toBe(4007)
  })

  it("is for json() without a schema, and for a codec of one's own", () => {
    const text = opened(json({ onInvalid: 'drop' }))
    text.deliver('{', '1')
    expect([text.seen, text.errors]).toEqual([[1], []])
    const own = opened<number, never>({ onInvalid: 'close', decode: JSON.parse, encode: String })
    own.deliver('{')
    expect(own.ending()?.code).toBe(4007)
  })
})

describe('a binary codec', () => {
  const msgpack: Codec<unknown> = {
    decode: (data) => decode(data as ArrayBuffer),
    encode: (message) => encode(message),
  }
  const message = { at: new Date(AT), bytes: Uint8Array.of(1, 2, 3), n: 2 ** 40 }

  it('asks for bytes, and sends and receives them', () => {
    const { socket, seen, deliver, told } = opened(msgpack)
    socket.send(message)
    const sent = told()[0] as ArrayBuffer
    expect(decode(sent)).toEqual(message)
    deliver(sent)
    expect(seen).toEqual([message])
  })

  it('reports bytes that are no message', () => {
    const { seen, errors, deliver } = opened(msgpack)
    deliver(Uint8Array.of(0xc1), encode('next').slice())
    expect(errors).toMatchObject([{ code: 'decode' }])
    expect(seen).toEqual(['next'])
  })
})

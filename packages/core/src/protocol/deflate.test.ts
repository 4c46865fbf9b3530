import { once } from 'node:events'
import { createDeflateRaw, deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { NodeDeflater } from '../node/deflater.ts'
import { NodeInflater } from '../node/inflater.ts'
import { Bench, deflateDefaults } from '../testing-tools/endpoint.ts'
import { BINARY, CLOSE, concat, frame, hex, PING, PONG, TEXT, utf8 } from '../testing-tools/frames.ts'
import { Compressor, Decompressor, TAIL } from '../testing-tools/server-deflate.ts'
import type { Environment } from './environment.ts'

const RSV1 = 4

/** Inflates what was sent, message by message, with one context of the size given. */
async function decompress(payloads: readonly Uint8Array[], windowBits = 15): Promise<Uint8Array[]> {
  const decompressor = new Decompressor({ windowBits, takeover: true })
  const messages: Uint8Array[] = []
  for (const payload of payloads) messages.push(await decompressor.message(payload))
  return messages
}

// Both ways that the work may go: with zlib's handle on the spot, and with nothing but the public streams.
const ways: [string, Partial<Environment>][] = [
  ['on the spot', {}],
  [
    'in the thread pool',
    {
      createInflater: (parameters, handlers) => new NodeInflater(parameters, handlers, false),
      createDeflater: (parameters, handlers) => new NodeDeflater(parameters, handlers, false),
    },
  ],
]
const benches: Bench[] = []
const bench = (
  options: Partial<typeof deflateDefaults> = {},
  more: object = {},
  environment: Partial<Environment> = {},
): Bench => {
  const made = new Bench({ deflate: { ...deflateDefaults, ...options }, ...more }, environment)
  benches.push(made)
  return made
}
afterEach(() => {
  for (const made of benches.splice(0)) made.ended()
})
/** Waits for work that went on elsewhere. */
const settled = async (made: Bench, done: () => boolean): Promise<void> => {
  while (!done()) {
    await new Promise<void>((resolve) => {
      made.onChanged = resolve
    })
  }
}
const closeCode = (made: Bench) =>
  made.sent.filter(({ opcode }) => opcode === CLOSE).map(({ payload }) => Buffer.from(payload).readUInt16BE())

it('has zlib work on the spot on this runtime', () => {
  const one = bench()
  one.endpoint.sendText('a')
  expect(one.sent).toHaveLength(1)
})

for (const [way, environment] of ways) {
  describe(`compressed messages, received ${way}`, () => {
    it('inflates the examples of RFC 7692, 7.2.3', async () => {
      const examples = [
        'c1 07 f2 48 cd c9 c9 07 00',
        '41 03 f2 48 cd 80 04 c9 c9 07 00',
        'c1 0b 00 05 00 fa ff 48 65 6c 6c 6f 00',
        'c1 08 f3 48 cd c9 c9 07 00 00',
        'c1 0d f2 48 05 00 00 00 ff ff ca c9 c9 07 00',
      ]
      for (const example of examples) {
        for (const cut of [false, true]) {
          const made = bench({}, {}, environment)
          const bytes = concat(hex(example), frame(TEXT, 'then'))
          if (cut) made.drip(bytes)
          else made.receive(bytes)
          await settled(made, () => made.events.length === 2)
          expect(made.events, example).toEqual(['Hello', 'then'])
        }
      }
    })

    it('uses what came before as context: the second Hello of RFC 7692', async () => {
      const made = bench({}, {}, environment).receive(hex('c1 07 f2 48 cd c9 c9 07 00'), hex('c1 05 f2 00 11 00 00'))
      await settled(made, () => made.events.length === 2)
      expect(made.events).toEqual(['Hello', 'Hello'])
    })

    it('receives the next message intact after a block with BFINAL', async () => {
      const compress = new Compressor()
      const next = await compress.message('next')
      const after = await compress.message('next but one, which refers to next')
      for (const final of [
        hex('f3 48 cd c9 c9 07 00 00'),
        hex('f3 48 cd c9 c9 07 00'),
        deflateRawSync('Hello'),
        concat(deflateRawSync('Hello'), hex('00')),
      ]) {
        for (const cut of [1, 3, 1000]) {
          const made = bench({}, {}, environment)
          const bytes = concat(...[final, next, after].map((payload) => frame(TEXT, payload, { rsv: RSV1 })))
          for (let at = 0; at < bytes.length; at += cut) made.receive(bytes.subarray(at, at + cut))
          await settled(made, () => made.events.length === 3)
          expect(made.events).toEqual(['Hello', 'next', 'next but one, which refers to next'])
        }
      }
    })

    it('receives several final blocks in one message', async () => {
      const payload = concat(deflateRawSync('one '), deflateRawSync('two '), deflateRawSync('three'), hex('00'))
      const made = bench({}, {}, environment).receive(frame(TEXT, payload, { rsv: RSV1 }), frame(TEXT, 'then'))
      await settled(made, () => made.events.length === 2)
      expect(made.events).toEqual(['one two three', 'then'])
    })

    for (let bits = 8; bits <= 15; bits++) {
      it(`receives messages of all sizes with a window of 2^${bits}, mixed with uncompressed ones, in order`, async () => {
        const compress = new Compressor({ windowBits: bits, takeover: true })
        const made = bench({ serverMaxWindowBits: Math.max(bits, 9) }, {}, environment)
        const expected: string[] = []
        for (const size of [0, 1, 16, 64, 256, 1024, 4096, 8192, 16_384, 32_768, 65_536, 131_072, 300_000]) {
          const text = Array.from({ length: Math.ceil(size / 7) }, (_, index) =>
            ((index * 2_654_435_761) % 9_973_711).toString(36),
          )
            .join('_')
            .slice(0, size)
          expected.push(text, `plain ${size}`)
          made.receive(frame(TEXT, await compress.message(text), { rsv: RSV1 }), frame(TEXT, `plain ${size}`))
        }
        await settled(made, () => made.events.length === expected.length)
        expect(made.events).toEqual(expected)
      })
    }

    it('joins compressed fragments, with control frames between them', async () => {
      const payload = await new Compressor().message('fragmented, '.repeat(1000))
      const third = Math.ceil(payload.length / 3)
      const made = bench({}, {}, environment).receive(
        frame(TEXT, payload.subarray(0, third), { rsv: RSV1, fin: false }),
        frame(PING, 'between'),
        frame(0, payload.subarray(third, 2 * third), { fin: false }),
        frame(0, '', { fin: false }),
        frame(PONG, 'also'),
        frame(0, payload.subarray(2 * third)),
      )
      await settled(made, () => made.messages.length === 1)
      expect(made.messages).toEqual(['fragmented, '.repeat(1000)])
      expect(made.sent.map(({ text }) => text)).toEqual(['between'])
    })

    it('stops a bomb at maxMessageSize, in the middle of the message', async () => {
      const bomb = await new Compressor().message(new Uint8Array(64 * 2 ** 20))
      const made = bench({}, { maxMessageSize: 2 ** 20 }, environment)
      const before = process.memoryUsage.rss()
      made.receive(frame(BINARY, bomb, { rsv: RSV1 }))
      await settled(made, () => made.endpoint.closing)
      expect(closeCode(made)).toEqual([1009])
      expect(made.messages).toEqual([])
      expect(process.memoryUsage.rss() - before).toBeLessThan(32 * 2 ** 20)
    })

    it('counts the inflated size of all fragments together', async () => {
      const compress = new Compressor()
      const payload = await compress.message(new Uint8Array(1000))
      const made = bench({}, { maxMessageSize: 1500 }, environment)
      made.receive(frame(BINARY, payload, { rsv: RSV1, fin: false }))
      made.receive(frame(0, concat(TAIL, await compress.message(new Uint8Array(1000)))))
      await settled(made, () => made.endpoint.closing)
      expect(closeCode(made)).toEqual([1009])
    })

    it('accepts a message of exactly maxMessageSize', async () => {
      const payload = await new Compressor().message(new Uint8Array(100_000))
      const made = bench({}, { maxMessageSize: 100_000 }, environment).receive(frame(BINARY, payload, { rsv: RSV1 }))
      await settled(made, () => made.events.length === 1)
      expect((made.events[0] as Uint8Array).length).toBe(100_000)
    })

    for (const [what, payload] of [
      ['a reserved block type', hex('07')],
      ['a stored block whose lengths disagree', hex('00 05 00 00 00 41')],
      ['a reference to before the beginning', hex('f2 00 11 00 00')],
      ['random bytes', hex('de ad be ef 12 34 56 78 9a bc de f0')],
    ] as const) {
      it(`fails with 1007 at ${what}, and once only`, async () => {
        const made = bench({}, {}, environment).receive(frame(TEXT, payload, { rsv: RSV1 }), frame(TEXT, 'behind'))
        await settled(made, () => made.endpoint.closing)
        expect(closeCode(made)).toEqual([1007])
        expect(made.messages).toEqual([])
        expect(made.ended().failure?.message).toMatch(/compressed/)
      })
    }

    it('fails with 1007 at compressed text that is not UTF-8, before the message ends', async () => {
      const payload = await new Compressor().message(concat(utf8('ok'), hex('ff')))
      const made = bench({}, {}, environment).receive(frame(TEXT, payload, { rsv: RSV1, fin: false }))
      await settled(made, () => made.endpoint.closing)
      expect(closeCode(made)).toEqual([1007])
    })

    it('calls nobody after the connection has ended, whatever is under way', async () => {
      const payload = await new Compressor().message('x'.repeat(500_000))
      const made = bench({}, {}, environment).receive(frame(TEXT, payload, { rsv: RSV1 }))
      made.endpoint.sendBinary(new Uint8Array(500_000))
      made.ended()
      const { length } = made.events
      made.onChanged = () => expect.unreachable()
      const witness = createDeflateRaw()
      witness.end(new Uint8Array(2_000_000))
      witness.resume()
      await once(witness, 'end')
      expect(made.events).toHaveLength(length)
    })
  })

  describe(`compressed messages, sent ${way}`, () => {
    for (let bits = 8; bits <= 15; bits++) {
      it(`fits into a window of 2^${bits}, over many messages`, async () => {
        const made = bench({ clientMaxWindowBits: bits }, {}, environment)
        const messages = Array.from({ length: 60 }, (_, index) =>
          utf8(`${index % 7} the quick brown fox ${(index * 7919) % 101} `.repeat((index % 12) * 3)),
        )
        for (const message of messages) made.endpoint.sendBinary(message)
        const sent: Uint8Array[] = []
        await settled(made, () => {
          const frames = made.sent
          for (const { rsv } of frames) expect(rsv).toBe(RSV1)
          return sent.push(...frames.map(({ payload }) => payload)) === messages.length
        })
        expect((await decompress(sent, bits)).map((one) => Buffer.from(one).toString())).toEqual(
          messages.map((one) => Buffer.from(one).toString()),
        )
      })
    }

    it('keeps its context, unless it agreed not to', async () => {
      const sizes: number[][] = []
      for (const clientNoContextTakeover of [false, true]) {
        const made = bench({ clientNoContextTakeover }, {}, environment)
        const text = 'some text that is worth remembering '
        for (let index = 0; index < 3; index++) made.endpoint.sendText(text)
        const sent: Uint8Array[] = []
        await settled(made, () => sent.push(...made.sent.map(({ payload }) => payload)) === 3)
        sizes.push(sent.map(({ length }) => length))
        if (clientNoContextTakeover)
          for (const payload of sent) expect(Buffer.from((await decompress([payload]))[0] ?? []).toString()).toBe(text)
      }
      const [kept, fresh] = sizes as [number[], number[]]
      expect(kept[1]).toBeLessThan((kept[0] as number) / 2)
      expect(fresh[1]).toBe(fresh[0])
    })

    it('sends an empty message as RFC 7692, 7.2.3.6 shows', async () => {
      const made = bench({}, {}, environment)
      made.endpoint.sendText('')
      expect(made.sent.map(({ rsv, payload }) => [rsv, [...payload]])).toEqual([[RSV1, [0]]])
    })

    it('does not compress below the threshold, nor control frames', async () => {
      const made = bench({ threshold: 10 }, {}, environment)
      made.endpoint.sendText('123456789')
      made.endpoint.sendText('€€€')
      made.endpoint.sendBinary(new Uint8Array(9))
      made.endpoint.ping(new Uint8Array(20))
      expect(made.sent.map(({ rsv }) => rsv)).toEqual([0, 0, 0, 0])
      made.endpoint.sendText('€€€€')
      const sent: number[] = []
      await settled(made, () => sent.push(...made.sent.map(({ rsv }) => rsv)) === 1)
      expect(sent).toEqual([RSV1])
    })

    it('lets everything but a Pong wait behind a message whose compression goes on elsewhere', async () => {
      const made = bench({ threshold: 100 }, {}, environment)
      const large = Buffer.from(Array.from({ length: 200_000 }, (_, index) => (index * index) >> 7))
      const expected = Buffer.from(large)
      made.endpoint.sendBinary(large)
      large.fill(0)
      made.endpoint.sendText('small')
      made.endpoint.sendText('medium'.repeat(50))
      made.receive(frame(PING, 'p'))
      expect(made.endpoint.bufferedAmount).toBe(200_305)
      made.endpoint.close(1000)
      expect(made.sent.map(({ opcode }) => opcode)).toEqual([PONG])
      const sent: ReturnType<() => Bench['sent']> = []
      await settled(made, () => sent.push(...made.sent) === 4)
      expect(sent.map(({ opcode, rsv }) => [opcode, rsv])).toEqual([
        [BINARY, RSV1],
        [TEXT, 0],
        [TEXT, RSV1],
        [CLOSE, 0],
      ])
      const [first] = await decompress([sent[0]?.payload as Uint8Array])
      expect(Buffer.compare(first as Uint8Array, expected)).toBe(0)
      expect(made.endpoint.bufferedAmount).toBe(0)
    })

    it('means the same as what was sent, for any messages in any order', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(
            fc.oneof(
              fc.string({ maxLength: 60 }),
              fc.integer({ min: 0, max: 150_000 }).map((size) => 'ab'.repeat(size / 2)),
            ),
            { maxLength: 6 },
          ),
          async (texts) => {
            const made = bench({}, {}, environment)
            for (const text of texts) made.endpoint.sendText(text)
            const sent: Uint8Array[] = []
            await settled(made, () => sent.push(...made.sent.map(({ payload }) => payload)) === texts.length)
            expect((await decompress(sent)).map((one) => Buffer.from(one).toString())).toEqual(texts)
          },
        ),
        { numRuns: 40 },
      )
    })
  })
}

describe('RSV1', () => {
  for (const [what, bytes] of [
    ['a Ping', frame(PING, '', { rsv: RSV1 })],
    ['a Pong', frame(PONG, '', { rsv: RSV1 })],
    ['a Close frame', frame(CLOSE, '', { rsv: RSV1 })],
    ['a continuation', concat(frame(TEXT, 'a', { fin: false }), frame(0, 'b', { rsv: RSV1 }))],
    [
      'a continuation of a compressed message',
      concat(frame(TEXT, hex('f2 48'), { fin: false, rsv: RSV1 }), frame(0, hex('cd'), { rsv: RSV1 })),
    ],
  ] as const) {
    it(`fails on ${what}`, () => expect(closeCode(bench().receive(bytes))).toEqual([1002]))
  }
})

describe('work at once', () => {
  it('is bounded a message: the rest of a large one goes on elsewhere, and what follows waits', async () => {
    const compress = new Compressor()
    const large = await compress.message(new Uint8Array(10 * 2 ** 20))
    const made = bench().receive(frame(BINARY, large, { rsv: RSV1 }), frame(TEXT, 'behind'))
    expect(made.events).toEqual([])
    expect(made.endpoint.held).toBe(true)
    await settled(made, () => made.events.length === 2)
    expect((made.events[0] as Uint8Array).length).toBe(10 * 2 ** 20)
    expect([made.events[1], made.endpoint.held]).toEqual(['behind', false])
  })

  it('is bounded a read: of many small bombs only the first are inflated at once', async () => {
    const compress = new Compressor()
    const frames: Uint8Array[] = []
    for (let index = 0; index < 64; index++)
      frames.push(frame(BINARY, await compress.message(new Uint8Array(60_000)), { rsv: RSV1 }))
    const made = bench().receive(concat(...frames))
    expect(made.events.length).toBeLessThan(20)
    await settled(made, () => made.events.length === 64)
  })
})

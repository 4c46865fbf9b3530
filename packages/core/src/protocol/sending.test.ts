import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ArenaPool } from '../node/arenas.ts'
import { Bench } from '../testing-tools/endpoint.ts'
import { BINARY, CLOSE, closePayload, frame, PING, PONG, TEXT, utf8 } from '../testing-tools/frames.ts'
import { mask } from './masking.ts'

const one = (bench: Bench) => {
  const sent = bench.sent
  expect(sent).toHaveLength(1)
  return sent[0] as NonNullable<(typeof sent)[0]>
}

describe('sent messages', () => {
  for (const size of [0, 1, 42, 43, 125, 126, 127, 21_800, 21_900, 65_535, 65_536, 65_600, 300_000]) {
    it(`sends text of ${size} characters as one frame`, () => {
      for (const character of ['a', 'é', '€']) {
        const bench = new Bench()
        bench.endpoint.sendText(character.repeat(size))
        expect(one(bench)).toMatchObject({ fin: true, rsv: 0, opcode: TEXT, text: character.repeat(size) })
      }
    })

    it(`sends ${size} bytes as one frame`, () => {
      const payload = Uint8Array.from({ length: size }, (_, index) => index * 7)
      const bench = new Bench()
      bench.endpoint.sendBinary(payload)
      const { payload: sent, ...rest } = one(bench)
      expect(rest).toMatchObject({ fin: true, rsv: 0, opcode: BINARY })
      expect(Buffer.compare(sent, payload)).toBe(0)
    })
  }

  it('sends any mixture in order', () => {
    const message = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      fc.uint8Array({ maxLength: 300 }),
      fc.nat({ max: 90_000 }).map((size) => new Uint8Array(size)),
    )
    fc.assert(
      fc.property(
        fc.array(message, { maxLength: 20 }),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }),
        (messages, flushes) => {
          const bench = new Bench()
          messages.forEach((data, index) => {
            if (typeof data === 'string') bench.endpoint.sendText(data)
            else bench.endpoint.sendBinary(data)
            if (flushes[index % flushes.length]) bench.endpoint.flush()
          })
          const sent = bench.sent.map(({ opcode, payload }) => [opcode, Buffer.from(payload).toString('hex')])
          expect(sent).toEqual(
            messages.map((data) =>
              typeof data === 'string'
                ? [TEXT, Buffer.from(utf8(data)).toString('hex')]
                : [BINARY, Buffer.from(data).toString('hex')],
            ),
          )
          expect(bench.endpoint.bufferedAmount).toBe(0)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('sends lone surrogates as U+FFFD', () => {
    const bench = new Bench()
    bench.endpoint.sendText('a\ud800b')
    expect(one(bench).text).toBe('a\ufffdb')
  })

  it('takes the bytes when they are sent, not when they are written', () => {
    const payload = utf8('before')
    const bench = new Bench()
    bench.endpoint.sendBinary(payload)
    payload.fill(0)
    expect(one(bench).text).toBe('before')
  })

  it('leaves the bytes it was given as they were', () => {
    const payload = utf8('mine'.repeat(40_000))
    const bench = new Bench()
    bench.endpoint.sendBinary(payload)
    expect(bench.sent).toHaveLength(1)
    expect(Buffer.compare(payload, utf8('mine'.repeat(40_000)))).toBe(0)
  })
})

describe('transmission', () => {
  it('writes what one turn sends at once', () => {
    let writes = 0
    const bench = new Bench()
    const { transmit } = bench
    bench.transmit = (...all) => {
      writes++
      return transmit.apply(bench, all)
    }
    const endpoint = bench.endpoint
    for (let index = 0; index < 256; index++) endpoint.sendText('x'.repeat(32))
    endpoint.flush()
    expect(writes).toBe(1)
    expect(bench.sent).toHaveLength(256)
  })

  it('counts the bytes of messages until they are taken', () => {
    const bench = new Bench()
    bench.takes = false
    bench.endpoint.sendText('€')
    bench.endpoint.sendBinary(new Uint8Array(100_000))
    expect(bench.endpoint.bufferedAmount).toBe(100_003)
    bench.endpoint.flush()
    expect(bench.endpoint.bufferedAmount).toBe(100_003)
    bench.take()
    expect(bench.endpoint.bufferedAmount).toBe(0)
  })

  it('groups what is sent while the stream is at an earlier write', () => {
    const bench = new Bench()
    bench.takes = false
    bench.endpoint.sendText('first')
    bench.endpoint.flush()
    for (let index = 0; index < 100; index++) {
      bench.endpoint.sendText(String(index))
      bench.endpoint.flush()
    }
    expect(bench.untaken).toHaveLength(1)
    bench.take()
    expect(bench.sent.map(({ text }) => text)).toEqual([
      'first',
      ...Array.from({ length: 100 }, (_, index) => String(index)),
    ])
  })

  it('uses heap memory when all arenas are in use, with the same result', () => {
    const pool = new ArenaPool()
    const memory = pool.acquire().bytes.buffer
    while (pool.acquire().bytes.buffer === memory);
    const bench = new Bench({}, { acquireArena: () => pool.acquire() })
    bench.takes = false
    const payload = Uint8Array.from({ length: 200_001 }, (_, index) => index >> 8)
    bench.endpoint.sendBinary(payload)
    bench.endpoint.flush()
    bench.take()
    expect(Buffer.compare(one(bench).payload, payload)).toBe(0)
  })

  it('works without WebAssembly', () => {
    const pool = new ArenaPool(null)
    const bench = new Bench({}, { acquireArena: () => pool.acquire() })
    const payload = Uint8Array.from({ length: 200_001 }, (_, index) => index >> 3)
    bench.endpoint.sendBinary(payload)
    expect(Buffer.compare(one(bench).payload, payload)).toBe(0)
  })
})

describe('masking', () => {
  it('takes a fresh key for every frame: a million, with no repeat beyond chance', () => {
    const seen = new Set<number>()
    let repeats = 0
    for (let batch = 0; batch < 100; batch++) {
      const bench = new Bench()
      for (let index = 0; index < 10_000; index++) bench.endpoint.sendText('')
      for (const { key } of bench.sent) {
        if (seen.has(key)) repeats++
        seen.add(key)
      }
    }
    // Of a million draws from 2^32, 116 repeat on average; 6 standard deviations are 65.
    expect(repeats).toBeGreaterThan(50)
    expect(repeats).toBeLessThan(182)
  })

  it('is the same at any offset and length, with and without SIMD', () => {
    const arena = new ArenaPool().acquire()
    fc.assert(
      fc.property(fc.nat({ max: 70 }), fc.nat({ max: 300 }), fc.integer(), (start, length, key) => {
        const plain = Uint8Array.from({ length: 500 }, (_, index) => index * 31)
        const expected = plain.map((byte, index) =>
          index >= start && index < start + length ? byte ^ ((key >>> (8 * ((index - start) & 3))) & 255) : byte,
        )
        const masked = Uint8Array.from(plain)
        mask(masked, start, start + length, key)
        expect(masked).toEqual(expected)
        if (length === 0) return
        arena.bytes.set(plain)
        arena.mask(start, start + length, key)
        expect(arena.bytes.subarray(0, start + length)).toEqual(Buffer.from(expected.subarray(0, start + length)))
      }),
      { numRuns: 300 },
    )
  })
})

describe('the closing handshake', () => {
  it('sends code and reason, then waits for the answer', () => {
    const bench = new Bench()
    bench.endpoint.close(3000, 'schön')
    expect(bench.events).toEqual(['(closing)'])
    const { opcode, payload } = one(bench)
    expect(opcode).toBe(CLOSE)
    expect(payload).toEqual(closePayload(3000, 'schön'))
    expect(bench.endpoint.deadline).toBe(10_000)
    bench.receive(frame(CLOSE, closePayload(3000)))
    expect(bench.sent).toEqual([])
    expect(bench.ended()).toEqual({ code: 3000, reason: '', wasClean: true, failure: null })
  })

  it('sends an empty Close frame without a code', () => {
    const bench = new Bench()
    bench.endpoint.close()
    expect(one(bench).payload).toHaveLength(0)
  })

  it('sends what was sent before, first', () => {
    const bench = new Bench()
    bench.endpoint.sendText('last words')
    bench.endpoint.close(1000)
    expect(bench.sent.map(({ opcode }) => opcode)).toEqual([TEXT, CLOSE])
  })

  it('sends one Close frame when both ends close at once', () => {
    const bench = new Bench()
    bench.endpoint.close(1000)
    bench.endpoint.close(3000)
    bench.receive(frame(CLOSE, closePayload(1001)))
    expect(bench.sent).toHaveLength(1)
    expect(bench.ended()).toMatchObject({ code: 1001, wasClean: true })
  })

  it('delivers no message after it began, but still answers no Ping either', () => {
    const bench = new Bench()
    bench.endpoint.close(1000)
    bench.receive(frame(TEXT, 'late'), frame(PING, 'late'))
    expect(bench.events).toEqual(['(closing)'])
    expect(bench.sent.map(({ opcode }) => opcode)).toEqual([CLOSE])
  })

  it('gives up on a silent peer at the deadline', () => {
    const bench = new Bench({ closeTimeout: 500 })
    bench.now = 100
    bench.endpoint.close(1000)
    bench.endpoint.tick(599)
    expect(bench.events).not.toContain('(expired)')
    bench.endpoint.tick(600)
    expect(bench.events).toContain('(expired)')
    expect(bench.ended()).toMatchObject({ code: 1006, wasClean: false, failure: null })
  })

  it('begins the time anew for a peer that still takes what was sent before', () => {
    const bench = new Bench({ closeTimeout: 500 })
    bench.endpoint.close(1000)
    for (const now of [500, 1000, 1500]) {
      bench.now = now
      bench.taken++
      bench.endpoint.tick(now)
      expect(bench.endpoint.deadline).toBe(now + 500)
    }
    bench.endpoint.tick(2000)
    expect(bench.events).toContain('(expired)')
  })

  it('begins it when the Close frame goes out', () => {
    const bench = new Bench({ closeTimeout: 500 })
    bench.takes = false
    bench.endpoint.sendText('blocks')
    bench.endpoint.flush()
    bench.endpoint.close(1000)
    bench.now = 300
    bench.take()
    expect(bench.endpoint.deadline).toBe(800)
    expect(bench.sent.map(({ opcode }) => opcode)).toEqual([TEXT, CLOSE])
  })

  it('begins it no more once the peer has closed too', () => {
    const bench = new Bench({ closeTimeout: 500, failureTimeout: 200 })
    bench.endpoint.close(1000)
    bench.receive(frame(CLOSE))
    bench.taken = 5
    bench.now = 200
    bench.endpoint.tick(200)
    expect(bench.events).toContain('(expired)')
  })

  it('gives a peer that closed a while to end the stream', () => {
    const bench = new Bench({ failureTimeout: 200 }).receive(frame(CLOSE))
    expect(bench.endpoint.deadline).toBe(200)
  })

  it('goes on reading when it was paused, since only so the answer is seen', () => {
    const bench = new Bench()
    bench.endpoint.pause()
    bench.receive(frame(TEXT, 'held'), frame(CLOSE, closePayload(1000)))
    bench.endpoint.close(1000)
    expect(bench.endpoint.held).toBe(false)
    expect(bench.ended()).toMatchObject({ code: 1000, wasClean: true })
  })

  it('reports the end of the stream while open as a failure', () => {
    expect(new Bench().ended()).toMatchObject({
      code: 1006,
      wasClean: false,
      failure: new Error('The server ended the connection without a Close frame'),
    })
    const reset = new Error('ECONNRESET')
    expect(new Bench().ended(reset)).toMatchObject({ code: 1006, wasClean: false, failure: reset })
  })

  it('ends the stream after a failure, once the Close frame is written', () => {
    const bench = new Bench().receive(frame(3))
    expect(bench.events).toEqual(['(closing)'])
    bench.endpoint.flush()
    expect(bench.events).toEqual(['(closing)', '(finished)'])
    expect(bench.endpoint.deadline).toBe(2000)
  })

  it('waits with the end until a blocked stream has taken the Close frame', () => {
    const bench = new Bench()
    bench.takes = false
    bench.receive(frame(3)).endpoint.flush()
    expect(bench.events).not.toContain('(finished)')
    bench.take()
    expect(bench.events).toContain('(finished)')
  })

  it('sends pings', () => {
    const bench = new Bench()
    bench.endpoint.ping(utf8('hi'))
    expect(one(bench)).toMatchObject({ opcode: PING, text: 'hi' })
  })

  it('answers no Ping after its Close frame', () => {
    const bench = new Bench()
    bench.takes = false
    bench.endpoint.sendText('blocks')
    bench.endpoint.flush()
    bench.receive(frame(PING, 'p'))
    bench.endpoint.close()
    bench.take()
    expect(bench.sent.map(({ opcode }) => opcode)).not.toContain(PONG)
  })
})

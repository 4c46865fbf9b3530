import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Bench } from '../testing-tools/endpoint.ts'
import { BINARY, CLOSE, closePayload, concat, frame, PING, PONG, TEXT } from '../testing-tools/frames.ts'

/** All that can be seen of an endpoint that received these chunks, as text: comparing deep objects takes most of the time. */
const outcome = (chunks: readonly Uint8Array[]): string =>
  described(new Bench({ maxMessageSize: 5000 }).receive(...chunks))

const described = (bench: Bench): string => {
  const sent = bench.sent.map(({ fin, rsv, opcode, payload }) => [fin, rsv, opcode, payload])
  const { failure, ...ending } = bench.ended()
  return JSON.stringify([bench.events, sent, ending, failure?.message], (_, value) =>
    value instanceof Uint8Array ? `bytes ${Buffer.from(value).toString('hex')}` : value,
  )
}

const cutAt = (bytes: Uint8Array, at: readonly number[]): Uint8Array[] => {
  const cuts = [0, ...[...at].sort((one, other) => one - other), bytes.length]
  return cuts.slice(1).map((end, index) => bytes.subarray(cuts[index], end))
}

const payload = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.string({ unit: 'binary', maxLength: 100 }).map((text) => new TextEncoder().encode(text)),
  fc.uint8Array({ minLength: 300, maxLength: 400 }),
)
const oneFrame = fc
  .record({ opcode: fc.constantFrom(0, TEXT, TEXT, BINARY, PING, PONG), fin: fc.boolean(), payload })
  .map(({ opcode, fin, payload }) =>
    frame(opcode, opcode >= CLOSE ? payload.subarray(0, 125) : payload, { fin: fin || opcode >= CLOSE }),
  )
const message = fc
  .record({ opcode: fc.constantFrom(TEXT, BINARY), pieces: fc.array(payload, { minLength: 1, maxLength: 4 }) })
  .map(({ opcode, pieces }) =>
    concat(...pieces.map((piece, index) => frame(index ? 0 : opcode, piece, { fin: index === pieces.length - 1 }))),
  )
const ending = fc.constantFrom(
  frame(CLOSE, closePayload(1000, 'bye')),
  frame(CLOSE),
  new Uint8Array(0),
  frame(3),
  frame(CLOSE, closePayload(1005)),
)
const stream = fc
  .record({
    frames: fc.array(fc.oneof({ weight: 4, arbitrary: message }, { weight: 1, arbitrary: oneFrame }), { maxLength: 6 }),
    ending,
  })
  .map(({ frames, ending }) => concat(...frames, ending))

describe('a stream of frames', () => {
  it('means the same, whole or cut at any one byte', () => {
    fc.assert(
      fc.property(stream, (bytes) => {
        const whole = outcome([bytes])
        const step = Math.max(1, Math.floor(bytes.length / 150))
        for (let at = 1; at < bytes.length; at += step) expect(outcome(cutAt(bytes, [at]))).toBe(whole)
      }),
      { numRuns: 40 },
    )
  })

  it('means the same, whole or cut at any bytes', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat({ max: 600 }), { maxLength: 12 }), (bytes, cuts) => {
        const within = cuts.map((cut) => Math.min(cut, bytes.length))
        expect(outcome(cutAt(bytes, within))).toBe(outcome([bytes]))
      }),
      { numRuns: 1000 },
    )
  })

  it('means the same, whole or byte by byte', () => {
    fc.assert(
      fc.property(stream, (bytes) => {
        expect(outcome(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toBe(outcome([bytes]))
      }),
      { numRuns: 300 },
    )
  })

  it('means the same with pauses in it, wherever they are', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }), (bytes, pauses) => {
        const bench = new Bench({ maxMessageSize: 5000 })
        let count = 0
        bench.onMessage = () => {
          if (pauses[count++ % pauses.length]) bench.endpoint.pause()
        }
        for (const chunk of cutAt(
          bytes,
          [50, 100].map((at) => Math.min(at, bytes.length)),
        ))
          bench.receive(chunk)
        while (bench.endpoint.held) bench.endpoint.resume()
        expect(described(bench)).toBe(outcome([bytes]))
      }),
      { numRuns: 500 },
    )
  })
})

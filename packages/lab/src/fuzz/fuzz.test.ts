import { describe, expect, it } from 'vitest'
import { environment } from '../../../core/src/node/environment.ts'
import { Endpoint } from '../../../core/src/protocol/endpoint.ts'
import { chanceOf } from '../chance.ts'
import { slowestParse } from './parse-time.ts'
import { checkCuts, checkStream, type Maker } from './stream-check.ts'
import { mutatedStream } from './streams.ts'
import { tallyOf } from './work.ts'

const SEED = 1
const streams = (count: number) => Array.from({ length: count }, (_, index) => mutatedStream(chanceOf(SEED, index)))

describe('the fuzzer', () => {
  it('finds nothing wrong', () => {
    const share = { seed: SEED, first: 0, step: 1 }
    expect(tallyOf({ ...share, kind: 'streams', count: 5000 })).toMatchObject({ done: 5000, failure: null })
    expect(tallyOf({ ...share, kind: 'cut', count: 100 })).toMatchObject({ done: 100, failure: null })
    const handshakes = tallyOf({ ...share, kind: 'handshakes', count: 2000 })
    expect(handshakes).toMatchObject({ done: 2000, failure: null })
    expect(handshakes.accepted).toBeGreaterThan(100)
  })

  it('tries the same streams whatever the number of threads', () => {
    const all = { kind: 'cut', seed: SEED, count: 60 } as const
    const whole = tallyOf({ ...all, first: 0, step: 1 }).cases
    expect([0, 1, 2].reduce((sum, first) => sum + tallyOf({ ...all, first, step: 3 }).cases, 0)).toBe(whole)
  })

  it('sees an endpoint that forgets where a chunk ended', () => {
    const forgetful: Maker = (handlers, options) => {
      const endpoint = new Endpoint(environment, handlers, options)
      return {
        receive: (chunk) => endpoint.receive(chunk.subarray(0, Math.max(1, chunk.length - 1))),
        flush: () => endpoint.flush(),
        ended: () => endpoint.ended(),
      }
    }
    expect(() => streams(20).map((stream) => checkCuts(stream, forgetful))).toThrow(/Cut at/)
  })

  it('sees an endpoint that throws, and one that ends as none may', () => {
    const throwing: Maker = () => ({
      receive: () => {
        throw new RangeError('out of bounds')
      },
      flush() {},
      ended: () => ({ code: 1000, reason: '', wasClean: true, failure: null }),
    })
    const lying: Maker = () => ({
      receive() {},
      flush() {},
      ended: () => ({ code: 1006, reason: '', wasClean: true, failure: null }),
    })
    const [stream] = streams(1)
    expect(() => checkStream(stream!, throwing)).toThrow(RangeError)
    expect(() => checkStream(stream!, lying)).toThrow(/ended with 1006/)
  })

  it('measures how long 64 KiB of response take', () => {
    expect(slowestParse().milliseconds).toBeGreaterThan(0)
  })
})

import { environment } from '../../../core/src/node/environment.ts'
import { Endpoint } from '../../../core/src/protocol/endpoint.ts'
import type { EndpointHandlers, EndpointOptions } from '../../../core/src/protocol/endpoint-handlers.ts'
import type { Stream } from './streams.ts'

/** What is tried: an endpoint, or in a test one that is broken. */
export type Maker = (
  handlers: EndpointHandlers,
  options: EndpointOptions,
) => Pick<Endpoint, 'receive' | 'flush' | 'ended'>

const DEFLATE = {
  serverNoContextTakeover: false,
  clientNoContextTakeover: false,
  serverMaxWindowBits: 15,
  clientMaxWindowBits: 15,
  threshold: 0,
  level: 6,
}
const OPTIONS = { maxMessageSize: 100_000, closeTimeout: 1000, failureTimeout: 1000 }
const ours: Maker = (handlers, options) => new Endpoint(environment, handlers, options)

/** Gives an endpoint these chunks, one after the other, and answers all it tells. @throws Error when it ends as none may */
function told(chunks: readonly Uint8Array[], deflate: boolean, make: Maker): string {
  const events: string[] = []
  const endpoint = make(
    {
      message: (data) => events.push(typeof data === 'string' ? data : Buffer.from(data).toString('latin1')),
      pong: (payload) => events.push(`pong ${Buffer.from(payload).toString('latin1')}`),
      closing: () => events.push('closing'),
      transmit: () => true,
      changed() {},
      finished: () => events.push('finished'),
      taken: 0,
      expired() {},
    },
    { ...OPTIONS, deflate: deflate ? DEFLATE : null },
  )
  for (const chunk of chunks) endpoint.receive(chunk)
  endpoint.flush()
  const { code, reason, wasClean, failure } = endpoint.ended()
  if (wasClean ? failure !== null || code === 1006 : failure === null) {
    throw new Error(`It ended with ${code}, ${wasClean ? 'clean' : 'not clean'}, and the failure ${failure}`)
  }
  // What is wrong in two ways, as text and as DEFLATE, fails by whichever is met first.
  return [...events, code, reason, deflate ? '' : failure?.message].join('|')
}

/** @throws Error when the stream breaks the endpoint */
export function checkStream({ bytes, deflate }: Stream, make: Maker = ours): void {
  told([bytes], deflate, make)
}

/** The same, and cut anywhere it must mean the same. Answers how many cuts there were. @throws Error when it does not */
export function checkCuts({ bytes, deflate }: Stream, make: Maker = ours): number {
  const whole = told([bytes], deflate, make)
  const step = Math.ceil(bytes.length / LONGEST)
  let cuts = 0
  for (let at = step; at < bytes.length; at += step) {
    const cut = told([bytes.subarray(0, at), bytes.subarray(at)], deflate, make)
    if (cut !== whole) throw new Error(`Cut at ${at} it means\n${cut}\nand whole\n${whole}`)
    cuts++
  }
  return cuts
}

/** Streams longer than this are cut at so many places and not at all. */
const LONGEST = 2000

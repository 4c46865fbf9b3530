import { HandshakeFailure } from '../../../core/src/protocol/handshake-failure.ts'
import { isValidResponse, mutatedResponse, sampleHandshake } from '../../../core/src/testing-tools/handshake-oracle.ts'

export interface HandshakeCheck {
  readonly input: Uint8Array
  readonly opened: boolean
  /** What is wrong with the verdict, or null. */
  readonly why: string | null
}

/** Mutates a response one to three times, hands it over in two pieces, and compares the verdict with another parser's. */
export function checkHandshake(random: () => number): HandshakeCheck {
  const text = mutatedResponse(random)
  const input = Buffer.from(text, 'latin1')
  const at = Math.floor(random() * input.length)
  let opened = false
  try {
    const client = sampleHandshake()
    opened = (client.push(input.subarray(0, at)) ?? client.push(input.subarray(at)))?.type === 'open'
  } catch (error) {
    if (!(error instanceof HandshakeFailure)) return { input, opened, why: `it threw ${error}` }
  }
  const valid = isValidResponse(text)
  return { input, opened, why: opened === valid ? null : `wrongly ${opened ? 'accepted' : 'refused'}, cut at ${at}` }
}

import { type ResponseHead, ResponseHeadParser } from '../protocol/response-head.ts'
import type { Attempt } from './attempt.ts'
import { HandshakeError } from './errors.ts'
import type { HttpProxy } from './proxy-url.ts'
import { refuse } from './refusal.ts'
import type { Stream } from './stream.ts'

/**
 * Asks the proxy at the other end of `stream` for a tunnel (RFC 9110, 9.3.6). Only the proxy gets its credentials, and
 * it gets nothing else of the handshake.
 *
 * @param onReady called once the stream leads to the target; else the attempt fails
 */
export function openTunnel(
  attempt: Attempt,
  stream: Stream,
  proxy: HttpProxy,
  to: { readonly hostname: string; readonly port: number },
  onReady: () => void,
): void {
  const parser = new ResponseHeadParser()
  const fail = (message: string, cause?: unknown): void => attempt.fail(new HandshakeError('proxy', message, { cause }))
  stream.onEnd = () => fail('The proxy closed the connection before the tunnel was open')
  stream.onData = (chunk) => {
    let complete: { readonly head: ResponseHead; readonly consumed: number } | null
    try {
      complete = parser.push(chunk)
    } catch (error) {
      return fail(`The proxy's answer is invalid: ${(error as Error).message}`, error)
    }
    if (!complete) return
    const { head, consumed } = complete
    const rest = chunk.subarray(consumed)
    if (head.status < 200 || head.status > 299) {
      refuse(attempt, stream, 'proxy', `The proxy answered ${head.status} and opened no tunnel`, head, rest)
    } else if (rest.length > 0) {
      // The target does not speak first, so these bytes would be the proxy's, in the target's name.
      fail('The proxy sent data before the tunnel was used')
    } else onReady()
  }
  stream.write(Buffer.from(connectRequest(proxy, to), 'latin1'))
}

function connectRequest(
  { authorization }: HttpProxy,
  to: { readonly hostname: string; readonly port: number },
): string {
  const host = `${to.hostname.includes(':') ? `[${to.hostname}]` : to.hostname}:${to.port}`
  const credentials = authorization === null ? '' : `Proxy-Authorization: ${authorization}\r\n`
  return `CONNECT ${host} HTTP/1.1\r\nHost: ${host}\r\n${credentials}\r\n`
}

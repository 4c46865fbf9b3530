import { ResponseBody } from '../protocol/response-body.ts'
import type { ResponseHead } from '../protocol/response-head.ts'
import { parseRetryAfter } from '../protocol/retry-after.ts'
import type { Attempt } from './attempt.ts'
import { HandshakeError, type HandshakeErrorCode } from './errors.ts'
import type { Stream } from './stream.ts'

/** How long a refusal's body is waited for, in milliseconds. */
const BODY_TIME = 1000

/**
 * Fails the attempt by an answer that refuses it, once as much of the body has come as is kept.
 *
 * @param rest what came behind the head
 */
export function refuse(
  attempt: Attempt,
  stream: Stream,
  code: HandshakeErrorCode,
  message: string,
  head: ResponseHead,
  rest: Uint8Array,
): void {
  const body = new ResponseBody(head)
  const headers = new Map([...head.headers].map(([name, values]) => [name, values.join(', ')]))
  const retryAfter = parseRetryAfter(headers.get('retry-after') ?? '', Date.now())
  const finish = (): void => {
    attempt.fail(
      new HandshakeError(code, message, { answer: { status: head.status, headers, body: body.text, retryAfter } }),
    )
  }
  const receive = (chunk: Uint8Array): void => {
    body.push(chunk)
    if (body.done) finish()
  }
  const timer = setTimeout(finish, BODY_TIME)
  attempt.hold(() => clearTimeout(timer))
  stream.onData = receive
  stream.onEnd = finish
  stream.onClose = finish
  receive(rest)
}

import { isFunction, isTime, resolve } from './check.ts'
import type { ObservableWebSocket } from './observable-web-socket.ts'
import { PendingRequest } from './pending-request.ts'

/**
 * How a reply is known, and how long it is waited for.
 *
 * @example
 * ```ts
 * const options: RequestOptions<Reply> = { match: ({ id }) => id === 7, timeout: 2000 }
 * const reply = await request(socket, { id: 7, get: 'ACME' }, options)
 * ```
 */
export interface RequestOptions<In> {
  /** Whether a message is the reply. */
  readonly match: (message: In) => boolean
  /** Milliseconds from the call to the reply, the wait for a connection included; default 10,000. */
  readonly timeout?: number
  /** Ends the waiting: the promise rejects with the signal's reason. A message that is queued is sent all the same. */
  readonly signal?: AbortSignal
}

/**
 * The same with a type guard, which gives the reply its type.
 *
 * @example
 * ```ts
 * const options: GuardedRequestOptions<Reply, Quote> = { match: (reply): reply is Quote => 'price' in reply }
 * const quote = await request(socket, { get: 'ACME' }, options)
 * ```
 */
export interface GuardedRequestOptions<In, Reply extends In> extends RequestOptions<In> {
  readonly match: (message: In) => message is Reply
}

/**
 * Sends a message and answers the first message that matches. It is sent at once, or as soon as there is a connection,
 * and never a second time. The request is a lease until it settles.
 *
 * The promise rejects with a {@link RequestError}, with what `send` throws, with an `OptionError`, or with the signal's
 * reason. Ignoring it never raises.
 *
 * @example
 * ```ts
 * const id = crypto.randomUUID()
 * const quote = await request(socket, { id, get: 'ACME' }, { match: (message) => message.id === id, timeout: 5000 })
 * ```
 */
export function request<In, Out, Reply extends In>(
  socket: ObservableWebSocket<In, Out>,
  message: NoInfer<Out>,
  options: GuardedRequestOptions<In, Reply>,
): Promise<Reply>
export function request<In, Out>(
  socket: ObservableWebSocket<In, Out>,
  message: NoInfer<Out>,
  options: RequestOptions<In>,
): Promise<In>
export function request<In, Out>(
  socket: ObservableWebSocket<In, Out>,
  message: Out,
  options: RequestOptions<In>,
): Promise<In> {
  const reply = new Promise<In>((answer, reject) => {
    // By what is used of it: there may be several realms, and so several classes of this name.
    const isSignal = (value: Partial<AbortSignal> | null) => isFunction(value?.addEventListener)
    const { match, timeout, signal } = resolve<Pick<RequestOptions<In>, 'match' | 'signal'> & { timeout: number }>(
      { match: isFunction, timeout: [10_000, isTime], signal: [undefined, isSignal] },
      options,
    )
    if (signal?.aborted) reject(signal.reason)
    else new PendingRequest(socket, match, answer, reject).send(message, timeout, signal)
  })
  // Handled from the start, so nobody has to look at it; who awaits it hears of a failure all the same.
  reply.catch(() => {})
  return reply
}

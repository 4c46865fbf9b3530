import { Subscription } from 'rxjs'
import { assemble } from './assembly.ts'
import { check, isBoolean, isCount } from './check.ts'
import type { Codec } from './codec.ts'
import { type ConnectionState, readyStateOf } from './connection-state.ts'
import { encode } from './encode.ts'
import { closedByCaller } from './endings.ts'
import type { Inside } from './inside.ts'
import { iterate } from './iterate.ts'
import type { Multicast } from './multicast.ts'
import type { ObservableWebSocket } from './observable-web-socket.ts'
import { Receipt } from './receipt.ts'
import { checkSendOptions, type ResolvedOptions } from './resolve-options.ts'
import { attribute, drained, tracked, writable } from './twins.ts'
import { checkBinaryType, checkClose } from './usage.ts'

/** The facade: a socket's parts under the WHATWG names. */
export function socketOf<In, Out>(
  options: ResolvedOptions,
  codec: Codec<In, Out> | undefined,
): ObservableWebSocket<In, Out> {
  const parts = assemble(options, codec)
  const { life, streams, outbox, reading, notify } = parts
  const ofOpen = (name: 'protocol' | 'extensions') => (life.state.phase === 'open' ? life.state[name] : '')
  const twin = <Name extends 'url' | 'protocol' | 'extensions' | 'binaryType'>(name: Name) =>
    attribute(() => socket[name], streams.change)
  const ofState = <T>(map: (state: ConnectionState) => T) =>
    tracked(
      map,
      () => life.state,
      () => parts.told,
      streams.state,
    )
  const bufferedAmount$ = attribute(() => socket.bufferedAmount, streams.change, options.clock)
  const writable$ = writable(bufferedAmount$, options.queue)

  const socket: ObservableWebSocket<In, Out> & { readonly inside: Inside } = {
    get url() {
      return parts.url
    },
    url$: twin('url'),
    get protocol() {
      return ofOpen('protocol')
    },
    protocol$: twin('protocol'),
    get extensions() {
      return ofOpen('extensions')
    },
    extensions$: twin('extensions'),
    get state() {
      return life.state
    },
    state$: ofState((state) => state),
    get readyState() {
      return readyStateOf(life.state)
    },
    readyState$: ofState(readyStateOf),
    get bufferedAmount() {
      return outbox.bytes + (socket.raw?.bufferedAmount ?? 0)
    },
    bufferedAmount$,
    writable$,
    get binaryType() {
      return life.line.binaryType
    },
    set binaryType(value) {
      checkBinaryType(value)
      life.line.binaryType = value
      if (socket.raw) socket.raw.binaryType = value
      parts.changed()
    },
    binaryType$: twin('binaryType'),
    get raw() {
      return life.line.transport
    },
    open$: streams.open,
    message$: streams.message,
    data$: streams.data,
    error$: streams.error,
    close$: streams.close,
    latency$: streams.latency,
    send(message, options) {
      if (options) checkSendOptions(options)
      const data = encode(codec, message)
      const receipt = new Receipt(notify)
      if (life.sticky) receipt.settle('dropped', closedByCaller({ code: 1005, reason: '' }))
      else outbox.send(receipt, data, options)
      parts.changed()
      return receipt
    },
    drain: () => drained(writable$),
    close(code, reason) {
      life.close(checkClose(code, reason), reason)
    },
    open() {
      life.open()
      return new Subscription(life.release)
    },
    reconnect({ overlap = false } = {}) {
      check(isBoolean, { overlap })
      life.reconnect(overlap)
    },
    iterate({ limit = 1024 } = {}) {
      check(isCount, { limit })
      return iterate(streams.data, reading, limit, parts.report)
    },
    [Symbol.asyncIterator]: () => socket.iterate(),
    on(type, handler) {
      const subscription = (streams[type] as Multicast<unknown>).on(handler as (event: unknown) => void)
      if (type === 'message' || type === 'data') {
        life.acquire()
        subscription.add(life.release)
      }
      return subscription
    },
    [Symbol.dispose]: () => socket.close(1000),
    inside: {
      clock: options.clock,
      report: parts.report,
      get leased() {
        return life.leased
      },
    },
  }
  parts.facade = socket
  return socket
}

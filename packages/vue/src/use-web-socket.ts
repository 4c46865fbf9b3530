import {
  type AnyBindingOptions,
  type AnySocket,
  type BindingOptions,
  type BindingUrl,
  type Commands,
  commands,
  IDLE_STATUS,
  type ObservableWebSocket,
  type RawBindingOptions,
  type Received,
  type Sendable,
  type Status,
  switchingSocket,
  view,
} from '@everwire/core'
import {
  type ComputedRef,
  computed,
  type MaybeRefOrGetter,
  markRaw,
  type ShallowRef,
  shallowRef,
  toRaw,
  toValue,
} from 'vue'
import { injectRegistry } from './registry-key.ts'
import { usePaint } from './use-paint.ts'
import { whileMounted } from './while-mounted.ts'

/**
 * What {@link useWebSocket} answers: refs, and functions that always mean the connection of the URL of the moment.
 *
 * @example
 * ```ts
 * const feed: UseWebSocketReturn<Quote, Command> = useWebSocket(url, { codec: json<Quote, Command>() })
 * watch(feed.state, ({ phase }) => console.log(phase))
 * ```
 */
export interface UseWebSocketReturn<In, Out> extends Commands<Out> {
  /** The last message, for painting: `delivery` says how often it changes. */
  readonly data: Readonly<ShallowRef<In | undefined>>
  readonly state: ComputedRef<Status['state']>
  readonly readyState: ComputedRef<Status['readyState']>
  readonly error: ComputedRef<Status['error']>
  /** The shared socket, null without a URL. */
  readonly socket: ComputedRef<ObservableWebSocket<In, Out> | null>
}

/**
 * Connects a component, or an effect scope, to a WebSocket until it is disposed of. Components with the same URL and
 * protocols share one connection. Kept alive, a component stays connected and its handlers go on; it is not painted until
 * it is active again.
 *
 * Nothing is dialled before the component is mounted, nor on a server.
 *
 * @param url A value, ref or getter; null turns it off, and another one switches the connection.
 * @param options Connection options are those of the component that came first. `key` may be a getter, which is followed.
 * @throws OptionError when an option has a wrong type or is out of range.
 *
 * @example
 * ```ts
 * const { data, state, send } = useWebSocket('wss://example.com/feed', {
 *   codec: json<Quote, Command>(),
 *   onMessage: (quote) => console.log(quote), // every message; `data` is a sample for painting
 * })
 * ```
 */
export function useWebSocket(
  url: MaybeRefOrGetter<BindingUrl>,
  options?: RawBindingOptions,
): UseWebSocketReturn<Received, Sendable>
// The last, because TypeScript 7 reports a call that fits none by the last alone, and a wrong option is named by this one.
export function useWebSocket<In, Out = In>(
  url: MaybeRefOrGetter<BindingUrl>,
  options: BindingOptions<In, Out>,
): UseWebSocketReturn<In, Out>
export function useWebSocket(
  url: MaybeRefOrGetter<BindingUrl>,
  options: AnyBindingOptions = {},
): UseWebSocketReturn<unknown, never> {
  const given = rawValues(options)
  const { release, ...told } = commands(() => socket.value)
  const switchTo = switchingSocket(given, injectRegistry(), release, () => options)
  const connection = computed(() => switchTo(toValue(url)))
  // A store may be a deep proxy, in which a socket's observables have no private fields.
  const socket: ComputedRef<AnySocket | null> = computed(
    () => connection.value.socket && markRaw(connection.value.socket),
  )
  const sample = computed(() =>
    view<unknown, unknown>(connection.value.socket, (_, message) => message, undefined, given.delivery),
  )
  const data = shallowRef<unknown>()
  const shown = shallowRef<Status>()
  const paint = usePaint()

  // What is wrong with the options is thrown here, where they are, and before anything follows them.
  const initial = () => (socket.value ? IDLE_STATUS : connection.value.status.get())
  initial()

  whileMounted(connection, ({ status }) => {
    data.value = undefined
    const stops = [paint<Status | undefined>(status, shown), paint(sample.value, data)]
    return () => {
      for (const stop of stops) stop()
    }
  })

  const status = computed(() => shown.value ?? initial())
  return {
    data,
    state: computed(() => status.value.state),
    readyState: computed(() => status.value.readyState),
    error: computed(() => status.value.error),
    socket,
    ...told,
  }
}

/** Options may be a deep proxy, whose values would be proxies that have no private fields. Only the key is followed. */
function rawValues(options: AnyBindingOptions): AnyBindingOptions {
  const raw = Object.fromEntries(Object.entries(options).map(([name, value]) => [name, toRaw(value)]))
  return Object.defineProperty(raw, 'key', { get: () => options.key, enumerable: true })
}

import { DecodeError, everyCodeRetried, json, webSocket } from '@everwire/core'
import type { Subscription } from 'rxjs'
import type { ReadableStore } from '../store.ts'

/**
 * A store of what the server sends, to which what is sent can be assigned.
 *
 * @example
 * ```ts
 * const settings: SettableStore<Settings, Settings> = websocketStore('wss://example.com/settings', { theme: 'light' })
 * settings.set({ theme: 'dark' })
 * ```
 */
export interface SettableStore<In, Out> extends ReadableStore<In> {
  /** Sends a value to the server. The store's own value stays until the server sends one. */
  set(value: Out): void
}

/** Milliseconds before the first, second … attempt to reopen; the last one goes on. */
const REOPEN_TIMEOUTS = [2000, 5000, 10_000, 30_000, 60_000]

/**
 * The store of svelte-websocket-store 1.2: JSON both ways, open while anybody subscribes, reopened after 2, 5, 10, 30 and
 * then every 60 seconds. For moving over; `webSocketStore` has the state, errors, receipts and types that this one lacks.
 *
 * Where there is no `window`, subscribing dials nothing, because it is a server that renders.
 *
 * @param initialValue The value until the server sends one.
 * @param socketOptions Subprotocols, for the constructor.
 * @throws OptionError when `url` or `socketOptions` has a wrong type.
 *
 * @example
 * ```svelte
 * <script>
 *   import websocketStore from '@everwire/svelte/compat'
 *   const settings = websocketStore('wss://example.com/settings', {})
 * </script>
 * {$settings.theme} <button onclick={() => ($settings = { theme: 'dark' })}>dark</button>
 * ```
 */
export function websocketStore<In, Out = In>(
  url: string | URL,
  initialValue: In,
  socketOptions?: string | readonly string[],
): SettableStore<In, Out>
export function websocketStore<In = unknown, Out = In>(url: string | URL): SettableStore<In | undefined, Out>
export function websocketStore<In, Out>(
  url: string | URL,
  initialValue?: In,
  socketOptions?: string | readonly string[],
): SettableStore<In | undefined, Out> {
  let value = initialValue
  let reopenCount = 0
  /** From the first subscription or message to the end of the last subscription. */
  let lease: Subscription | undefined
  const subscriptions = new Set<(value: In | undefined) => void>()

  const reopenTimeout = () => REOPEN_TIMEOUTS[Math.min(reopenCount++, REOPEN_TIMEOUTS.length - 1)] as number
  const socket = webSocket<In, Out>(url, {
    codec: json<In, Out>(),
    ...(socketOptions !== undefined && { protocols: socketOptions }),
    reconnect: () => (subscriptions.size > 0 ? reopenTimeout() : 'stop'),
    closeCodes: everyCodeRetried(),
    dialLimit: false,
    signals: false,
    queue: { messages: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY },
  })
  socket.on('open', () => {
    reopenCount = 0
  })
  socket.on('error', (error) => {
    // As an exception in a listener, which is what a message that is no JSON is there.
    if (error instanceof DecodeError) globalThis.reportError?.(error.cause)
  })

  const open = () => {
    lease ??= socket.on('data', (data) => {
      value = data
      for (const subscription of subscriptions) subscription(value)
    })
    const { phase } = socket.state
    if (phase === 'waiting' || phase === 'closed') socket.reconnect()
  }

  return {
    set(next) {
      open()
      // What waits for an attempt that fails is gone with it.
      socket.send(next, { carry: false })
    },
    subscribe(subscription) {
      if (typeof window !== 'undefined') open()
      subscription(value)
      subscriptions.add(subscription)
      return () => {
        subscriptions.delete(subscription)
        if (subscriptions.size > 0) return
        lease?.unsubscribe()
        lease = undefined
      }
    },
  }
}

/** @alias */
// biome-ignore lint/style/noDefaultExport: it is how svelte-websocket-store is imported
export default websocketStore

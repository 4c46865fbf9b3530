import { getCurrentScope, type MaybeRefOrGetter, onScopeDispose, shallowRef, toValue, watch } from 'vue'
import { heartbeatOf } from './heartbeat.ts'
import type { UseWebSocketOptions, UseWebSocketReturn, WebSocketStatus } from './options.ts'
import { Session } from './session.ts'

/**
 * VueUse's `useWebSocket`, options and result, over a connection of Everwire's: for code that is to work as it is. A
 * connection of its own for each call, set for each message, and no reconnection unless it is asked for.
 *
 * @param url A value, ref or getter; undefined: nothing is dialled.
 * @throws DOMException `SyntaxError`, as `new WebSocket` does, for a wrong URL or subprotocol.
 *
 * @example
 * ```ts
 * import { useWebSocket } from '@everwire/vue/compat' // was: '@vueuse/core'
 *
 * const { status, data, send, open, close, ws } = useWebSocket('wss://example.com/feed', { autoReconnect: true })
 * ```
 */
// biome-ignore lint/suspicious/noExplicitAny: as the original, whose users rely on it
export function useWebSocket<Data = any>(
  url: MaybeRefOrGetter<string | URL | null | undefined>,
  options: UseWebSocketOptions = {},
): UseWebSocketReturn<Data> {
  const { immediate = true, autoConnect = true, autoClose = true } = options
  const data = shallowRef<Data | null>(null)
  const status = shallowRef<WebSocketStatus>('CLOSED')
  const ws = shallowRef<WebSocket>()
  let session: Session | undefined
  let buffer: Parameters<Session['send']>[0][] = []

  const flush = () => {
    const messages = buffer
    buffer = []
    for (const message of messages) session?.send(message)
  }
  const send: UseWebSocketReturn<Data>['send'] = (message, useBuffer = true) => {
    if (!session || status.value !== 'OPEN') {
      if (useBuffer) buffer.push(message)
      return false
    }
    flush()
    session.send(message)
    return true
  }
  const ended = () => {
    ws.value = undefined
    status.value = 'CLOSED'
  }
  const beats = options.heartbeat === true ? {} : options.heartbeat
  const heartbeat = beats
    ? heartbeatOf(beats, {
        send: (message) => send(message, false),
        dead() {
          session?.giveUp()
          ended()
        },
      })
    : undefined

  const close = (code = 1000, reason?: string) => {
    if (!session) return
    session.close(code, reason)
    session = undefined
    heartbeat?.stop()
    ended()
  }
  const open = () => {
    if (!canDial()) return
    close()
    const target = toValue(url)
    if (target == null) return
    const isCurrent = () => session === next
    const next = new Session(target, options, {
      isCurrent,
      moved(to, transport) {
        if (!isCurrent()) return
        if (to !== 'CLOSED') ws.value = transport
        status.value = to
      },
      opened(transport) {
        options.onConnected?.(transport)
        if (!isCurrent()) return
        heartbeat?.start()
        flush()
      },
      received(transport, event) {
        if (heartbeat?.hears(event.data)) return
        data.value = event.data
        options.onMessage?.(transport, event)
      },
      ended(transport, event) {
        if (isCurrent()) heartbeat?.stop()
        options.onDisconnected?.(transport, event)
      },
    })
    session = next
    next.open()
  }

  if (autoClose) closeInTime(() => close())
  if (immediate) open()
  if (autoConnect) watch(() => toValue(url), open)
  return { data, status, close, send, open, ws }
}

/** Not on a server. */
function canDial(): boolean {
  const { window, document, WorkerGlobalScope } = globalThis as {
    window?: unknown
    document?: unknown
    WorkerGlobalScope?: unknown
  }
  return (window !== undefined && document !== undefined) || WorkerGlobalScope !== undefined
}

/** Closes with the scope, and before the page is left. */
function closeInTime(close: () => void): void {
  const page = (globalThis as { window?: Window }).window
  page?.addEventListener('beforeunload', close, { passive: true })
  if (!getCurrentScope()) return
  onScopeDispose(() => {
    page?.removeEventListener('beforeunload', close)
    close()
  })
}

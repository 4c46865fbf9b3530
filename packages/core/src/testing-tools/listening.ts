import type { WebSocketLike } from '../web-socket-like.ts'

/** What a transport did, in order. */
export interface Log {
  readonly events: string[]
  readonly messages: unknown[]
  readonly opened: Promise<void>
  readonly closed: Promise<{ readonly code: number; readonly reason: string; readonly wasClean: boolean }>
}

/** Notes a transport's events from now on. */
export function listening(transport: WebSocketLike): Log {
  const events: string[] = []
  const messages: unknown[] = []
  const note = (type: 'open' | 'message' | 'error' | 'close'): void => {
    transport.addEventListener(type, ({ data }) => {
      events.push(type)
      if (type === 'message') messages.push(data)
    })
  }
  for (const type of ['open', 'message', 'error', 'close'] as const) note(type)
  return {
    events,
    messages,
    opened: new Promise((resolve) => transport.addEventListener('open', () => resolve())),
    closed: new Promise((resolve) => {
      transport.addEventListener('close', ({ code, reason, wasClean }) => resolve({ code, reason, wasClean }))
    }),
  }
}

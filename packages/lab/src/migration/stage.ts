import { type FakeServer, fakeServer } from '@everwire/core/testing'
import { vi } from 'vitest'

/** Where two libraries are given the same server, which is none, in virtual time. */
export interface Stage {
  readonly server: FakeServer
  /** The transport, as both take it. */
  readonly Ctor: typeof WebSocket
  /** Lets time pass, in milliseconds. */
  advance(milliseconds: number): Promise<void>
}

export const url = 'ws://example.com/feed'

/** Plays a script on a stage of its own, and answers what it does. */
export async function onStage<T>(script: (stage: Stage) => T | Promise<T>): Promise<T> {
  vi.useFakeTimers()
  try {
    const server = fakeServer({
      now: () => Date.now(),
      setTimeout: (handler, delay) => setTimeout(handler, delay),
      clearTimeout: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
    })
    return await script({
      server,
      Ctor: server.WebSocketCtor as typeof WebSocket,
      advance: (milliseconds) => vi.advanceTimersByTimeAsync(milliseconds).then(() => {}),
    })
  } finally {
    vi.useRealTimers()
  }
}

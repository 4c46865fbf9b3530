import { type Behaviour, type FakeServer, fakeServer } from '@everwire/core/testing'
import { vi } from 'vitest'
import type { Component } from 'vue'
import { type Page, render } from './mount.ts'

/** A page whose time and network are handed in. */
export interface FakePage {
  readonly server: FakeServer
  /** The page's WebSockets, in the order in which they were made. */
  readonly made: readonly WebSocket[]
  /** Renders a component that is taken away when the scene is over. */
  render(component: Component): Page
  /** Lets time pass, in milliseconds, and what follows from it be rendered. */
  advance(milliseconds: number): Promise<void>
}

/** Plays a scene in a page of its own, with a server that follows a script. */
export async function onFakePage<T>(
  scene: (page: FakePage) => Promise<T> | T,
  ...script: readonly Behaviour[]
): Promise<T> {
  vi.useFakeTimers()
  const server = fakeServer(
    {
      now: () => Date.now(),
      setTimeout: (handler, delay) => setTimeout(handler, delay),
      clearTimeout: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
    },
    ...script,
  )
  const made: WebSocket[] = []
  vi.stubGlobal(
    'WebSocket',
    class extends (server.WebSocketCtor as typeof WebSocket) {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols)
        made.push(this)
      }
    },
  )
  const pages: Page[] = []
  try {
    return await scene({
      server,
      made,
      render(component) {
        const page = render(component)
        pages.push(page)
        return page
      },
      advance: (milliseconds) => vi.advanceTimersByTimeAsync(milliseconds).then(() => {}),
    })
  } finally {
    for (const { unmount } of pages) unmount()
    await vi.advanceTimersByTimeAsync(10_000)
    vi.useRealTimers()
    vi.unstubAllGlobals()
  }
}

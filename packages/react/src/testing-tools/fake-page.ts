import { type Behaviour, type FakeServer, fakeServer } from '@everwire/core/testing'
import type { ReactNode } from 'react'
import { vi } from 'vitest'
import { type Page, render } from './mount.tsx'

/** A page whose time and network are handed in. */
export interface FakePage {
  readonly server: FakeServer
  /** Where was dialled, and after how many seconds. */
  readonly dials: readonly [url: string, at: number][]
  /** Renders something that is taken away when the scene is over. */
  render(node: ReactNode): Page
  /** Lets milliseconds pass. */
  pass(milliseconds?: number): Promise<void>
}

/** All by which time passes for what is tried, and nothing by which React takes its turns. */
const FAKED = [
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'requestAnimationFrame',
  'cancelAnimationFrame',
  'Date',
] as const

/** Plays a scene in a page of its own, with a server that follows a script; `left` is called when all is unmounted. */
export async function onFakePage<T>(
  scene: (page: FakePage) => Promise<T>,
  script: readonly Behaviour[],
  left: () => void = () => {},
): Promise<T> {
  vi.useFakeTimers({ toFake: [...FAKED] })
  const start = Date.now()
  const server = fakeServer(
    {
      now: () => Date.now(),
      setTimeout: (handler, delay) => setTimeout(handler, delay),
      clearTimeout: (timer: ReturnType<typeof setTimeout>) => clearTimeout(timer),
    },
    ...script,
  )
  const dials: [url: string, at: number][] = []
  vi.stubGlobal(
    'WebSocket',
    class extends server.WebSocketCtor {
      constructor(url: string, protocols?: string | string[]) {
        super(url, protocols)
        // A timer that another one sets for at once takes a millisecond.
        dials.push([url, Math.round((Date.now() - start) / 100) / 10])
      }
    },
  )
  const pages: Page[] = []
  try {
    return await scene({
      server,
      dials,
      render(node) {
        const page = render(node)
        pages.push(page)
        return page
      },
      async pass(milliseconds = 0) {
        await vi.advanceTimersByTimeAsync(milliseconds)
      },
    })
  } finally {
    for (const page of pages) page.unmount()
    left()
    vi.useRealTimers()
    vi.unstubAllGlobals()
  }
}

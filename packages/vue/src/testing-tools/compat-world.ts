import { type FakeServer, fakeServer } from '@everwire/core/testing'
import type { useWebSocket as original } from '@vueuse/core'
import { vi } from 'vitest'
import { defineComponent, h, type MaybeRefOrGetter } from 'vue'
import { type Page, render } from './mount.ts'

/** The composable, of either package. */
export type Use = typeof original
export type Options = NonNullable<Parameters<Use>[1]>
export type Result = ReturnType<Use>

/** What a script acts on: a server that is none, virtual time, and a component. */
export interface World {
  readonly use: Use
  readonly server: FakeServer
  /** Everything that was seen, in order: renders, calls of handlers, and what the script noted. */
  readonly trace: unknown[][]
  note(...what: unknown[]): void
  /** Mounts a component that shows `status data`; its handlers are noted and then called. */
  mount(url: MaybeRefOrGetter<string | URL | undefined>, options?: Options): Result & Page
  /** Lets time pass, in milliseconds, and what follows from it be rendered. */
  advance(milliseconds: number): Promise<void>
}

/** Runs a script in a world of its own, and answers its trace. */
export async function inWorld(use: Use, script: (world: World) => Promise<void> | void): Promise<unknown[][]> {
  vi.useFakeTimers()
  const began = Date.now()
  const server = fakeServer({
    now: () => Date.now(),
    setTimeout: (handler, delay) => setTimeout(handler, delay),
    clearTimeout: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
  })
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
  const trace: unknown[][] = []
  const note = (...what: unknown[]) => void trace.push([Date.now() - began, ...what])
  /** Transports as numbers, in the order in which they were made. */
  const number = (ws: WebSocket) => made.indexOf(ws)
  const pages: Page[] = []

  const noting = (options: Options): Options => ({
    ...options,
    onConnected(ws) {
      note('connected', number(ws))
      options.onConnected?.(ws)
    },
    onDisconnected(ws, event) {
      note('disconnected', number(ws), event.type, event.code, event.reason, event.wasClean)
      options.onDisconnected?.(ws, event)
    },
    onError(ws, event) {
      note('error', number(ws), event.type)
      options.onError?.(ws, event)
    },
    onMessage(ws, event) {
      note('message', number(ws), event.data)
      options.onMessage?.(ws, event)
    },
  })

  const world: World = {
    use,
    server,
    trace,
    note,
    mount(url, options = {}) {
      let result = undefined as unknown as Result
      const page = render(
        defineComponent(() => {
          result = use(url, noting(options))
          return () => {
            const { status, data, ws } = result
            note('render', status.value, data.value, ws.value && number(ws.value))
            return h('p', `${status.value} ${data.value}`)
          }
        }),
      )
      pages.push(page)
      return { ...result, ...page }
    },
    advance: (milliseconds) => vi.advanceTimersByTimeAsync(milliseconds).then(() => {}),
  }
  try {
    await script(world)
    note('received', ...server.connections.map(({ url, protocols, received }) => [url, protocols, ...received]))
  } finally {
    for (const { unmount } of pages) unmount()
    await vi.advanceTimersByTimeAsync(10_000)
    vi.useRealTimers()
    vi.unstubAllGlobals()
  }
  return trace
}

import type { FakeServer } from '@everwire/core/testing'
import type { useWebSocket as original } from '@vueuse/core'
import { defineComponent, h, type MaybeRefOrGetter } from 'vue'
import { onFakePage } from './fake-page.ts'
import type { Page } from './mount.ts'

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
  const trace: unknown[][] = []
  await onFakePage(async ({ server, made, render, advance }) => {
    const began = Date.now()
    const note = (...what: unknown[]) => void trace.push([Date.now() - began, ...what])
    /** Transports as numbers, in the order in which they were made. */
    const number = (ws: WebSocket) => made.indexOf(ws)

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

    await script({
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
        return { ...result, ...page }
      },
      advance,
    })
    note('received', ...server.connections.map(({ url, protocols, received }) => [url, protocols, ...received]))
  })
  return trace
}

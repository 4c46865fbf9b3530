import { afterEach, beforeAll, beforeEach } from 'vitest'
import { commands } from 'vitest/browser'
import type { BindingUrl } from '../../binding.ts'
import { json } from '../../codec.ts'
import { expectQuietConsole } from '../quiet-console.ts'
import { eventually } from './eventually.ts'
import type { Mount, Mounted, Options } from './mounted.ts'

/** What a scenario has at hand: a server in a process of its own, and components that dial it. */
export interface Stage {
  readonly server: { readonly id: number; readonly url: string; readonly port: number }
  /** Every WebSocket that a component made in this test. */
  readonly dialled: readonly WebSocket[]
  /** A URL that no other test shares. */
  at(path: string, origin?: string): string
  /** Mounts a component, to be unmounted after the test; or hydrates an element that a server rendered. */
  show(url: BindingUrl, more?: Partial<Options>, rendered?: HTMLElement): Mounted
  /** The same for who unmounts it: the stage holds nothing of it. */
  mount(url: BindingUrl, more?: Partial<Options>, rendered?: HTMLElement): Mounted
  /** How many connections the server counts. */
  connections(): Promise<number>
  /** How many handshakes a frozen server lets wait. */
  waiting(): Promise<number | undefined>
  onCleanUp(task: () => unknown): void
}

let unique = 0

/** Sets the stage for the tests of a block; each must leave the server without a connection, and a quiet console. */
export function setStage(mount: Mount): Stage {
  expectQuietConsole()
  let server: Stage['server']
  let dialled: WebSocket[] = []
  const cleanUp: (() => unknown)[] = []

  class Counted extends WebSocket {
    constructor(...args: ConstructorParameters<typeof WebSocket>) {
      super(...args)
      dialled.push(this)
    }
  }

  const health = async () => (await fetch(new URL('/healthz', server.url))).json()
  const connections = async (): Promise<number> => (await health()).connections

  beforeAll(async () => {
    server = await commands.startServer()
    return () => commands.killServer(server.id)
  })

  beforeEach(() => {
    dialled = []
  })

  afterEach(async () => {
    for (const task of cleanUp.splice(0).reverse()) await task()
    await eventually(connections).toBe(0)
  })

  const stage: Stage = {
    get server() {
      return server
    },
    get dialled() {
      return dialled
    },
    at(path, origin = server.url) {
      const url = new URL(path, origin.replace('http', 'ws'))
      url.searchParams.set('test', String(unique++))
      return url.href
    },
    show(url, more, rendered) {
      const mounted = stage.mount(url, { WebSocketCtor: Counted, ...more }, rendered)
      cleanUp.push(mounted.unmount)
      return mounted
    },
    mount: (url, more, rendered) =>
      mount(url, { codec: json(), linger: 0, reconnect: () => 500, dialLimit: false, ...more }, rendered),
    connections,
    waiting: async () => (await health()).faults?.[0]?.waiting,
    onCleanUp: (task) => void cleanUp.push(task),
  }
  return stage
}

/** Waits until a component's connection is in a phase. */
export function phase(mounted: Mounted, wanted: string): ReturnType<ReturnType<typeof eventually<string>>['toBe']> {
  return eventually(() => mounted.bound().state.phase).toBe(wanted)
}

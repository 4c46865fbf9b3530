import type { WebSocketConstructor } from '@everwire/core'
import { type Behaviour, type FakeServer, fakeServer, VirtualClock } from '@everwire/core/testing'
import { vi } from 'vitest'
import type { SettableStore } from '../compat/websocket-store.ts'

export type MakeStore = (
  url: string,
  initialValue?: unknown,
  socketOptions?: string | readonly string[],
) => SettableStore<unknown, unknown>

/** What a script plays with: the server, and time, which stands still but for `pass`. */
export interface Stage {
  readonly server: FakeServer
  /** Writes a line down, with the time. */
  readonly say: (line: string) => void
  readonly pass: (milliseconds: number) => Promise<void>
}

/** A rejection that nobody heard. When that is noticed is the browser's choice. */
export const UNHEARD = 'a rejection unheard'

/**
 * Plays a script on a page whose WebSocket is a fake, and answers what happened, each line with its time in milliseconds:
 * what was dialled, sent and hung up, what nobody caught, and what the script says.
 */
export async function transcript(
  behaviours: readonly Behaviour[],
  script: (stage: Stage) => unknown,
): Promise<string[]> {
  const clock = new VirtualClock(0)
  const lines: string[] = []
  const say = (line: string) => lines.push(`${clock.now()} ${line}`)
  const server = fakeServer(clock, ...behaviours)
  vi.stubGlobal('WebSocket', pageWebSocket(server.WebSocketCtor, say))
  vi.stubGlobal('setTimeout', clock.setTimeout.bind(clock))
  vi.stubGlobal('clearTimeout', clock.clearTimeout.bind(clock))
  vi.stubGlobal('requestAnimationFrame', (painted: () => void) => clock.setTimeout(painted, 16))
  vi.stubGlobal('cancelAnimationFrame', clock.clearTimeout.bind(clock))
  const stopHearing = hearUncaught(say, lines)
  try {
    await script({ server, say, pass: (milliseconds) => clock.advance(milliseconds) })
  } finally {
    stopHearing()
    vi.unstubAllGlobals()
  }
  return lines
}

/** A fake that writes down what is done with it. */
function pageWebSocket(Fake: WebSocketConstructor, say: (line: string) => void): typeof WebSocket {
  class Page extends (Fake as typeof WebSocket) {
    constructor(url: string | URL, protocols?: string | string[]) {
      say(`dial ${url}${protocols === undefined || protocols.length === 0 ? '' : ` ${protocols}`}`)
      super(url, protocols)
    }

    override send(data: string): void {
      say(`send ${data}`)
      // As Web IDL has it: what is neither bytes nor a string is made one.
      super.send(String(data))
    }

    override close(code?: number): void {
      if (this.readyState < 2) say('hang up')
      super.close(code)
    }
  }
  return Page
}

/** Writes down exceptions that nobody caught and rejections that nobody heard; answers how to stop. */
function hearUncaught(say: (line: string) => void, lines: string[]): () => void {
  const onError = (event: ErrorEvent) => say(`uncaught ${event.error?.name}`)
  const onRejection = () => lines.push(UNHEARD)
  window.addEventListener('error', onError)
  window.addEventListener('unhandledrejection', onRejection)
  // Where a page listens, the test runner fails no test, but writes to the console.
  const quiet = vi.spyOn(console, 'error').mockImplementation(() => {})
  return () => {
    quiet.mockRestore()
    window.removeEventListener('error', onError)
    window.removeEventListener('unhandledrejection', onRejection)
  }
}

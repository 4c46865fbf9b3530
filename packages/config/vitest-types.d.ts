// What the test set-up hands to tests: `inject('serverUrl')`, and `commands` of tests that run in a browser.
import 'vitest'
import 'vitest/browser'

/** An example server of a test's own. */
interface PrivateServer {
  /** What `killServer` and `fault` want. */
  readonly id: number
  /** Its address, `http://127.0.0.1:PORT`. */
  readonly url: string
  readonly port: number
}

/** What a page holds. */
interface Held {
  /** Of the JavaScript heap. */
  readonly bytes: number
  /** Of documents, attached or not. */
  readonly nodes: number
  /** Event listeners that scripts added. */
  readonly listeners: number
}

declare module 'vitest' {
  interface ProvidedContext {
    /** The example server that all tests share, `http://127.0.0.1:PORT`; it is never killed and takes no faults. */
    serverUrl: string
    /** Which React the project's tests are to run with, where it is not the newest. */
    reactMajor?: string
  }
}

declare module 'vitest/browser' {
  interface BrowserCommands {
    /** Starts an example server for this test alone; `port` puts it where an earlier one was. */
    startServer(options?: { args?: string[]; port?: number }): Promise<PrivateServer>
    /** Kills it (`SIGKILL` by default) and answers once its process is gone. */
    killServer(id: number, signal?: 'SIGKILL' | 'SIGTERM'): Promise<void>
    /** Posts to its control interface: `fault(id, 'refuse', { status: 503, seconds: 2 })`. */
    fault(id: number, name: string, options?: Record<string, string | number>): Promise<unknown>
    /** Collects the page's garbage and says what is left. Objects that only a `WeakRef` held are gone then. */
    collectGarbage(): Promise<Held>
  }
}

/** An example server in a process of its own. */
export interface ExampleServer {
  /** Its address, `http://127.0.0.1:PORT`. */
  readonly url: string
  /** Where it speaks JSON lines, `tcp://127.0.0.1:PORT`; undefined without the argument `--tcp-port`. */
  readonly tcpUrl: string | undefined
  readonly port: number
  readonly pid: number
  /** Ends the process, with SIGKILL unless said otherwise, and answers when it is gone. */
  kill(signal?: NodeJS.Signals): Promise<Exit>
  readonly exited: Promise<Exit>
}

export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export declare function isBuilt(): boolean
export declare function startExampleServer(options?: { args?: string[]; port?: number }): Promise<ExampleServer>

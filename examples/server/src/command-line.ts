import { parseArgs } from 'node:util'
import { originOf } from './origins.ts'
import type { ServerOptions } from './server.ts'

/** What `--help` prints. */
export const USAGE = `Usage: node dist/main.js [--port 8081] [--tcp-port PORT] [--host 127.0.0.1] [--faults] [--origin URL]...

  --port      the port to listen on; 0 takes any free one
  --tcp-port  a port for the same as JSON lines; 0 takes any free one; without it there is none
  --host      the address to listen on
  --faults    turns on the control API under /faults/
  --origin    a page's origin that may connect, such as https://app.example.com, besides loopback ones; may be repeated
  --help      prints this
`

/** The command line asks for something that does not exist; the message says what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Reads the command line; `help` where that is asked for. Throws a `UsageError`. */
export function readCommandLine(args: readonly string[]): ServerOptions | 'help' {
  const { port, 'tcp-port': tcpPort, host, faults, origin, help } = parse(args)
  if (help) return 'help'
  if (host === '') throw new UsageError('--host must not be empty. Leave it out to listen on 127.0.0.1.')
  return {
    port: readPort('--port', port),
    host,
    faults,
    origins: origin.map(readOrigin),
    ...(tcpPort !== undefined && { tcpPort: readPort('--tcp-port', tcpPort) }),
  }
}

function parse(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string', default: '8081' },
        'tcp-port': { type: 'string' },
        host: { type: 'string', default: '127.0.0.1' },
        faults: { type: 'boolean', default: false },
        origin: { type: 'string', multiple: true, default: [] },
        help: { type: 'boolean', default: false },
      },
    })
    return values
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error })
  }
}

function readPort(name: string, text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text)
  throw new UsageError(`${name} must be a number from 0 to 65535, not "${text}".`)
}

function readOrigin(text: string): string {
  const origin = originOf(text)
  if (origin !== undefined) return origin
  throw new UsageError(`--origin must be an http or https address such as https://app.example.com, not "${text}".`)
}

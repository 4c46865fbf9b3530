#!/usr/bin/env node
import { readCommandLine, USAGE, UsageError } from './command-line.ts'
import { type RunningServer, type ServerOptions, startServer } from './server.ts'

// Whoever started the server may have gone, and its end of the pipe with it: no reason to stop.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})

try {
  const options = readCommandLine(process.argv.slice(2))
  if (options === 'help') process.stdout.write(USAGE)
  else await run(options)
} catch (error) {
  process.stderr.write(`${explain(error as NodeJS.ErrnoException)}\n`)
  process.exitCode = error instanceof UsageError ? 2 : 1
}

async function run(options: ServerOptions): Promise<void> {
  const server = await startServer(options)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(server))
  process.stdout.write(`listening on ${[server.url, server.tcpUrl].filter(Boolean).join(' and ')}\n`)
}

async function stop(server: RunningServer): Promise<void> {
  await server.close()
  process.exit(0)
}

function explain(error: NodeJS.ErrnoException & { port?: number; address?: string }): string {
  if (error instanceof UsageError) return `${error.message}\n\n${USAGE}`
  const where = `port ${error.port} of ${error.address}`
  if (error.code === 'EADDRINUSE') return `Something listens on ${where} already. Stop it, or choose another port.`
  if (error.code === 'EACCES') return `You may not listen on ${where}. Choose a port above 1023.`
  return `Cannot listen: ${error.message}. Check --host and --port.`
}

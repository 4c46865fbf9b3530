import type { AnySocket } from '../observable-web-socket.ts'

/** Everything a socket says, in order, one line each. The message and data lines are leases. */
export function watch(socket: AnySocket, log: string[] = []): string[] {
  const line = (name: string) => (value: unknown) => log.push(`${name} ${brief(value)}`)
  const end = (name: string) => ({
    error: (error: Error) => log.push(`${name} errors ${error.name}`),
    complete: () => log.push(`${name} completes`),
  })
  socket.state$.subscribe((state) => log.push(state.phase))
  socket.open$.subscribe({ next: line('open$'), ...end('open$') })
  socket.message$.subscribe({ next: line('message$'), ...end('message$') })
  socket.data$.subscribe({ next: line('data$'), ...end('data$') })
  socket.error$.subscribe({ next: line('error$'), ...end('error$') })
  socket.close$.subscribe({ next: line('close$'), ...end('close$') })
  return log
}

function brief(value: unknown): string {
  if (value instanceof Error) return value.name
  if (typeof value !== 'object' || value === null) return String(value)
  if ('data' in value) return String(value.data)
  return 'code' in value ? String(value.code) : ''
}

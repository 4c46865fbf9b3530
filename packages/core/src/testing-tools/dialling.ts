import { dial, type Opened } from '../node/dial.ts'
import { HandshakeError } from '../node/errors.ts'
import { parseOptions } from '../node/options.ts'
import type { TransportInit } from '../node/transport-init.ts'
import { parseUrl } from '../node/url.ts'

/** A dial whose outcome a test awaits. */
export interface Dialling {
  /** How it went; a second outcome of the same dial rejects. */
  readonly outcome: Promise<Opened | HandshakeError>
  cancel(reason?: Error): void
}

const open = new Set<Opened>()

/** Dials and gathers the outcome. What opens is destroyed by {@link hangUp}. */
export function dialling(url: string, init: TransportInit = {}, protocols: readonly string[] = []): Dialling {
  let cancel!: (reason: Error) => void
  const outcome = new Promise<Opened | HandshakeError>((resolve) => {
    let inside = true
    let outcomes = 0
    const settle = (result: Opened | HandshakeError): void => {
      if (inside) throw new Error('A handler was called from inside dial')
      if (++outcomes > 1) throw new Error('A second outcome of one dial')
      if (!(result instanceof HandshakeError)) {
        open.add(result)
        result.stream.onData = () => {}
        result.stream.onEnd = () => result.stream.end()
        result.stream.onClose = () => open.delete(result)
      }
      resolve(result)
    }
    cancel = dial(
      { url: parseUrl(url), protocols, options: parseOptions(init) },
      { onOpen: settle, onFailure: settle },
    ).cancel
    inside = false
  })
  return { outcome, cancel: (reason = new Error('given up')) => cancel(reason) }
}

/** Dials to what must open. */
export async function opened(...args: Parameters<typeof dialling>): Promise<Opened> {
  const outcome = await dialling(...args).outcome
  if (outcome instanceof HandshakeError) throw outcome
  return outcome
}

/** Dials to what must fail. */
export async function refused(...args: Parameters<typeof dialling>): Promise<HandshakeError> {
  const outcome = await dialling(...args).outcome
  if (outcome instanceof HandshakeError) return outcome
  throw new Error('The handshake succeeded')
}

/** Destroys all that is open. */
export function hangUp(): void {
  for (const { stream } of open) stream.destroy()
}

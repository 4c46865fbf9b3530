/** A fault that the server plays on demand. */
export interface Fault {
  /** The test id is `fault-` and this. */
  readonly id: string
  readonly title: string
  readonly hint: string
  /** The mark it leaves on the timeline; none where it breaks nothing. */
  readonly mark: string
  /** What is asked of the server, one after the other. */
  readonly requests: readonly string[]
}

/** The faults, in the order of their buttons. */
export const FAULTS: readonly Fault[] = [
  { id: 'drop', title: 'Drop', hint: 'cut the line', mark: 'Drop', requests: ['drop'] },
  { id: 'freeze', title: 'Freeze', hint: 'silent for 8 s', mark: 'Freeze', requests: ['freeze?seconds=8'] },
  {
    id: 'refuse',
    title: 'Refuse 503',
    hint: 'Retry-After 5 s',
    mark: 'Refuse',
    // Refusing concerns handshakes only, so the line is cut for there to be one.
    requests: ['refuse?status=503&seconds=5&retryAfter=5', 'drop'],
  },
  { id: 'close', title: 'Close 1012', hint: 'service restart', mark: '1012', requests: ['close?code=1012'] },
  { id: 'final', title: 'Close 4403', hint: 'forbidden, final', mark: '4403', requests: ['close?code=4403'] },
  { id: 'clear', title: 'Clear', hint: 'end all faults', mark: '', requests: ['clear'] },
]

/** Asks the server for a fault. Answers what went wrong, in a sentence, or nothing. */
export async function askFor(fault: Fault, control: string): Promise<string | undefined> {
  try {
    for (const request of fault.requests) {
      const answer = await fetch(`${control}/faults/${request}`, { method: 'POST' })
      if (!answer.ok) return `The server answered ${answer.status} to “${fault.title}”.`
    }
    return undefined
  } catch {
    return `The server does not answer, so “${fault.title}” could not be asked for.`
  }
}

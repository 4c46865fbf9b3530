/** Starts for the first of several, stops after the last. Answers how one of them joins, which answers how it leaves. */
export function shared(start: () => () => void): () => () => void {
  const members = new Set<() => void>()
  let stop: (() => void) | undefined
  return () => {
    const leave = () => {
      // Who leaves again does not take another one along.
      if (members.delete(leave) && members.size === 0) stop?.()
    }
    members.add(leave)
    if (members.size === 1) stop = start()
    return leave
  }
}

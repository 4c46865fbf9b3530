/** Starts for the first of several, stops after the last. Answers how one of them joins, which answers how it leaves. */
export function shared(start: () => () => void): () => () => void {
  let members = 0
  let stop: (() => void) | undefined
  return () => {
    if (members++ === 0) stop = start()
    return () => {
      if (--members === 0) stop?.()
    }
  }
}

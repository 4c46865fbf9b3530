/**
 * Calls `act` at once, then at most once in `gap` milliseconds with the value given last: a slider that is dragged
 * reports more often than a server wants to hear. Nothing given last is left out.
 */
export function paced<T>(act: (value: T) => void, gap: number): (value: T) => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let pending: { value: T } | undefined
  const rest = (): void => {
    timer = pending && setTimeout(rest, gap)
    const due = pending
    pending = undefined
    if (due) act(due.value)
  }
  return (value) => {
    if (timer !== undefined) {
      pending = { value }
      return
    }
    timer = setTimeout(rest, gap)
    act(value)
  }
}

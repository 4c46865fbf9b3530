import { SocketObservable } from './multicast.ts'

/** Whether there is room, by two watermarks, so that it does not flicker: false from `high` bytes, true from `low`. */
export function writable(
  bufferedAmount$: SocketObservable<number>,
  { high, low }: { readonly high: number; readonly low: number },
): SocketObservable<boolean> {
  return new SocketObservable<boolean>((subscriber) => {
    let last: boolean | undefined
    return bufferedAmount$.subscribe((amount) => {
      const now = last === false ? amount <= low : amount < high
      if (now === last) return
      last = now
      subscriber.next(now)
    })
  })
}

/** Resolves when there is room; at once where there is. Never rejects. */
export function drained(writable$: SocketObservable<boolean>): Promise<void> {
  return new Promise((resolve) => {
    const watching = writable$.subscribe((writable) => {
      if (!writable) return
      resolve()
      // Not yet there where the first value comes while it subscribes.
      queueMicrotask(() => watching.unsubscribe())
    })
  })
}

import type { Receiving, View } from '@everwire/core'
import { untrack } from 'svelte'
import type { ReactiveConnection } from './reactive-connection.ts'

/**
 * A value that Svelte tracks where it is read, and that holds the connection while it is.
 *
 * @example
 * ```svelte
 * <script lang="ts">
 *   const { highest }: { highest: ReactiveValue<number> } = $props() // such as what feed.reduce answers
 * </script>
 * {highest.current}
 * ```
 */
export interface ReactiveValue<T> {
  readonly current: T
}

/**
 * A view of the connection of the moment, which begins anew with another connection.
 *
 * @param connection Answers that connection, and is read again when it is another one.
 * @param without The value without a URL.
 */
export function reactiveValue<In, T>(
  connection: () => ReactiveConnection<In>,
  viewOf: (socket: Receiving<In>) => View<T>,
  without: T,
): ReactiveValue<T> {
  let last: ReactiveConnection<In> | undefined
  let read: () => T
  const current = () => {
    const now = connection()
    if (now !== last) {
      read = now.socket ? now.reader(viewOf(now.socket)) : () => without
      last = now
    }
    return read()
  }
  // Options are checked when they are given, not when they are first used.
  untrack(current)
  return {
    get current() {
      return current()
    },
  }
}

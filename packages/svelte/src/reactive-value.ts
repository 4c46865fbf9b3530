import { leasedView, type SwitchedSocket, type View } from '@everwire/core'
import { untrack } from 'svelte'
import { createSubscriber } from 'svelte/reactivity'

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
 */
export function reactiveValue<Connection extends Pick<SwitchedSocket<never, never>, 'status'>, T>(
  connection: () => Connection,
  viewOf: (connection: Connection) => View<T>,
): ReactiveValue<T> {
  let last: { readonly of: Connection; readonly get: () => T; readonly track: () => void } | undefined
  const painted = () => {
    const of = connection()
    if (last?.of === of) return last
    const { get, subscribe } = leasedView(viewOf(of), of.status)
    last = { of, get, track: createSubscriber(subscribe) }
    return last
  }
  // Options are checked when they are given, not when they are first used.
  untrack(painted)
  return {
    get current() {
      const { get, track } = painted()
      track()
      return get()
    },
  }
}

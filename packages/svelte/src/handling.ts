import type { Subscription } from 'rxjs'
import { onMount, untrack } from 'svelte'
import { toStore } from 'svelte/store'
import { inComponent } from './component.ts'

/**
 * Handles what there is at the moment, and then what there is instead: from the mounting of the component that is being
 * set up to its end, or at once where there is none. Answers how to stop; on a server there is nothing to stop.
 *
 * @param current Answers what there is; what it reads is followed.
 */
export function handling<T>(current: () => T, handle: (value: T) => Subscription | undefined): () => void {
  let over = false
  let leave: (() => void) | undefined
  let handled: Subscription | undefined
  const follow = (value: T) => {
    handled?.unsubscribe()
    handled = handle(value)
  }
  const stop = () => {
    over = true
    leave?.()
    handled?.unsubscribe()
  }
  const start = () => {
    // A store made of what Svelte tracks is an effect that needs neither a component nor a compiler.
    if (!over) leave = untrack(() => toStore(current).subscribe((value) => untrack(() => follow(value))))
    return stop
  }
  // On a server, the way to do nothing.
  inComponent<unknown>(() => onMount(start), start)
  return stop
}
